package io.millrace.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads one segment through a window, on a channel of its own, whether it is live or packed. Owned
 * by one thread at a time.
 *
 * <p>The window never reaches behind the limit: what is not durable yet may still change, and must
 * not be remembered.
 */
final class SegmentScan implements Closeable {

  /** Large enough that a replay is bound by the device, small enough for many readers. */
  private static final int WINDOW_BYTES = 256 << 10;

  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(Layout.BLOCK_BYTES);

  private final String name;
  private final ReadableFile file;
  private final SegmentHeader header;
  private ByteBuffer window;
  private long windowAt;
  private long limit;

  private SegmentScan(String name, long firstSequence, ReadableFile file) throws IOException {
    this.name = name;
    this.file = file;
    int windowBytes = (int) Math.min(WINDOW_BYTES, Math.max(file.size(), Layout.BLOCK_BYTES));
    this.window = newWindow(windowBytes).limit(0);
    this.limit = Math.min(Layout.BLOCK_BYTES, file.size());
    int at = load(0, Layout.BLOCK_BYTES);
    ByteBuffer block = window.slice(at, loaded(0, Layout.BLOCK_BYTES));
    this.header = SegmentHeader.read(block.order(ByteOrder.LITTLE_ENDIAN), name, firstSequence);
    this.limit = file.size();
  }

  static SegmentScan open(LogPlace place, HeldSegment segment) throws IOException {
    String path = segment.path(place);
    return of(
        path,
        segment.first(),
        segment.archived()
            ? PackedSegment.open(place.disk(), path, segment.first())
            : place.disk().open(path, Disk.Access.READ));
  }

  /** Takes the file: it is closed with the scan, or at once if there is no segment in it. */
  static SegmentScan of(String name, long firstSequence, ReadableFile file) throws IOException {
    try {
      return new SegmentScan(name, firstSequence, file);
    } catch (IOException | RuntimeException failure) {
      file.close();
      throw failure;
    }
  }

  String name() {
    return name;
  }

  SegmentHeader header() {
    return header;
  }

  long limit() {
    return limit;
  }

  /**
   * Moves the limit; what was read before stays, for the limit only ever rises to durable bytes.
   */
  void limit(long bytes) throws IOException {
    limit = Math.min(bytes, file.size());
  }

  /** Reads everything anew, for a file that somebody else is writing to. */
  void forget() {
    window.limit(0);
  }

  Probe probe(long position) throws IOException {
    int length = loaded(position, Layout.BLOCK_BYTES);
    int at = load(position, length);
    if (length < FrameHeader.BYTES || !FrameHeader.hasMagic(window, at)) {
      return lastNonZero(at, length) < 0
          ? new Probe.Blank()
          : new Probe.Torn("no frame begins here", null);
    }
    if (!FrameHeader.headerIsWhole(window, at)) {
      return new Probe.Torn("the frame's header fails its checksum", null);
    }
    int version = FrameHeader.formatOf(window, at);
    if (!Layout.readable(version)) {
      return new Probe.Foreign("a frame of format %d".formatted(version));
    }
    FrameHeader frame = FrameHeader.read(window, at);
    if (!frame.origin().equals(header.origin()) || frame.offset() != position) {
      return new Probe.Foreign("a frame of another log or of another place");
    }
    if (frame.payloadBytes() < 0
        || frame.payloadBytes() > Frame.PAYLOAD_BYTES_MAX
        || frame.factCount() < 1
        || frame.factCount() > Frame.FACTS_MAX
        || frame.epoch() > header.epoch()) {
      return new Probe.Foreign("a frame beyond the limits of its format or of its segment's epoch");
    }
    if (loaded(position, frame.frameBytes()) < frame.frameBytes()) {
      return new Probe.Torn("the file ends inside the frame", frame);
    }
    int begin = load(position, frame.frameBytes());
    return frame.isWhole(window, begin)
        ? new Probe.Whole(frame)
        : new Probe.Torn("the frame fails its checksum", frame);
  }

  /** Of a frame that was just probed and whole. */
  byte[] payload(FrameHeader frame) throws IOException {
    byte[] payload = new byte[frame.payloadBytes()];
    window.get(load(frame.offset(), frame.frameBytes()) + FrameHeader.BYTES, payload);
    return payload;
  }

  StoredFrame stored(FrameHeader frame) throws IOException {
    return new StoredFrame(
        frame.firstSequence(),
        frame.factCount(),
        frame.timeMillis(),
        frame.digestAfter(),
        frame.epoch(),
        frame.origin().shard(),
        frame.offset(),
        name,
        payload(frame));
  }

  /** The position of the last byte of the block that is not zero, or -1. */
  long lastNonZeroOfBlock(long position) throws IOException {
    int length = loaded(position, Layout.BLOCK_BYTES);
    int last = lastNonZero(load(position, length), length);
    return last < 0 ? -1 : position + last;
  }

  private int lastNonZero(int at, int length) {
    if (window.slice(at, length).mismatch(ZEROS.slice(0, length)) < 0) {
      return -1;
    }
    int last = length - 1;
    while (window.get(at + last) == 0) {
      last--;
    }
    return last;
  }

  /** Bytes as they are, which may be read until the next call; fewer if the file ends. */
  ByteBuffer bytes(long position, int length) throws IOException {
    int at = load(position, length);
    return window.slice(at, loaded(position, length));
  }

  /** Copies bytes as they are to the same place of another file. */
  void copyTo(DiskFile target, long from, long end) throws IOException {
    long at = from;
    while (at < end) {
      int length = (int) Math.min(WINDOW_BYTES, end - at);
      target.write(bytes(at, length), at);
      at += length;
    }
  }

  /** How many of the wanted bytes there are before the limit. */
  private int loaded(long position, int wanted) {
    return (int) Math.max(0, Math.min(wanted, limit - position));
  }

  /** Brings the bytes into the window; returns the index of the first. */
  private int load(long position, int wanted) throws IOException {
    int length = loaded(position, wanted);
    if (position < windowAt || position + length > windowAt + window.limit()) {
      if (length > window.capacity()) {
        window = newWindow(length);
      }
      window.clear().limit(loaded(position, window.capacity()));
      file.read(window, position);
      window.flip();
      windowAt = position;
      if (window.limit() < length) {
        throw new IOException("%s became shorter while it was read".formatted(name));
      }
    }
    return length == 0 ? 0 : (int) (position - windowAt);
  }

  private static ByteBuffer newWindow(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
