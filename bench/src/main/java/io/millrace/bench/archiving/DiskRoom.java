package io.millrace.bench.archiving;

import io.millrace.bench.report.BenchmarkFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is left of a disk that others need, too. */
record DiskRoom(Path directory, long leftBytesMin) {

  private static final double GIB = 1 << 30;

  /** Before anything is written that would have to be taken away again. */
  void require(long bytes) {
    long usable = usableBytes();
    if (usable - leftBytesMin < bytes) {
      throw new BenchmarkFailed(
          "this takes up to %.1f GiB of the disk, and %.0f GiB are to stay free; there are %.1f: run it on a larger one"
              .formatted(bytes / GIB, leftBytesMin / GIB, usable / GIB));
    }
  }

  /** While it is being written to. */
  void check() {
    long usable = usableBytes();
    if (usable < leftBytesMin) {
      throw new BenchmarkFailed(
          "%.1f GiB of the disk are left, and %.0f are to stay free: the run ends here"
              .formatted(usable / GIB, leftBytesMin / GIB));
    }
  }

  private long usableBytes() {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
