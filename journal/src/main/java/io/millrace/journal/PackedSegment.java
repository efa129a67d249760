package io.millrace.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads a packed segment as if it were the segment, block by block: what is not asked for is not
 * unpacked. The last block is kept, since whoever walks asks for it again. Owned by one thread.
 */
final class PackedSegment implements ReadableFile {

  private static final int NONE = -1;

  private final String name;
  private final DiskFile file;
  private final PackedFormat.Header header;
  private final PackedFormat.Closing closing;
  private final List<PackedFormat.Entry> index;
  private final Inflater inflater = new Inflater(true);
  private final ByteBuffer unpacked = PackedFormat.buffer(PackedFormat.BLOCK_BYTES);
  private int unpackedBlock = NONE;

  private PackedSegment(String name, DiskFile file, long first) throws IOException {
    this.name = name;
    this.file = file;
    long fileBytes = file.size();
    this.header = PackedFormat.readHeader(read(file, 0, PackedFormat.HEADER_BYTES), name, first);
    this.closing =
        PackedFormat.readClosing(
            read(file, fileBytes - PackedFormat.CLOSING_BYTES, PackedFormat.CLOSING_BYTES),
            name,
            first,
            fileBytes);
    this.index =
        PackedFormat.readIndex(
            read(file, closing.indexPlace(), closing.blocks() * PackedFormat.ENTRY_BYTES),
            name,
            first,
            closing);
    checkBlocks(first);
  }

  static PackedSegment open(Disk disk, String path, long first) throws IOException {
    DiskFile file = disk.open(path, Disk.Access.READ);
    try {
      return new PackedSegment(path, file, first);
    } catch (IOException | RuntimeException failure) {
      file.close();
      throw failure;
    }
  }

  /** Reads no more than the header: the last sequence and its time. */
  static PackedFormat.Header headerOf(Disk disk, String path, long first) throws IOException {
    try (DiskFile file = disk.open(path, Disk.Access.READ)) {
      return PackedFormat.readHeader(read(file, 0, PackedFormat.HEADER_BYTES), path, first);
    }
  }

  /** Blocks lie one behind the other from the header to the index: no byte belongs to none. */
  private void checkBlocks(long first) {
    long place = PackedFormat.HEADER_BYTES;
    for (PackedFormat.Entry entry : index) {
      if (entry.place() != place || entry.packedBytes() < 1) {
        throw PackedFormat.damaged(name, place, first, "the index names another place");
      }
      place += entry.packedBytes();
    }
    int blocks = Math.ceilDiv((int) closing.unpackedBytes(), PackedFormat.BLOCK_BYTES);
    if (place != closing.indexPlace() || blocks != index.size()) {
      throw PackedFormat.damaged(name, place, first, "the index is of other blocks");
    }
  }

  PackedFormat.Header header() {
    return header;
  }

  /** The last block from which a walk comes to the sequence. */
  PackedFormat.Entry entryFor(long sequence) {
    int low = 0;
    int high = index.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (index.get(middle).firstSequence() <= sequence) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return index.get(low);
  }

  /** Unpacks everything and lists what cannot be. */
  List<BadPlace> badPlaces() throws IOException {
    List<BadPlace> bad = new ArrayList<>();
    for (int block = 0; block < index.size(); block++) {
      try {
        unpack(block);
      } catch (LogDamaged damaged) {
        bad.add(damaged.place());
      }
    }
    return bad;
  }

  @Override
  public long size() {
    return closing.unpackedBytes();
  }

  @Override
  public void read(ByteBuffer target, long position) throws IOException {
    long at = position;
    while (target.hasRemaining() && at < size()) {
      unpack((int) (at / PackedFormat.BLOCK_BYTES));
      int begin = (int) (at % PackedFormat.BLOCK_BYTES);
      int length = Math.min(target.remaining(), unpacked.limit() - begin);
      target.put(unpacked.slice(begin, length));
      at += length;
    }
  }

  private void unpack(int block) throws IOException {
    if (block == unpackedBlock) {
      return;
    }
    unpackedBlock = NONE;
    PackedFormat.Entry entry = index.get(block);
    ByteBuffer packed = read(file, entry.place(), entry.packedBytes());
    if (packed.remaining() < entry.packedBytes()
        || entry.crc() != PackedFormat.crcOf(packed.duplicate())) {
      throw damaged(entry, "a packed block fails its checksum");
    }
    long begin = (long) block * PackedFormat.BLOCK_BYTES;
    unpacked.clear().limit((int) Math.min(PackedFormat.BLOCK_BYTES, size() - begin));
    inflater.reset();
    inflater.setInput(packed);
    try {
      inflater.inflate(unpacked);
    } catch (DataFormatException wrong) {
      throw damaged(entry, "a packed block does not unpack: " + wrong.getMessage());
    }
    if (unpacked.hasRemaining()) {
      throw damaged(entry, "a packed block unpacks to fewer bytes than it was made of");
    }
    unpacked.flip();
    unpackedBlock = block;
  }

  private LogDamaged damaged(PackedFormat.Entry entry, String reason) {
    return PackedFormat.damaged(name, entry.place(), entry.firstSequence(), reason);
  }

  private static ByteBuffer read(DiskFile file, long position, int bytes) throws IOException {
    ByteBuffer target = PackedFormat.buffer(Math.max(bytes, 0));
    if (position >= 0) {
      file.read(target, position);
    }
    return target.flip();
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    file.close();
  }
}
