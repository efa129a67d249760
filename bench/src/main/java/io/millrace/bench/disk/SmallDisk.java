package io.millrace.bench.disk;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A real file system of some megabytes, in a file. Only root may mount one. */
public final class SmallDisk implements AutoCloseable {

  private static final long MIB = 1 << 20;
  private static final int CHUNK_BYTES = 64 << 10;

  private final Path mounted;
  private volatile @Nullable Process freezing;

  private SmallDisk(Path mounted) {
    this.mounted = mounted;
  }

  /** Empty where this process may not; why is said on standard error. */
  public static Optional<SmallDisk> mount(Path directory, long mebibytes) throws IOException {
    Path image = directory.resolve("small.img");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(mebibytes * MIB);
    }
    Path mounted = Files.createDirectories(directory.resolve("small"));
    // No blocks kept for root: what it may write is what everybody is told.
    boolean isThere =
        run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString())
            && run("mount", "-o", "loop", image.toString(), mounted.toString());
    return isThere ? Optional.of(new SmallDisk(mounted)) : Optional.empty();
  }

  public Path path() {
    return mounted;
  }

  private long usableBytes() throws IOException {
    return Files.getFileStore(mounted).getUsableSpace();
  }

  /** Somebody else's file, so large that no more than this is left. */
  public void leave(long bytes) throws IOException {
    try (OutputStream ballast = Files.newOutputStream(ballast())) {
      byte[] zeros = new byte[CHUNK_BYTES];
      while (usableBytes() > bytes) {
        ballast.write(zeros);
      }
    } catch (IOException full) {
      if (bytes > 0) {
        throw full;
      }
    }
  }

  public void makeRoom() throws IOException {
    Files.delete(ballast());
  }

  /**
   * Every write waits for so long, as on a disk that hangs. The file system thaws by itself, also
   * if this process does not live to see it.
   *
   * @return false where that cannot be had; why is said on standard error
   */
  public boolean freeze(Duration time) throws IOException {
    String seconds = "%d.%03d".formatted(time.toSeconds(), time.toMillisPart());
    String script =
        "trap '' INT TERM HUP; fsfreeze -f \"$0\" && sleep \"$1\" && fsfreeze -u \"$0\"";
    Process process =
        new ProcessBuilder("sh", "-c", script, mounted.toString(), seconds)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    freezing = process;
    return process.onExit().join().exitValue() == 0;
  }

  private Path ballast() {
    return mounted.resolve("ballast");
  }

  private static boolean run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.onExit().join().exitValue() != 0) {
        System.err.println(command[0] + ": " + said);
        return false;
      }
      return true;
    } catch (IOException missing) {
      System.err.println(missing.getMessage());
      return false;
    }
  }

  /** Lazily: a server that was killed may take a moment to let go of its files. */
  @Override
  public void close() {
    Process last = freezing;
    if (last != null) {
      last.onExit().join();
    }
    if (!run("umount", "-l", mounted.toString())) {
      throw new IllegalStateException(mounted + " is still mounted");
    }
  }
}
