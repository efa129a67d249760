package io.millrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real disk keeps of {@link Disk}, above all that its lock keeps other processes out. */
final class FileSystemDiskTest {

  private static final int LOCKED = 3;
  private static final int FREE = 4;

  private final FileSystemDisk disk = new FileSystemDisk();
  @TempDir Path directory;

  @Test
  void shouldKeepOtherProcessesOutAlsoAfterASecondTryOfItsOwn()
      throws IOException, InterruptedException {
    String path = directory.resolve("lock").toString();
    try (Disk.Lock held = disk.lock(path)) {
      assertThat(held).isNotNull();
      assertThat(lockInAnotherProcess(path)).isEqualTo(LOCKED);
      assertThatThrownBy(() -> new FileSystemDisk().lock(path)).isInstanceOf(LogLocked.class);
      String detour = directory.resolve("../" + directory.getFileName() + "/lock").toString();
      assertThatThrownBy(() -> disk.lock(detour)).isInstanceOf(LogLocked.class);
      assertThat(lockInAnotherProcess(path)).isEqualTo(LOCKED);
    }
    assertThat(lockInAnotherProcess(path)).isEqualTo(FREE);
    disk.lock(path).close();
  }

  @Test
  void shouldWriteAndReadAtPositions() throws IOException {
    String path = directory.resolve("file").toString();
    try (DiskFile file = disk.open(path, Disk.Access.CREATE)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 5);
      file.force();
      assertThat(file.size()).isEqualTo(8);
    }
    try (DiskFile file = disk.open(path, Disk.Access.READ)) {
      ByteBuffer target = ByteBuffer.allocate(10);
      file.read(target, 4);
      assertThat(target.flip().remaining()).isEqualTo(4);
      assertThat(target.array()).startsWith(0, 1, 2, 3);
    }
    disk.rename(path, directory.resolve("renamed").toString());
    assertThat(disk.list(directory.toString())).containsExactly("renamed");
    disk.delete(directory.resolve("renamed").toString());
    disk.delete(directory.resolve("renamed").toString());
    disk.forceDirectory(directory.toString());
    assertThat(disk.list(directory.toString())).isEmpty();
    assertThat(disk.list(directory.resolve("none").toString())).isEmpty();
    assertThatThrownBy(() -> disk.open(path, Disk.Access.WRITE))
        .isInstanceOf(NoSuchFileException.class);
  }

  private static int lockInAnotherProcess(String path) throws IOException, InterruptedException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Other.class.getName(),
            path)
        .inheritIO()
        .start()
        .waitFor();
  }

  /** The other process: says by its exit status what it met. */
  static final class Other {
    private Other() {}

    public static void main(String[] args) throws IOException {
      int status;
      try {
        new FileSystemDisk().lock(args[0]).close();
        status = FREE;
      } catch (LogLocked _) {
        status = LOCKED;
      }
      System.exit(status);
    }
  }
}
