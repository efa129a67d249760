package io.millrace.bench.recovery;

import io.millrace.app.Terminal;
import io.millrace.app.backup.BackupCommand;
import io.millrace.bench.report.BenchmarkFailed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/** {@code millrace backup} beside a node: the whole, and then again into the same directory. */
final class TimedBackup {

  private static final double BYTES_PER_MEGABYTE = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private final FilledDirectory data;
  private final Path target;

  TimedBackup(FilledDirectory data, Path target) {
    this.data = data;
    this.target = target;
  }

  /**
   * Times from the call until the manifest is forced.
   *
   * @param bytes of the whole backup's files
   */
  record Times(long bytes, double seconds, double secondsAgain) {
    double megabytesPerSecond() {
      return bytes / BYTES_PER_MEGABYTE / seconds;
    }
  }

  Times measure() {
    double seconds = make();
    long bytes = bytes();
    return new Times(bytes, seconds, make());
  }

  private double make() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    long begun = System.nanoTime();
    int status =
        new CommandLine(new BackupCommand(new Terminal(out, out, Map.of())))
            .execute("--data", data.path().toString(), target.toString());
    double seconds = (System.nanoTime() - begun) / NANOS_PER_SECOND;
    if (status != 0) {
      throw new BenchmarkFailed("the backup failed: " + said.toString(StandardCharsets.UTF_8));
    }
    return seconds;
  }

  private long bytes() {
    try (Stream<Path> files = Files.walk(target)) {
      long bytes = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
