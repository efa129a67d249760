package io.millrace.proof.control;

import io.millrace.journal.Disk;
import io.millrace.journal.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Another disk, with one protection less between it and the node. */
class CrookedDisk implements Disk {
  private final Disk disk;

  CrookedDisk(Disk disk) {
    this.disk = disk;
  }

  /** What forcing a file comes to. */
  void force(String path, DiskFile file) throws IOException {
    file.force();
  }

  /** What a program sees of what was read, from there to the buffer's position. */
  void seen(String path, ByteBuffer bytes, int from, long position) {
    // as it is
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
    DiskFile file = disk.open(path, access);
    return new DiskFile() {
      @Override
      public void write(ByteBuffer source, long position) throws IOException {
        file.write(source, position);
      }

      @Override
      public void force() throws IOException {
        CrookedDisk.this.force(path, file);
      }

      @Override
      public long size() throws IOException {
        return file.size();
      }

      @Override
      public void read(ByteBuffer target, long position) throws IOException {
        int from = target.position();
        file.read(target, position);
        seen(path, target, from, position);
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    };
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
}
