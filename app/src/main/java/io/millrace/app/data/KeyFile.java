package io.millrace.app.data;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * A secret in a file of one line that only its owner may read. It appears whole or not at all: a
 * key that was torn by a crash would lock everybody out.
 */
public final class KeyFile {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path directory;
  private final Path path;

  public KeyFile(Path directory, String name) {
    this.directory = directory;
    this.path = directory.resolve(name);
  }

  public boolean exists() {
    return Files.exists(path);
  }

  public String read() throws IOException {
    return Files.readString(path, US_ASCII);
  }

  /** Whether somebody besides the owner may read it; false where files have no such modes. */
  public boolean isOpenToOthers() throws IOException {
    return isPosix(path) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(path));
  }

  /** Reads the key; the first time, makes it. */
  public String readOrMake(Supplier<String> newKey) throws IOException {
    if (!exists()) {
      make(newKey.get());
    }
    return read();
  }

  /** Takes the place of a key that is there. */
  public void replace(String text) throws IOException {
    make(text.strip());
  }

  /** What a copy of it must come to. */
  public int checksum() throws IOException {
    CRC32C crc = new CRC32C();
    crc.update(Files.readAllBytes(path));
    return (int) crc.getValue();
  }

  private void make(String key) throws IOException {
    Path unfinished = directory.resolve(path.getFileName() + ".unfinished");
    Files.deleteIfExists(unfinished);
    FileAttribute<?>[] modes =
        isPosix(directory)
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0];
    try (FileChannel file = FileChannel.open(unfinished, Set.of(CREATE_NEW, WRITE), modes)) {
      ByteBuffer text = ByteBuffer.wrap((key + "\n").getBytes(US_ASCII));
      while (text.hasRemaining()) {
        file.write(text);
      }
      file.force(true);
    }
    Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel names = FileChannel.open(directory, READ)) {
      names.force(true);
    }
  }

  private static boolean isPosix(Path path) throws IOException {
    return Files.getFileStore(path).supportsFileAttributeView("posix");
  }
}
