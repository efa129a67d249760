package io.millrace.journal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The real disk. Every opener gets its own channel: an interrupt of a reading thread closes that
 * thread's channel and no other.
 */
public final class FileSystemDisk implements Disk {

  /**
   * POSIX drops all locks a process holds on a file as soon as it closes any descriptor of it. So a
   * second try within this process must be turned away before it opens the file.
   */
  private static final Set<Path> LOCKED_HERE = ConcurrentHashMap.newKeySet();

  @Override
  public void createDirectories(String directory) throws IOException {
    Path path = Path.of(directory).toAbsolutePath().normalize();
    List<Path> made = new ArrayList<>();
    for (Path at = path; at != null && !Files.exists(at); at = at.getParent()) {
      made.add(at);
    }
    Files.createDirectories(path);
    for (Path at : made) {
      Path parent = at.getParent();
      if (parent != null) {
        forceDirectory(parent.toString());
      }
    }
  }

  @Override
  public List<String> list(String directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(directory))) {
      for (Path entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
      }
    } catch (NoSuchFileException _) {
      return List.of();
    }
    names.sort(null);
    return names;
  }

  @Override
  public DiskFile open(String path, Access access) throws IOException {
    Path file = Path.of(path);
    return new ChannelFile(
        switch (access) {
          case READ -> FileChannel.open(file, READ);
          case WRITE -> FileChannel.open(file, READ, WRITE);
          case CREATE -> FileChannel.open(file, READ, WRITE, CREATE, TRUNCATE_EXISTING);
        });
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(Path.of(from), Path.of(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(String path) throws IOException {
    Files.deleteIfExists(Path.of(path));
  }

  @Override
  public void forceDirectory(String directory) throws IOException {
    try (FileChannel channel = FileChannel.open(Path.of(directory), READ)) {
      channel.force(true);
    }
  }

  @Override
  public long usableBytes(String directory) throws IOException {
    return Files.getFileStore(Path.of(directory)).getUsableSpace();
  }

  @Override
  public Lock lock(String path) throws IOException {
    Path directory = Path.of(path).toAbsolutePath().getParent();
    Path file = (directory == null ? Path.of(path) : directory.toRealPath().resolve(nameOf(path)));
    if (!LOCKED_HERE.add(file)) {
      throw new LogLocked(path);
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, CREATE, WRITE);
      if (channel.tryLock() == null) {
        throw new LogLocked(path);
      }
      FileChannel held = channel;
      return () -> {
        try {
          held.close();
        } finally {
          LOCKED_HERE.remove(file);
        }
      };
    } catch (IOException | RuntimeException failure) {
      closeQuietly(channel);
      LOCKED_HERE.remove(file);
      throw failure;
    }
  }

  private static String nameOf(String path) {
    return String.valueOf(Path.of(path).getFileName());
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException _) {
        // the failure that led here is the one worth telling
      }
    }
  }

  private record ChannelFile(FileChannel channel) implements DiskFile {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
      long at = position;
      while (target.hasRemaining()) {
        int count = channel.read(target, at);
        if (count < 0) {
          return;
        }
        at += count;
      }
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      long at = position;
      while (source.hasRemaining()) {
        at += channel.write(source, at);
      }
    }

    /** Without the times of the file: fdatasync still forces a changed length. */
    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
