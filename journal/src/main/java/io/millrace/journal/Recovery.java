package io.millrace.journal;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens a log's directory for writing, under its lock.
 *
 * <p>The last segment is never trusted as it lies: after a force that failed, the page cache reads
 * well while the disk is empty. Its whole frames are copied into a new file with a new epoch in its
 * header, which is forced and renamed over the old one; only then may anybody read it. The rename
 * is the one step that changes the log: a crash before it leaves the old state and a file that is
 * thrown away, a crash after it leaves the new state.
 */
final class Recovery {

  private static final long EPOCH_FIRST = 1;
  private static final long SEQUENCE_FIRST = 1;

  private final FileLogSettings settings;
  private final LogPlace place;

  Recovery(FileLogSettings settings) {
    this.settings = settings;
    this.place = settings.place();
  }

  /** What a log goes on from. */
  record Opened(
      SegmentHeader header, Link link, long position, List<Long> segments, Opening opening) {}

  Opened run() throws IOException {
    List<Long> segments = SegmentName.list(place);
    return segments.isEmpty() ? create() : recover(segments);
  }

  private Opened create() throws IOException {
    removeUnfinished();
    Origin origin = new Origin(settings.newId().get(), place.shard(), SEQUENCE_FIRST);
    SegmentHeader header =
        new SegmentHeader(origin, EPOCH_FIRST, settings.segmentBytes(), Link.GENESIS);
    install(header, null, Layout.BLOCK_BYTES);
    Opening opening = new Opening(true, 1, 0, 0, new Opening.Last(0, 0, 0), null);
    return new Opened(header, Link.GENESIS, Layout.BLOCK_BYTES, List.of(SEQUENCE_FIRST), opening);
  }

  private Opened recover(List<Long> segments) throws IOException {
    long lastFirst = segments.getLast();
    try (SegmentScan scan = SegmentScan.open(place, lastFirst)) {
      checkHeaders(segments, scan.header());
      FrameWalk walk = new FrameWalk(scan);
      while (walk.next() != null) {
        // only the end of the walk matters here
      }
      Opening.Cut cut = cut(walk);
      removeUnfinished();
      long end = walk.position();
      SegmentHeader header =
          new SegmentHeader(
              scan.header().origin(),
              scan.header().epoch() + 1,
              Math.max(settings.segmentBytes(), end),
              scan.header().before());
      install(header, scan, end);
      Link link = walk.link();
      Opening opening =
          new Opening(
              false,
              segments.size(),
              walk.frames(),
              end,
              new Opening.Last(link.sequence(), link.timeMillis(), link.digest()),
              cut);
      return new Opened(header, link, end, segments, opening);
    }
  }

  private static Opening.@Nullable Cut cut(FrameWalk walk) throws IOException {
    return switch (Tail.judge(walk)) {
      case Tail.Clean() -> null;
      case Tail.Torn(long bytes, String _) ->
          new Opening.Cut(walk.scan().name(), walk.position(), bytes, walk.link().sequence() + 1);
      case Tail.Damaged(BadPlace bad) -> throw new LogDamaged(bad);
    };
  }

  /** The chain of headers; frames are checked when they are read. */
  private void checkHeaders(List<Long> segments, SegmentHeader last) throws IOException {
    String lastFile = place.path(SegmentName.of(last.origin().segmentFirst()));
    if (last.origin().shard() != place.shard()) {
      throw new LogDamaged(
          new BadPlace(
              lastFile,
              0,
              last.origin().segmentFirst(),
              "it belongs to shard %d and is opened as shard %d"
                  .formatted(last.origin().shard(), place.shard())));
    }
    long epochBefore = 0;
    for (long first : segments) {
      try (SegmentScan scan = SegmentScan.open(place, first)) {
        String objection = objection(scan.header(), last, epochBefore);
        if (!objection.isEmpty()) {
          throw new LogDamaged(new BadPlace(scan.name(), 0, first, objection));
        }
        epochBefore = scan.header().epoch();
      }
    }
  }

  static String objection(SegmentHeader header, SegmentHeader other, long epochBefore) {
    if (!header.origin().id().equals(other.origin().id())
        || header.origin().shard() != other.origin().shard()) {
      return "the segment belongs to another log";
    }
    if (header.epoch() < epochBefore) {
      return "the epoch goes down from %d to %d".formatted(epochBefore, header.epoch());
    }
    return "";
  }

  /** Left-overs of a crash while a file was made: spares, copies, new segments without a name. */
  private void removeUnfinished() throws IOException {
    for (String name : place.disk().list(place.directory())) {
      if (name.endsWith(SegmentName.UNFINISHED)) {
        place.disk().delete(place.path(name));
      }
    }
  }

  private void install(SegmentHeader header, @Nullable SegmentScan source, long end)
      throws IOException {
    String path = place.path(SegmentName.of(header.origin().segmentFirst()));
    String unfinished = path + SegmentName.UNFINISHED;
    try (DiskFile file = place.disk().open(unfinished, Disk.Access.CREATE)) {
      file.write(header.toBlock(), 0);
      if (source != null) {
        source.copyTo(file, Layout.BLOCK_BYTES, end);
      }
      SegmentFile.fill(file, end, header.segmentBytes());
    }
    place.disk().rename(unfinished, path);
    place.disk().forceDirectory(place.directory());
  }
}
