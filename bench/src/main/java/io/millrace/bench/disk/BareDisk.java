package io.millrace.bench.disk;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * What the disk does when nothing is in its way: one thread that writes and forces, on a file that
 * was filled with zeros before, as the log's segments are.
 */
public final class BareDisk {

  private static final int FILE_BYTES = 64 << 20;
  private static final int FILL_BYTES = 1 << 20;
  private static final double NANOS_PER_SECOND = 1e9;

  private BareDisk() {}

  /** How often a write of so many bytes was forced in a second. */
  public static double forcesPerSecond(Path directory, int bytes, long millis) {
    Path file = directory.resolve("bare");
    try (FileChannel channel = FileChannel.open(file, CREATE, WRITE)) {
      fill(channel);
      ByteBuffer block = block(bytes);
      long begun = System.nanoTime();
      long until = begun + TimeUnit.MILLISECONDS.toNanos(millis);
      long forces = 0;
      long offset = 0;
      while (System.nanoTime() - until < 0) {
        write(channel, block, offset);
        channel.force(false);
        forces++;
        offset = offset + 2L * bytes <= FILE_BYTES ? offset + bytes : 0;
      }
      return forces * NANOS_PER_SECOND / (System.nanoTime() - begun);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void fill(FileChannel channel) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(FILL_BYTES);
    for (long at = 0; at < FILE_BYTES; at += FILL_BYTES) {
      write(channel, zeros, at);
    }
    channel.force(true);
  }

  /** Random bytes: a disk that compresses must not win by it. */
  private static ByteBuffer block(int bytes) {
    byte[] random = new byte[bytes];
    new SplittableRandom(bytes).nextBytes(random);
    return ByteBuffer.allocateDirect(bytes).put(random);
  }

  private static void write(FileChannel channel, ByteBuffer source, long offset)
      throws IOException {
    source.clear();
    long at = offset;
    while (source.hasRemaining()) {
      at += channel.write(source, at);
    }
  }
}
