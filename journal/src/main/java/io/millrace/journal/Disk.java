package io.millrace.journal;

import java.io.IOException;
import java.util.List;

/**
 * All that a log asks of storage. Calls block. Paths are separated by '/'. The simulator implements
 * the same interface, so nothing here may promise more than a disk with a page cache keeps: bytes
 * are safe after {@link DiskFile#force}, names after {@link #forceDirectory}.
 */
public interface Disk {

  /** How a file is opened. */
  enum Access {
    READ,
    WRITE,
    /** For writing, empty; what had this name before is gone. */
    CREATE
  }

  /** Makes the directory with its parents, and their names durable. */
  void createDirectories(String directory) throws IOException;

  /** Names of the files in the directory, in order; empty if there is no such directory. */
  List<String> list(String directory) throws IOException;

  DiskFile open(String path, Access access) throws IOException;

  /** Within one directory; replaces what has the new name, at one stroke. */
  void rename(String from, String to) throws IOException;

  /** Deletes the file if it is there. */
  void delete(String path) throws IOException;

  /** Makes the directory's names durable: what was created, renamed and deleted in it. */
  void forceDirectory(String directory) throws IOException;

  /** How many bytes files in the directory may still grow by, as far as the disk can say. */
  long usableBytes(String directory) throws IOException;

  /**
   * Takes an exclusive lock that ends with {@link Lock#close} or with the process.
   *
   * @throws LogLocked if another holds it
   */
  Lock lock(String path) throws IOException;

  /** A lock that is held. */
  interface Lock extends AutoCloseable {
    @Override
    void close() throws IOException;
  }
}
