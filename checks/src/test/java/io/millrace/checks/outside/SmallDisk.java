package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A real file system of a few megabytes, in a file. Only root may mount one. */
final class SmallDisk implements AutoCloseable {

  private static final int MIB = 1 << 20;

  private final Path mounted;

  private SmallDisk(Path mounted) {
    this.mounted = mounted;
  }

  /** Empty where this process may not. */
  static Optional<SmallDisk> mount(Path directory, int mib) throws IOException {
    Path image = directory.resolve("small.img");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength((long) mib * MIB);
    }
    Path mounted = Files.createDirectories(directory.resolve("small"));
    // No blocks kept for root: what it may write is what everybody is told.
    boolean isThere =
        run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString())
            && run("mount", "-o", "loop", image.toString(), mounted.toString());
    return isThere ? Optional.of(new SmallDisk(mounted)) : Optional.empty();
  }

  Path path() {
    return mounted;
  }

  long usableBytes() throws IOException {
    return Files.getFileStore(mounted).getUsableSpace();
  }

  /** Somebody else's file, so large that no more than this is left. */
  void leave(long bytes) throws IOException {
    try (OutputStream ballast = Files.newOutputStream(ballast())) {
      byte[] zeros = new byte[64 << 10];
      while (usableBytes() > bytes) {
        ballast.write(zeros);
      }
    } catch (IOException full) {
      assertThat(bytes).as("%s", full).isZero();
    }
  }

  void makeRoom() throws IOException {
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
        System.out.println(command[0] + ": " + said);
        return false;
      }
      return true;
    } catch (IOException missing) {
      System.out.println(missing.getMessage());
      return false;
    }
  }

  /** Lazily: a server that was killed may take a moment to let go of its files. */
  @Override
  public void close() {
    assertThat(run("umount", "-l", mounted.toString())).isTrue();
  }
}
