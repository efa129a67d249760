package io.millrace.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The segment that is written to. Owned by the sync executor's thread. */
final class SegmentWriter {

  private final LogPlace place;
  private final Spares spares;
  private SegmentHeader header;
  private DiskFile file;

  private SegmentWriter(LogPlace place, Spares spares, SegmentHeader header, DiskFile file) {
    this.place = place;
    this.spares = spares;
    this.header = header;
    this.file = file;
  }

  /** Opens a segment that was just made by this opening, and is therefore forced in all parts. */
  static SegmentWriter open(LogPlace place, Spares spares, SegmentHeader header)
      throws IOException {
    String path = place.path(SegmentName.of(header.origin().segmentFirst()));
    return new SegmentWriter(place, spares, header, place.disk().open(path, Disk.Access.WRITE));
  }

  SegmentHeader header() {
    return header;
  }

  void write(ByteBuffer frame, long offset) throws IOException {
    file.write(frame, offset);
  }

  void force() throws IOException {
    file.force();
  }

  /**
   * Begins the next segment behind the link. Its header seals the present one, all of whose frames
   * are forced by now. The new name appears only when the whole file is forced, and is durable
   * before the first frame is.
   */
  void roll(Link link) throws IOException {
    Origin origin = new Origin(header.origin().id(), header.origin().shard(), link.sequence() + 1);
    SegmentHeader next =
        new SegmentHeader(origin, header.epoch(), spares.segmentBytes(), link, header.lineage());
    String blank = spares.take();
    DiskFile opened = place.disk().open(blank, Disk.Access.WRITE);
    try {
      opened.write(next.toBlock(), 0);
      opened.force();
      place.disk().rename(blank, place.path(SegmentName.of(origin.segmentFirst())));
      place.disk().forceDirectory(place.directory());
    } catch (IOException | RuntimeException failure) {
      opened.close();
      throw failure;
    }
    DiskFile sealed = file;
    file = opened;
    header = next;
    sealed.close();
  }

  void close() throws IOException {
    file.close();
  }
}
