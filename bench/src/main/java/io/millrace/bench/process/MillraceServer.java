package io.millrace.bench.process;

import io.millrace.app.Millrace;
import io.millrace.bench.report.BenchmarkFailed;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code millrace start}, as users run it, on a free port. It never outlives this process, however
 * that ends, unless that is killed so that nothing of it runs any more.
 */
public final class MillraceServer implements AutoCloseable {

  private static final double NANOS_PER_SECOND = 1e9;

  /** A last snapshot of ten million orders is written in less. */
  private static final long STOP_SECONDS_MAX = 120;

  private static final Pattern READY =
      Pattern.compile(
          "ready on (http://\\S+) .*recovered (\\d+) facts, (\\d+) of them from snapshots");

  /** For measurements of something else: a read model follows beside, and takes its share. */
  public static final List<String> WITHOUT_READ_MODEL = List.of("--database", "none");

  private final Process process;
  private final Reaper reaper;
  private final Path data;
  private final Ready ready;

  private MillraceServer(Process process, Reaper reaper, Path data, Ready ready) {
    this.process = process;
    this.reaper = reaper;
    this.data = data;
    this.ready = ready;
  }

  /**
   * What the ready line said.
   *
   * @param seconds from the call that started the process until the line was there
   */
  public record Ready(URI address, long recoveredFacts, long factsFromSnapshots, double seconds) {}

  /**
   * Starts it and waits until it is ready.
   *
   * @param jvmFlags beside and above those of this process
   * @param flags of {@code start}, beside data and port
   * @param errors takes what the server says on standard error
   * @throws BenchmarkFailed if it does not become ready
   */
  public static MillraceServer start(
      Path data, List<String> jvmFlags, List<String> flags, Path errors) {
    try {
      ProcessBuilder command =
          JavaProcess.builder(
              jvmFlags, Millrace.class, "start", "--port", "0", "--data", data.toString());
      command.command().addAll(flags);
      long begun = System.nanoTime();
      Process process =
          command.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile())).start();
      Reaper reaper = Reaper.of(process);
      BufferedReader lines = process.inputReader();
      String line = lines.readLine();
      double seconds = (System.nanoTime() - begun) / NANOS_PER_SECOND;
      Matcher said = READY.matcher(line == null ? "" : line);
      if (!said.find()) {
        process.destroyForcibly();
        throw new BenchmarkFailed(
            "the server did not become ready: " + line + "\n" + Files.readString(errors));
      }
      Ready ready =
          new Ready(
              URI.create(said.group(1)),
              Long.parseLong(said.group(2)),
              Long.parseLong(said.group(3)),
              seconds);
      return new MillraceServer(process, reaper, data, ready);
    } catch (IOException e) {
      throw new BenchmarkFailed("the server could not be started", e);
    }
  }

  public Ready ready() {
    return ready;
  }

  public URI address() {
    return ready.address();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Which the server wrote into its data directory. */
  public String operatorKey() {
    try {
      return Files.readString(data.resolve("operator.key")).strip();
    } catch (IOException e) {
      throw new BenchmarkFailed("the operator's key cannot be read", e);
    }
  }

  /** {@code kill -9}. */
  public void kill() {
    process.destroyForcibly();
    exitStatus();
  }

  /** {@code kill}, and the exit status. */
  public int terminate() {
    process.destroy();
    return exitStatus();
  }

  private int exitStatus() {
    try {
      if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new BenchmarkFailed("the server did not end within " + STOP_SECONDS_MAX + " s");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted while the server ended", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    reaper.close();
  }
}
