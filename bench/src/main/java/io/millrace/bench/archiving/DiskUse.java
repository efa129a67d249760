package io.millrace.bench.archiving;

import java.io.File;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Bytes of a node's files by what they are; a segment is zero-filled and counts whole. */
record DiskUse(long log, long archive, long snapshots, long tables) {

  private static final double GIB = 1 << 30;

  /**
   * As it is now.
   *
   * @param shard the directory of the log
   * @param tables the directory in which the tables' files lie alone
   */
  static DiskUse of(Path shard, Path tables) {
    return new DiskUse(
        bytesIn(shard),
        bytesIn(shard.resolve("archive")),
        bytesIn(shard.resolve("snapshots")),
        bytesIn(tables));
  }

  /** Files come and go meanwhile; one that has just gone has no length. */
  private static long bytesIn(Path directory) {
    File[] files = directory.toFile().listFiles(File::isFile);
    return files == null ? 0 : Stream.of(files).mapToLong(File::length).sum();
  }

  @Override
  public String toString() {
    return "log %.2f, archive %.2f, snapshots %.2f, tables %.2f GiB"
        .formatted(log / GIB, archive / GIB, snapshots / GIB, tables / GIB);
  }
}
