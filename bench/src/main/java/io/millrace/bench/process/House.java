package io.millrace.bench.process;

import io.millrace.app.Millrace;
import io.millrace.bench.disk.Scratch;
import io.millrace.bench.disk.SmallDisk;
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
 * Where a server lives that is not spared: its directory, on a small disk where that can be had,
 * and its process. Takes everything away again when it is closed, from whatever thread.
 */
public final class House implements AutoCloseable {

  private static final List<String> JVM_FLAGS = List.of("-Xmx1g");

  private final Scratch scratch;
  private final List<String> flags;
  private final @Nullable SmallDisk disk;
  private final Path data;
  private final Path errors;
  private @Nullable MillraceServer server;
  private boolean closed;

  private House(Scratch scratch, Optional<SmallDisk> mounted, List<String> flags) {
    this.scratch = scratch;
    this.flags = new ArrayList<>(flags);
    disk = mounted.orElse(null);
    data = (disk == null ? scratch.directory() : disk.path()).resolve("data");
    errors = scratch.directory().resolve("server.err");
    if (!flags.contains("--database")) {
      // Elsewhere: what is watched of the small disk is the log's.
      this.flags.add("--database");
      this.flags.add("jdbc:sqlite:" + scratch.directory().resolve("read.db"));
    }
  }

  /** On a small disk, where one can be mounted. */
  public static House small(long diskMebibytes, List<String> flags) throws IOException {
    Scratch scratch = new Scratch();
    try {
      return new House(scratch, SmallDisk.mount(scratch.directory(), diskMebibytes), flags);
    } catch (IOException e) {
      scratch.close();
      throw e;
    }
  }

  /** On the disk as it is. */
  public static House plain(List<String> flags) {
    return new House(new Scratch(), Optional.empty(), flags);
  }

  public @Nullable SmallDisk disk() {
    return disk;
  }

  /** For files beside the server's; it goes with the house. */
  public Path scratch() {
    return scratch.directory();
  }

  public Path data() {
    return data;
  }

  /** The next process on the same data. */
  public MillraceServer start() {
    return start(flags);
  }

  /** The same with these flags in place of the usual ones, this once. */
  public MillraceServer start(List<String> others) {
    MillraceServer started = MillraceServer.start(data, JVM_FLAGS, others, errors);
    synchronized (this) {
      if (!closed) {
        server = started;
        return started;
      }
    }
    started.close();
    throw new BenchmarkFailed("the run was ended");
  }

  /** All files of the data directory. Some come and go meanwhile. */
  public long bytes() {
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
  public List<String> archive() {
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
  public int command(String... words) throws IOException, InterruptedException {
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

  public String errors() throws IOException {
    return Files.exists(errors) ? Files.readString(errors) : "";
  }

  @Override
  public void close() {
    tearDown();
  }

  /** Once, whoever comes first. */
  public synchronized void tearDown() {
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
