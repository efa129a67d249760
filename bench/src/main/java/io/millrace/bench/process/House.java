package io.millrace.bench.soak;

import io.millrace.app.Millrace;
import io.millrace.bench.disk.Scratch;
import io.millrace.bench.disk.SmallDisk;
import io.millrace.bench.process.JavaProcess;
import io.millrace.bench.process.MillraceServer;
import io.millrace.bench.report.BenchmarkFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the soaked server lives: its directory, on a small disk where that can be had, and its
 * process. Takes everything away again when it is closed, from whatever thread.
 */
final class House implements AutoCloseable {

  private static final List<String> JVM_FLAGS = List.of("-Xmx1g");

  /** Small segments: they roll and move every few seconds. */
  private static final List<String> FLAGS = List.of("--segment-size", "2MiB", "--reserve", "16MiB");

  /** Below reserve and two segments, above the two segments. */
  static final long LOW_BYTES = 12L << 20;

  private final Scratch scratch;
  private final List<String> flags = new ArrayList<>(FLAGS);
  private final @Nullable SmallDisk disk;
  private final Path data;
  private final Path errors;
  private @Nullable MillraceServer server;
  private boolean closed;

  private House(Scratch scratch, Optional<SmallDisk> mounted) {
    this.scratch = scratch;
    disk = mounted.orElse(null);
    data = (disk == null ? scratch.directory() : disk.path()).resolve("data");
    errors = scratch.directory().resolve("server.err");
    // Elsewhere: what is watched of the small disk is the log's.
    flags.addAll(List.of("--database", "jdbc:sqlite:" + scratch.directory().resolve("read.db")));
  }

  /** On a small disk, where one can be mounted. */
  static House small(long diskMebibytes) throws IOException {
    Scratch scratch = new Scratch();
    try {
      return new House(scratch, SmallDisk.mount(scratch.directory(), diskMebibytes));
    } catch (IOException e) {
      scratch.close();
      throw e;
    }
  }

  /** On the disk as it is. */
  static House plain() {
    return new House(new Scratch(), Optional.empty());
  }

  @Nullable SmallDisk disk() {
    return disk;
  }

  /** The next process on the same data. */
  MillraceServer start() {
    MillraceServer started = MillraceServer.start(data, JVM_FLAGS, flags, errors);
    synchronized (this) {
      if (!closed) {
        server = started;
        return started;
      }
    }
    started.close();
    throw new BenchmarkFailed("the soak was ended");
  }

  /** All files of the data directory. Some come and go meanwhile. */
  long bytes() {
    try (Stream<Path> files = Files.walk(data)) {
      long bytes = 0;
      for (Path file : files.toList()) {
        bytes += bytesOf(file);
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (UncheckedIOException moved) {
      return bytes();
    }
  }

  private static long bytesOf(Path file) throws IOException {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (NoSuchFileException gone) {
      return 0;
    }
  }

  /** Names of packed segments, and of what is on its way to become one. */
  List<String> archive() {
    Path archive = data.resolve("shard-000").resolve("archive");
    if (!Files.isDirectory(archive)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(archive)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command of the product on the data and gives its exit status. */
  int command(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(words));
    command.addAll(List.of("--data", data.toString()));
    Process process =
        JavaProcess.builder(JVM_FLAGS, Millrace.class, command.toArray(String[]::new))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(errors.toFile()))
            .start();
    try {
      return process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }

  String errors() throws IOException {
    return Files.readString(errors);
  }

  @Override
  public void close() {
    tearDown();
  }

  /** Once, whoever comes first. */
  synchronized void tearDown() {
    if (closed) {
      return;
    }
    closed = true;
    try (scratch) {
      try {
        if (server != null) {
          server.kill();
          server.close();
        }
      } finally {
        if (disk != null) {
          disk.close();
        }
      }
    }
  }
}
