package io.millrace.checks;

import io.millrace.journal.Disk;
import io.millrace.journal.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Notes each changing operation of a disk, in order. The n-th note is the disk's operation n. */
final class RecordingDisk implements Disk {

  private final Disk disk;
  private final List<Operation> operations = new ArrayList<>();
  private long awaited;
  private Runnable surprise = () -> {};

  RecordingDisk(Disk disk) {
    this.disk = disk;
  }

  /** What is done to what: to a file, or to a directory's names. */
  enum Kind {
    CREATE,
    WRITE,
    FORCE,
    RENAME,
    DELETE,
    FORCE_DIRECTORY
  }

  record Operation(Kind kind, String path) {}

  List<Operation> operations() {
    return operations;
  }

  /** Runs this right before the n-th operation. */
  void before(long operation, Runnable what) {
    awaited = operation;
    surprise = what;
  }

  private void announce() {
    if (operations.size() + 1 == awaited) {
      awaited = 0;
      surprise.run();
    }
  }

  private void note(Kind kind, String path) {
    operations.add(new Operation(kind, path));
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
    announce();
    DiskFile file = disk.open(path, access);
    if (access == Access.CREATE) {
      note(Kind.CREATE, path);
    }
    return new RecordingFile(file, path);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    announce();
    disk.rename(from, to);
    note(Kind.RENAME, to);
  }

  @Override
  public void delete(String path) throws IOException {
    boolean isThere = disk.list(path.substring(0, path.lastIndexOf('/'))).contains(name(path));
    announce();
    disk.delete(path);
    if (isThere) {
      note(Kind.DELETE, path);
    }
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public void forceDirectory(String directory) throws IOException {
    announce();
    disk.forceDirectory(directory);
    note(Kind.FORCE_DIRECTORY, directory);
  }

  @Override
  public long usableBytes(String directory) throws IOException {
    return disk.usableBytes(directory);
  }

  @Override
  public Lock lock(String path) throws IOException {
    return disk.lock(path);
  }

  private final class RecordingFile implements DiskFile {
    private final DiskFile file;
    private final String path;

    RecordingFile(DiskFile file, String path) {
      this.file = file;
      this.path = path;
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
      announce();
      file.write(source, position);
      note(Kind.WRITE, path);
    }

    @Override
    public void force() throws IOException {
      announce();
      file.force();
      note(Kind.FORCE, path);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
