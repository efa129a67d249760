package io.millrace.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes one snapshot under an unfinished name, slice by slice: the caller sets the pace. Every so
 * often a slice is forced with what came before it, because a gigabyte that is forced at its end
 * stalls every force of the log for as long as that takes. Owned by one thread.
 */
public final class SnapshotWriter implements AutoCloseable {

  /**
   * The most that one call takes. A caller that writes 64 MB a second then rests sixty times a
   * second, and a reader needs no more memory than this.
   */
  public static final int SLICE_BYTES_MAX = 1 << 20;

  private final LogPlace place;
  private final String path;
  private final String unfinished;
  private final CRC32C whole = new CRC32C();
  private final ByteBuffer block =
      ByteBuffer.allocateDirect(SnapshotFormat.BLOCK_HEAD_BYTES + SLICE_BYTES_MAX)
          .order(ByteOrder.LITTLE_ENDIAN);
  private @Nullable DiskFile file;
  private long position;
  private long forced;
  private long blocks;
  private long payloadBytes;

  private SnapshotWriter(LogPlace place, String name, DiskFile file) {
    this.place = place;
    this.path = place.path(name);
    this.unfinished = path + SegmentName.UNFINISHED;
    this.file = file;
  }

  static SnapshotWriter begin(LogPlace place, SnapshotMark mark) throws IOException {
    String name = SnapshotName.of(mark.sequence());
    DiskFile file =
        place.disk().open(place.path(name) + SegmentName.UNFINISHED, Disk.Access.CREATE);
    SnapshotWriter writer = new SnapshotWriter(place, name, file);
    try {
      writer.put(SnapshotFormat.header(mark));
    } catch (IOException failed) {
      writer.close();
      throw failed;
    }
    return writer;
  }

  /** Takes what is between the buffer's position and its limit, as one block. */
  public void write(ByteBuffer slice) throws IOException {
    int length = slice.remaining();
    Invariant.check(
        length >= 1 && length <= SLICE_BYTES_MAX, "a slice of a snapshot has 1 byte to 1 MiB");
    block.clear().putInt(length).putInt(SnapshotFormat.blockCrc(blocks, length, slice));
    put(block.put(slice).flip());
    blocks++;
    payloadBytes += length;
    if (position - forced >= SegmentFile.STEP_BYTES) {
      open().force();
      forced = position;
    }
  }

  /** How large the file is by now. */
  public long bytes() {
    return position;
  }

  /**
   * Ends the file and gives it its name. When this returns it is on the disk; that it can be read
   * is for {@link SnapshotReader} to find out.
   */
  public void publish() throws IOException {
    ByteBuffer closing =
        ByteBuffer.allocate(SnapshotFormat.CLOSING_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    closing.putLong(blocks).putLong(payloadBytes).putInt((int) whole.getValue()).flip();
    block.clear().putInt(0).putInt(SnapshotFormat.blockCrc(blocks, 0, closing));
    put(block.put(closing).flip());
    DiskFile written = open();
    written.force();
    place.disk().rename(unfinished, path);
    place.disk().forceDirectory(place.directory());
    file = null;
    written.close();
  }

  private void put(ByteBuffer bytes) throws IOException {
    int length = bytes.remaining();
    whole.update(bytes.duplicate());
    open().write(bytes, position);
    position += length;
  }

  private DiskFile open() {
    DiskFile now = file;
    if (now == null) {
      throw new IllegalStateException("Broken invariant: a snapshot is written before it is ended");
    }
    return now;
  }

  /** Drops what was not published. */
  @Override
  public void close() throws IOException {
    DiskFile dropped = file;
    if (dropped != null) {
      file = null;
      try {
        dropped.close();
      } finally {
        place.disk().delete(unfinished);
      }
    }
  }
}
