package io.millrace.app.backup;

import io.millrace.journal.Disk;
import io.millrace.journal.DiskFile;
import io.millrace.journal.FileSystemDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The real disk, whose n-th change does not happen any more, nor any after it. */
final class CutDisk implements Disk {

  /** As a process that died; the disk is well. */
  static final class Cut extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Disk disk = new FileSystemDisk();
  private long left;

  CutDisk(long changes) {
    this.left = changes;
  }

  private void change() {
    if (left-- <= 0) {
      throw new Cut();
    }
  }

  @Override
  public void createDirectories(String directory) throws IOException {
    change();
    disk.createDirectories(directory);
  }

  @Override
  public List<String> list(String directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public DiskFile open(String path, Access access) throws IOException {
    if (access == Access.CREATE) {
      change();
    }
    return new CutFile(disk.open(path, access));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    change();
    disk.rename(from, to);
  }

  @Override
  public void delete(String path) throws IOException {
    change();
    disk.delete(path);
  }

  @Override
  public void forceDirectory(String directory) throws IOException {
    change();
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

  private final class CutFile implements DiskFile {
    private final DiskFile file;

    CutFile(DiskFile file) {
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
      change();
      file.write(source, position);
    }

    @Override
    public void force() throws IOException {
      change();
      file.force();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
