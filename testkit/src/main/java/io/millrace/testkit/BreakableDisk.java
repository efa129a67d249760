package io.millrace.testkit;

import io.millrace.journal.Disk;
import io.millrace.journal.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Another disk whose next force fails when told to. What was written stays in the page cache. */
public final class BreakableDisk implements Disk {

  private final Disk disk;
  private boolean failNextForce;

  public BreakableDisk(Disk disk) {
    this.disk = disk;
  }

  public void failNextForce() {
    failNextForce = true;
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
    return new BreakableFile(disk.open(path, access));
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

    BreakableFile(DiskFile file) {
      this.file = file;
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
      file.write(source, position);
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
