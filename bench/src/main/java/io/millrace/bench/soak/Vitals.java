package io.millrace.bench.soak;

import io.millrace.bench.report.BenchmarkFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks at a running server from outside: what it has open, and what of its heap is reachable. */
final class Vitals {

  private static final Path PROCESSES = Path.of("/proc");
  private static final long KIB = 1 << 10;

  /** As in {@code garbage-first heap total reserved 1048576K, committed 54272K, used 8514K}. */
  private static final Pattern USED = Pattern.compile("heap\\s.*\\bused (\\d+)K");

  private final long pid;

  Vitals(long pid) {
    this.pid = pid;
  }

  /** Empty where the system does not tell. */
  OptionalLong openFiles() {
    Path open = PROCESSES.resolve(Long.toString(pid)).resolve("fd");
    try (Stream<Path> files = Files.list(open)) {
      return OptionalLong.of(files.count());
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Collects first, which stops the server for a moment. */
  long reachableBytes() {
    jcmd("GC.run");
    String said = jcmd("GC.heap_info");
    Matcher used = USED.matcher(said);
    if (!used.find()) {
      throw new BenchmarkFailed("the JVM does not say what it uses: " + said);
    }
    return Long.parseLong(used.group(1)) * KIB;
  }

  private String jcmd(String command) {
    try {
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(pid),
                  command)
              .redirectErrorStream(true)
              .start();
      String said =
          new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (jcmd.waitFor() != 0) {
        throw new BenchmarkFailed("jcmd " + command + " ended badly: " + said);
      }
      return said;
    } catch (IOException e) {
      throw new BenchmarkFailed("jcmd cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }
}
