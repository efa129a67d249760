package io.millrace.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A frame's bytes between append and force. Filled by the owner, then used by the sync thread. */
final class FrameSlot {

  private ByteBuffer bytes = allocate(16 * Layout.BLOCK_BYTES);

  /** Lays out everything but the checksums. */
  void fill(Origin origin, long epoch, long offset, Frame frame) {
    int frameBytes = Layout.aligned(FrameHeader.BYTES + frame.payloadLength());
    if (frameBytes > bytes.capacity()) {
      bytes = allocate(FrameHeader.FRAME_BYTES_MAX);
    }
    bytes.clear().limit(frameBytes);
    FrameHeader.write(bytes, origin, epoch, offset, frame);
    bytes.put(frame.payload(), 0, frame.payloadLength());
    while (bytes.hasRemaining()) {
      bytes.put((byte) 0);
    }
    bytes.flip();
  }

  ByteBuffer bytes() {
    return bytes;
  }

  private static ByteBuffer allocate(int capacity) {
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }
}
