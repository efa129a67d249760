package io.millrace.bench.disk;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A real file system of some megabytes, in a file. Only root may mount one. */
public final class SmallDisk implements AutoCloseable {

  private static final long MIB = 1 << 20;
  private static final int CHUNK_BYTES = 64 << 10;

  private final Path mounted;

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
    if (!run("umount", "-l", mounted.toString())) {
      throw new IllegalStateException(mounted + " is still mounted");
    }
  }
}
