package io.millrace.testkit;

import io.millrace.journal.Disk;
import io.millrace.journal.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Predicate;

/**
 * Another disk, which fails when told to: its next force, after which what was written stays in the
 * page cache; or without a word, by writing something else than it was given.
 */
public final class BreakableDisk implements Disk {

  private final Disk disk;
  private boolean failNextForce;
  private Predicate<String> spoiled = path -> false;
  private long spoiledAt;

  public BreakableDisk(Disk disk) {
    this.disk = disk;
  }

  public void failNextForce() {
    failNextForce = true;
  }

  /** From now on a bit is wrong in the byte that is written to this position of these files. */
  public void spoil(Predicate<String> paths, long at) {
    spoiled = paths;
    spoiledAt = at;
  }

  @Override
  public void createDirectories(String directory) throws IOException {
    disk.createDirectories(directory);
  }

  @Override
  public List<String> list(String directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public DiskFile open(String path, Access access) throws IOException {
    return new BreakableFile(disk.open(path, access), spoiled.test(path));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(String path) throws IOException {
    disk.delete(path);
  }

  @Override
  public void forceDirectory(String directory) throws IOException {
    disk.forceDirectory(directory);
  }

  @Override
  public long usableBytes(String directory) throws IOException {
    return disk.usableBytes(directory);
  }

  @Override
  public Lock lock(String path) throws IOException {
    return disk.lock(path);
  }

  private final class BreakableFile implements DiskFile {
    private final DiskFile file;
    private final boolean isSpoiled;

    BreakableFile(DiskFile file, boolean isSpoiled) {
      this.file = file;
      this.isSpoiled = isSpoiled;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
      file.read(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      boolean isIn = position <= spoiledAt && spoiledAt < position + source.remaining();
      file.write(
          isSpoiled && isIn ? changed(source, (int) (spoiledAt - position)) : source, position);
    }

    private static ByteBuffer changed(ByteBuffer source, int at) {
      ByteBuffer other = ByteBuffer.allocate(source.remaining()).put(source).flip();
      return other.put(at, (byte) (other.get(at) ^ 1));
    }

    @Override
    public void force() throws IOException {
      if (failNextForce) {
        failNextForce = false;
        throw new IOException("The device failed, as the test wanted");
      }
      file.force();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
