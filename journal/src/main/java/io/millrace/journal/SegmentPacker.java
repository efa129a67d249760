package io.millrace.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;

/**
 * Packs a sealed segment into a file, some blocks a step. Every frame is checked on the way, and
 * the last one must be the one that the next segment's header names: what is damaged is not packed.
 * Owned by one thread.
 */
final class SegmentPacker implements AutoCloseable {

  /** A mebibyte a step, after which it is forced: some ten milliseconds. */
  static final int BLOCKS_PER_STEP = (1 << 20) / PackedFormat.BLOCK_BYTES;

  private final FrameWalk walk;
  private final SegmentScan raw;
  private final Link last;
  private final DiskFile target;
  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final List<PackedFormat.Entry> index = new ArrayList<>();
  private final ByteBuffer packed = PackedFormat.buffer(2 * PackedFormat.BLOCK_BYTES);
  private long position;
  private long written;

  /**
   * Nothing happens before the first step. The files stay the caller's.
   *
   * @param frames of the segment, and {@code raw} of it once more: each has a window of its own
   */
  SegmentPacker(SegmentScan frames, SegmentScan raw, Link last, DiskFile target) {
    this.walk = new FrameWalk(frames);
    this.raw = raw;
    this.last = last;
    this.target = target;
  }

  /** Packs some; false when the file is whole and forced. */
  boolean step() throws IOException {
    if (written == 0) {
      SegmentHeader header = walk.scan().header();
      append(PackedFormat.header(new PackedFormat.Header(header.origin(), header.epoch(), last)));
    }
    for (int i = 0; i < BLOCKS_PER_STEP; i++) {
      if (!packBlock()) {
        append(PackedFormat.ending(written, position, index));
        target.force();
        return false;
      }
    }
    target.force();
    return true;
  }

  /** False if there is none left. */
  private boolean packBlock() throws IOException {
    walkTo(position);
    if (walk.link().sequence() == last.sequence() && position >= walk.position()) {
      return false;
    }
    long frameOffset = walk.position();
    Link before = walk.link();
    long end = position + PackedFormat.BLOCK_BYTES;
    walkTo(end);
    if (walk.link().sequence() == last.sequence()) {
      checkLast();
      end = Math.min(end, walk.position());
    }
    long place = written;
    deflate(raw.bytes(position, (int) (end - position)));
    int crc = PackedFormat.crcOf(packed.duplicate());
    int packedBytes = packed.remaining();
    append(packed);
    index.add(new PackedFormat.Entry(place, packedBytes, crc, frameOffset, before));
    position = end;
    return true;
  }

  private void walkTo(long offset) throws IOException {
    while (walk.position() < offset && walk.link().sequence() < last.sequence()) {
      if (walk.next() == null) {
        throw new LogDamaged(walk.obstacle());
      }
    }
  }

  private void checkLast() {
    if (!walk.link().equals(last)) {
      throw new LogDamaged(
          walk.badPlace("its last frame is another one than the next segment was begun behind"));
    }
  }

  private void deflate(ByteBuffer block) {
    deflater.reset();
    deflater.setInput(block);
    deflater.finish();
    packed.clear();
    deflater.deflate(packed);
    Invariant.check(deflater.finished(), "a block packs to less than twice its size");
    packed.flip();
  }

  private void append(ByteBuffer bytes) throws IOException {
    int length = bytes.remaining();
    target.write(bytes, written);
    written += length;
  }

  @Override
  public void close() {
    deflater.end();
  }
}
