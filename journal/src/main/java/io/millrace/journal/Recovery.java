package io.millrace.journal;

import java.io.IOException;
import java.util.ArrayList;
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

  /** One part of so many is left to others on a disk that is full. */
  private static final int SLACK_PART = 16;

  private final FileLogSettings settings;
  private final LogPlace place;

  Recovery(FileLogSettings settings) {
    this.settings = settings;
    this.place = settings.place();
  }

  /** What a log goes on from. */
  record Opened(
      SegmentHeader header,
      Link link,
      long position,
      List<HeldSegment> segments,
      Opening opening) {}

  Opened run() throws IOException {
    List<Long> live = SegmentName.live(place);
    List<Long> archived = SegmentName.archived(place);
    if (!live.isEmpty()) {
      return recover(live, archived);
    }
    if (!archived.isEmpty()) {
      throw new LogDamaged(
          new BadPlace(
              place.directory(),
              0,
              archived.getLast(),
              "the archive holds segments of this log, but its own directory holds none"));
    }
    return create();
  }

  private Opened create() throws IOException {
    removeUnfinished();
    Origin origin = new Origin(settings.newId().get(), place.shard(), SEQUENCE_FIRST);
    SegmentHeader header =
        new SegmentHeader(origin, EPOCH_FIRST, settings.segmentBytes(), Link.GENESIS, Lineage.NONE);
    install(header, null, Layout.BLOCK_BYTES);
    Opening opening = new Opening(true, 1, 0, 0, new Opening.Last(0, 0, 0), null, null);
    List<HeldSegment> only = List.of(new HeldSegment(SEQUENCE_FIRST, false));
    return new Opened(header, Link.GENESIS, Layout.BLOCK_BYTES, only, opening);
  }

  private Opened recover(List<Long> live, List<Long> archived) throws IOException {
    try (SegmentScan scan = open(live.getLast())) {
      SegmentHeader oldest = checkHeaders(live, scan.header());
      checkArchive(archived, oldest, live.getLast());
      FrameWalk walk = new FrameWalk(scan);
      while (walk.next() != null) {
        // only the end of the walk matters here
      }
      Opening.Cut cut = cut(walk);
      removeUnfinished();
      finishMoves(live, archived);
      List<HeldSegment> held = SegmentName.held(place);
      long end = walk.position();
      Link link = walk.link();
      SegmentHeader header = next(scan.header(), end);
      LogId parent = scan.header().origin().id();
      boolean leaves = parent.equals(settings.restoredFrom());
      Opening opening =
          new Opening(
              false,
              held.size(),
              walk.frames(),
              end,
              new Opening.Last(link.sequence(), link.timeMillis(), link.digest()),
              cut,
              leaves ? parent : null);
      if (!leaves) {
        install(header, scan, end);
        return new Opened(header, link, end, held, opening);
      }
      return leave(header, scan, walk, held, opening);
    }
  }

  /** The same segment, as this opening makes it anew. */
  private SegmentHeader next(SegmentHeader before, long end) throws IOException {
    return new SegmentHeader(
        before.origin(), before.epoch() + 1, segmentBytes(end), before.before(), before.lineage());
  }

  /**
   * Begins a log of its own behind the last whole frame of the copy. The parent's last segment is
   * made anew first, for it may lie in the page cache only. A crash between the two leaves the
   * parent's log, one epoch on, and the next opening leaves it again.
   */
  private Opened leave(
      SegmentHeader parent,
      SegmentScan scan,
      FrameWalk walk,
      List<HeldSegment> held,
      Opening opening)
      throws IOException {
    Link link = walk.link();
    LogId parentId = parent.origin().id();
    SegmentHeader own =
        new SegmentHeader(
            new Origin(settings.newId().get(), place.shard(), link.sequence() + 1),
            parent.epoch(),
            settings.segmentBytes(),
            link,
            parent.lineage().from(parentId, link.sequence()));
    List<HeldSegment> all = new ArrayList<>(held);
    if (walk.frames() > 0) {
      install(parent, scan, walk.position());
      all.add(new HeldSegment(own.origin().segmentFirst(), false));
    }
    install(own, null, Layout.BLOCK_BYTES);
    return new Opened(own, link, Layout.BLOCK_BYTES, all, opening);
  }

  /**
   * As much as was asked for, where the disk has that and something more. On a full disk it has
   * what the spares gave back, less what others took meanwhile: a file system's own books of the
   * files that filled it are enough. Then the copy is smaller, so that no start fails for want of a
   * block; what it lays over gives back a whole segment.
   */
  private long segmentBytes(long end) throws IOException {
    long wanted = Math.max(settings.segmentBytes(), end);
    long usable = place.disk().usableBytes(place.directory());
    return usable - wanted >= wanted / SLACK_PART
        ? wanted
        : Math.min(wanted, Layout.aligned((int) ((end + wanted) / 2)));
  }

  private static Opening.@Nullable Cut cut(FrameWalk walk) throws IOException {
    return switch (Tail.judge(walk)) {
      case Tail.Clean() -> null;
      case Tail.Torn(long bytes, String _) ->
          new Opening.Cut(walk.scan().name(), walk.position(), bytes, walk.link().sequence() + 1);
      case Tail.Damaged(BadPlace bad) -> throw new LogDamaged(bad);
    };
  }

  /** The chain of headers; frames are checked when they are read. Returns the oldest one. */
  private SegmentHeader checkHeaders(List<Long> segments, SegmentHeader last) throws IOException {
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
    SegmentHeader oldest = last;
    SegmentHeader before = null;
    for (long first : segments) {
      try (SegmentScan scan = open(first)) {
        String objection = before == null ? "" : scan.header().objectionBehind(before);
        if (!objection.isEmpty()) {
          throw new LogDamaged(new BadPlace(scan.name(), 0, first, objection));
        }
        oldest = before == null ? scan.header() : oldest;
        before = scan.header();
      }
    }
    return oldest;
  }

  /**
   * The newest packed segment must be the one that the oldest live segment was begun behind:
   * another archive's files, or a hole, would be read as history. One that cannot be read is left
   * to {@code log verify}: a start does not wait for the past.
   */
  private void checkArchive(List<Long> archived, SegmentHeader oldestLive, long liveLast)
      throws IOException {
    long liveFirst = oldestLive.origin().segmentFirst();
    if (!archived.isEmpty() && archived.getLast() >= liveLast) {
      throw new LogDamaged(
          new BadPlace(
              new HeldSegment(archived.getLast(), true).path(place),
              0,
              archived.getLast(),
              "the archive is ahead of the log, whose last segment begins at sequence %d: the log is an older copy, or has lost its end"
                  .formatted(liveLast)));
    }
    long newest =
        archived.stream().mapToLong(Long::longValue).filter(at -> at < liveFirst).max().orElse(0);
    if (newest == 0) {
      return;
    }
    String path = new HeldSegment(newest, true).path(place);
    PackedFormat.Header header;
    try {
      header = PackedSegment.headerOf(place.disk(), path, newest);
    } catch (LogDamaged _) {
      return;
    }
    if (!oldestLive.isBehind(header.origin().id(), header.last().sequence())
        || !header.last().equals(oldestLive.before())) {
      throw new LogDamaged(
          new BadPlace(
              path,
              0,
              newest,
              "the archive is another log's, or a segment is missing behind this one: sequence %d is the oldest that is live"
                  .formatted(liveFirst)));
    }
  }

  /**
   * A segment in both places was published to the archive when the process ended. Its name there is
   * forced once more, because nobody knows whether it was; then the live one goes.
   */
  private void finishMoves(List<Long> live, List<Long> archived) throws IOException {
    List<Long> moved =
        live.subList(0, live.size() - 1).stream().filter(archived::contains).toList();
    if (moved.isEmpty()) {
      return;
    }
    place.disk().forceDirectory(place.archive());
    for (long first : moved) {
      place.disk().delete(place.path(SegmentName.of(first)));
      place.disk().forceDirectory(place.directory());
    }
  }

  private SegmentScan open(long first) throws IOException {
    return SegmentScan.open(place, new HeldSegment(first, false));
  }

  /** Left-overs of a crash while a file was made: spares, copies, new segments without a name. */
  private void removeUnfinished() throws IOException {
    for (String directory : List.of(place.directory(), place.archive())) {
      for (String name : place.disk().list(directory)) {
        if (name.endsWith(SegmentName.UNFINISHED)) {
          place.disk().delete(directory + "/" + name);
        }
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
