package io.millrace.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a snapshot from its beginning to its end. A block that is handed out is as it was written;
 * that all of them are there is known only when {@link #next} has returned null. Owned by one
 * thread.
 */
public final class SnapshotReader implements AutoCloseable {

  private final String name;
  private final DiskFile file;
  private final long fileBytes;
  private final SnapshotMark mark;
  private final CRC32C whole = new CRC32C();
  private final ByteBuffer window;
  private long position;
  private long blocks;
  private long payloadBytes;
  private boolean proven;

  private SnapshotReader(String name, DiskFile file, long sequence) throws IOException {
    this.name = name;
    this.file = file;
    this.fileBytes = file.size();
    int blockBytesMax = SnapshotFormat.BLOCK_HEAD_BYTES + SnapshotWriter.SLICE_BYTES_MAX;
    this.window = ByteBuffer.allocateDirect((int) Math.min(blockBytesMax, fileBytes)).limit(0);
    ByteBuffer header = window(SnapshotFormat.HEADER_BYTES);
    this.mark = SnapshotFormat.readHeader(header, name, sequence);
    pass(header);
  }

  static SnapshotReader open(LogPlace place, long sequence) throws IOException {
    String path = place.path(SnapshotName.of(sequence));
    DiskFile file = place.disk().open(path, Disk.Access.READ);
    try {
      return new SnapshotReader(path, file, sequence);
    } catch (IOException | RuntimeException failure) {
      file.close();
      throw failure;
    }
  }

  public SnapshotMark mark() {
    return mark;
  }

  public long fileBytes() {
    return fileBytes;
  }

  /** The whole file was read and is as it was written. */
  public boolean proven() {
    return proven;
  }

  /**
   * The next block's payload, which may be read until the next call; null behind the last one.
   *
   * @throws SnapshotDamaged if the file is not as it was written
   */
  public @Nullable ByteBuffer next() throws IOException {
    if (proven) {
      return null;
    }
    ByteBuffer head = window(SnapshotFormat.BLOCK_HEAD_BYTES);
    if (head.remaining() < SnapshotFormat.BLOCK_HEAD_BYTES) {
      throw damaged("the file ends before its closing block");
    }
    int length = head.getInt(0);
    int crc = head.getInt(4);
    if (length < 0 || length > SnapshotWriter.SLICE_BYTES_MAX) {
      throw damaged("a block says it has %d bytes".formatted(length));
    }
    int payload = length == 0 ? SnapshotFormat.CLOSING_BYTES : length;
    ByteBuffer block = window(SnapshotFormat.BLOCK_HEAD_BYTES + payload);
    if (block.remaining() < SnapshotFormat.BLOCK_HEAD_BYTES + payload) {
      throw damaged("the file ends inside a block");
    }
    ByteBuffer bytes =
        block.slice(SnapshotFormat.BLOCK_HEAD_BYTES, payload).order(ByteOrder.LITTLE_ENDIAN);
    if (crc != SnapshotFormat.blockCrc(blocks, length, bytes)) {
      throw damaged("block %d fails its checksum".formatted(blocks));
    }
    if (length == 0) {
      close(bytes);
      return null;
    }
    pass(block);
    blocks++;
    payloadBytes += length;
    return bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private void close(ByteBuffer closing) {
    long end = position + SnapshotFormat.BLOCK_HEAD_BYTES + SnapshotFormat.CLOSING_BYTES;
    if (closing.getLong(0) != blocks
        || closing.getLong(8) != payloadBytes
        || closing.getInt(16) != (int) whole.getValue()) {
      throw damaged("the closing block counts other blocks than stand before it");
    }
    if (fileBytes != end) {
      throw damaged("%d bytes stand behind the closing block".formatted(fileBytes - end));
    }
    proven = true;
  }

  /** So many bytes from the position on, or fewer if the file ends. */
  private ByteBuffer window(int wanted) throws IOException {
    if (window.remaining() < wanted) {
      window.compact();
      file.read(window, position + window.position());
      window.flip();
    }
    int length = Math.min(wanted, window.remaining());
    return window.slice(window.position(), length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void pass(ByteBuffer bytes) {
    whole.update(bytes.duplicate());
    window.position(window.position() + bytes.remaining());
    position += bytes.remaining();
  }

  private SnapshotDamaged damaged(String reason) {
    return SnapshotFormat.damaged(name, position, mark.sequence(), reason);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
