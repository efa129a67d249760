package io.millrace.bench.server;

import io.millrace.bench.report.BenchmarkFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process that the benchmark started, with all that it started in turn. None outlives the
 * benchmark, also if that is interrupted.
 */
public final class Child implements AutoCloseable {

  private static final Set<Child> ALIVE = ConcurrentHashMap.newKeySet();
  private static final long END_SECONDS_MAX = 10;
  private static final long BYTES_PER_KIB = 1_024;
  private static final String ANONYMOUS = "RssAnon:";
  private static final String TOTAL = "Total";

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Child::kill)));
  }

  private final Process process;

  private Child(Process process) {
    this.process = process;
  }

  /** Its errors go where the builder says; a full pipe that nobody reads would stop it. */
  public static Child start(ProcessBuilder builder) {
    try {
      Child child = new Child(builder.start());
      ALIVE.add(child);
      return child;
    } catch (IOException e) {
      throw new BenchmarkFailed("could not start " + builder.command().getFirst(), e);
    }
  }

  public Process process() {
    return process;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** As {@code kill -9} on all of it: nobody gets to say goodbye. */
  public void kill() {
    List<ProcessHandle> all = all();
    all.forEach(ProcessHandle::destroyForcibly);
    awaitEnd(all);
    ALIVE.remove(this);
  }

  /** Asks it to end; one that does not is killed. */
  @Override
  public void close() {
    List<ProcessHandle> all = all();
    // Not of the process: that would close its streams under who reads them.
    process.toHandle().destroy();
    try {
      if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
        all.forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
    awaitEnd(all);
    ALIVE.remove(this);
  }

  private static void awaitEnd(List<ProcessHandle> all) {
    for (ProcessHandle each : all) {
      each.onExit().orTimeout(END_SECONDS_MAX, TimeUnit.SECONDS).join();
    }
  }

  /** Itself and what it has started, as far as that runs. */
  public Stream<ProcessHandle> handles() {
    return all().stream();
  }

  private List<ProcessHandle> all() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
  }

  /** Processor time so far; that of a descendant which has ended is not in it. */
  public Duration processorTime() {
    return all().stream()
        .flatMap(each -> each.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** What it keeps in memory that no file holds. */
  public long anonymousBytes() {
    return all().stream().mapToLong(Child::anonymousBytes).sum();
  }

  private static long anonymousBytes(ProcessHandle each) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", each.pid() + "", "status"))) {
      return lines
          .filter(line -> line.startsWith(ANONYMOUS))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KIB)
          .sum();
    } catch (IOException | UncheckedIOException _) {
      // It has ended.
      return 0;
    }
  }

  /** Of a JVM: what is reachable; counting it collects the rest first. */
  public long reachableBytes() {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      Process histogram =
          new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.class_histogram")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (Stream<String> lines = histogram.inputReader().lines()) {
        String total =
            lines
                .filter(line -> line.startsWith(TOTAL))
                .reduce((_, last) -> last)
                .orElseThrow(() -> new BenchmarkFailed("a JVM does not say what it holds"));
        String[] fields = total.strip().split("\\s+", -1);
        return Long.parseLong(fields[fields.length - 1]);
      }
    } catch (IOException e) {
      throw new BenchmarkFailed("a JVM does not say what it holds", e);
    }
  }
}
