package io.millrace.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a log, archive and live segments, without changing it, without its lock, and also beside
 * a node that writes to it. What it says of the end may be older than the answer.
 */
public final class LogInspector {

  private final LogPlace place;

  /** Whatever shard the place names: it is read from the files. */
  public LogInspector(LogPlace place) {
    this.place = place;
  }

  public LogInspector(Disk disk, String directory) {
    this(new LogPlace(disk, directory, 0));
  }

  /**
   * A segment's place in the log.
   *
   * @param lastSequence the last fact in it; one less than the first if there is none
   * @param fileBytes what it takes on the disk
   */
  public record SegmentInfo(
      String file,
      boolean archived,
      long firstSequence,
      long lastSequence,
      long fileBytes,
      long epoch) {}

  /** What the headers and the last segment say. The frames of the others are not looked at. */
  public record Overview(
      LogId id,
      int shard,
      long epoch,
      Lineage lineage,
      List<SegmentInfo> segments,
      Opening.Last last,
      @Nullable Loose tail) {}

  /**
   * Bytes behind the last whole frame: a frame being written now, or torn by a crash. The next
   * opening for writing cuts them.
   */
  public record Loose(String file, long offset, long bytes, String reason) {}

  /** What was found by reading everything. The log is well if there is no bad place. */
  public record Verdict(
      int segments,
      long frames,
      long facts,
      long lastSequence,
      List<BadPlace> badPlaces,
      @Nullable Loose tail) {
    public boolean isWell() {
      return badPlaces.isEmpty();
    }
  }

  /**
   * The oldest sequence that is held, archive and live segments together.
   *
   * @throws NoSuchFileException if there is no log
   */
  public long firstSequence() throws IOException {
    return list().getFirst().first();
  }

  /**
   * Reads the headers, and walks the last segment.
   *
   * @throws NoSuchFileException if there is no log
   */
  public Overview overview() throws IOException {
    List<HeldSegment> held = list();
    List<SegmentInfo> segments = new ArrayList<>();
    for (int i = 0; i < held.size() - 1; i++) {
      long next = held.get(i + 1).first();
      ifHeld(held.get(i), segment -> segments.add(describe(segment, next - 1)));
    }
    HeldSegment newest = held.getLast();
    try (SegmentScan scan = SegmentScan.open(place, newest)) {
      SegmentAudit audit = new SegmentAudit(new FrameWalk(scan));
      audit.last(_ -> {});
      Link link = audit.walk().link();
      segments.add(describe(newest, link.sequence()));
      return new Overview(
          scan.header().origin().id(),
          scan.header().origin().shard(),
          scan.header().epoch(),
          scan.header().lineage(),
          segments,
          new Opening.Last(link.sequence(), link.timeMillis(), link.digest()),
          audit.tail());
    }
  }

  private SegmentInfo describe(HeldSegment segment, long lastSequence) throws IOException {
    String path = segment.path(place);
    try (DiskFile file = place.disk().open(path, Disk.Access.READ);
        SegmentScan scan = SegmentScan.open(place, segment)) {
      return new SegmentInfo(
          path,
          segment.archived(),
          segment.first(),
          lastSequence,
          file.size(),
          scan.header().epoch());
    }
  }

  /** Reads everything and lists every place where the log is not what was written. */
  public Verdict verify() throws IOException {
    Verification verification = new Verification();
    List<HeldSegment> held = list();
    for (int i = 0; i < held.size(); i++) {
      long next = i + 1 < held.size() ? held.get(i + 1).first() : Verification.NO_NEXT;
      ifHeld(held.get(i), segment -> verification.take(place, segment, next));
    }
    return verification.verdict(held.size());
  }

  /**
   * Hands over every whole frame from the one that holds the sequence, up to the end of the log.
   *
   * @throws LogDamaged at the first bad place
   */
  public void frames(long fromSequence, Consumer<StoredFrame> consumer) throws IOException {
    List<HeldSegment> held = list();
    if (fromSequence < held.getFirst().first()) {
      throw new TrimmedException(fromSequence, held.getFirst().first());
    }
    FrameCourse course = new FrameCourse(place, fromSequence, consumer);
    for (int i = 0; i < held.size(); i++) {
      long next = i + 1 < held.size() ? held.get(i + 1).first() : Verification.NO_NEXT;
      if (next == Verification.NO_NEXT || next > fromSequence) {
        ifHeld(held.get(i), segment -> course.take(segment, next));
      }
    }
  }

  private List<HeldSegment> list() throws IOException {
    List<HeldSegment> held = SegmentName.held(place);
    if (held.isEmpty()) {
      throw new NoSuchFileException(place.directory(), null, "there is no log here");
    }
    return held;
  }

  /** What is done with a segment that was listed. */
  private interface Look {
    void at(HeldSegment segment) throws IOException;
  }

  /**
   * Between the listing and the look, a segment may have moved into the archive; and the oldest
   * ones may have gone altogether.
   */
  private void ifHeld(HeldSegment segment, Look look) throws IOException {
    try {
      look.at(segment);
    } catch (NoSuchFileException gone) {
      List<HeldSegment> now = list();
      HeldSegment moved = new HeldSegment(segment.first(), true);
      if (!segment.archived() && now.contains(moved)) {
        look.at(moved);
      } else if (now.getFirst().first() <= segment.first()) {
        throw gone;
      }
    }
  }
}
