package io.millrace.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a log without changing it, without its lock, and also beside a node that writes to it.
 * What it says of the end may be older than the answer.
 */
public final class LogInspector {

  private final LogPlace place;

  public LogInspector(Disk disk, String directory) {
    this.place = new LogPlace(disk, directory, 0); // the shard is read from the files
  }

  /**
   * A segment's place in the log.
   *
   * @param lastSequence the last fact in it; one less than the first if there is none
   */
  public record SegmentInfo(
      String file, long firstSequence, long lastSequence, long fileBytes, long epoch) {}

  /** What the headers and the last segment say. The frames of the others are not looked at. */
  public record Overview(
      LogId id,
      int shard,
      long epoch,
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
   * Reads the headers, and walks the last segment.
   *
   * @throws NoSuchFileException if there is no log
   */
  public Overview overview() throws IOException {
    List<Long> firsts = list();
    List<SegmentInfo> segments = new ArrayList<>();
    for (int i = 0; i < firsts.size() - 1; i++) {
      try (SegmentScan scan = SegmentScan.open(place, firsts.get(i))) {
        segments.add(describe(scan, firsts.get(i + 1) - 1));
      }
    }
    try (SegmentScan scan = SegmentScan.open(place, firsts.getLast())) {
      SegmentAudit audit = new SegmentAudit(new FrameWalk(scan));
      audit.last(_ -> {});
      Link link = audit.walk().link();
      segments.add(describe(scan, link.sequence()));
      return new Overview(
          scan.header().origin().id(),
          scan.header().origin().shard(),
          scan.header().epoch(),
          segments,
          new Opening.Last(link.sequence(), link.timeMillis(), link.digest()),
          audit.tail());
    }
  }

  private static SegmentInfo describe(SegmentScan scan, long lastSequence) {
    SegmentHeader header = scan.header();
    return new SegmentInfo(
        scan.name(), header.origin().segmentFirst(), lastSequence, scan.limit(), header.epoch());
  }

  /** Reads everything and lists every place where the log is not what was written. */
  public Verdict verify() throws IOException {
    Tally tally = new Tally();
    List<BadPlace> bad = new ArrayList<>();
    @Nullable Loose tail = null;
    @Nullable SegmentHeader headerBefore = null;
    @Nullable Link linkBefore = null;
    List<Long> firsts = list();
    for (int i = 0; i < firsts.size(); i++) {
      boolean isLast = i == firsts.size() - 1;
      try (SegmentScan scan = SegmentScan.open(place, firsts.get(i))) {
        SegmentAudit audit = new SegmentAudit(new FrameWalk(scan));
        audit.begin(headerBefore, linkBefore);
        if (isLast) {
          audit.last(tally::add);
        } else {
          audit.sealed(firsts.get(i + 1) - 1, tally::add);
        }
        bad.addAll(audit.badPlaces());
        tail = audit.tail();
        headerBefore = scan.header();
        linkBefore = audit.badPlaces().isEmpty() ? audit.walk().link() : null;
      } catch (LogDamaged damaged) {
        bad.add(damaged.place());
        linkBefore = null;
      } catch (NoSuchFileException gone) {
        checkTrimmed(firsts.get(i), gone);
      }
    }
    return new Verdict(firsts.size(), tally.frames, tally.facts, tally.last, bad, tail);
  }

  /**
   * Hands over every whole frame from the one that holds the sequence, up to the end of the log.
   *
   * @throws LogDamaged at the first bad place
   */
  public void frames(long fromSequence, Consumer<StoredFrame> consumer) throws IOException {
    List<Long> firsts = list();
    if (fromSequence < firsts.getFirst()) {
      throw new TrimmedException(fromSequence, firsts.getFirst());
    }
    @Nullable SegmentHeader headerBefore = null;
    @Nullable Link linkBefore = null;
    for (int i = 0; i < firsts.size(); i++) {
      boolean isLast = i == firsts.size() - 1;
      if (!isLast && firsts.get(i + 1) <= fromSequence) {
        continue;
      }
      try (SegmentScan scan = SegmentScan.open(place, firsts.get(i))) {
        SegmentAudit audit = new SegmentAudit(new FrameWalk(scan)).haltingAtDamage();
        audit.begin(headerBefore, linkBefore);
        SegmentAudit.FrameSink sink =
            header -> {
              if (header.lastSequence() >= fromSequence) {
                consumer.accept(scan.stored(header));
              }
            };
        if (isLast) {
          audit.last(sink);
        } else {
          audit.sealed(firsts.get(i + 1) - 1, sink);
        }
        headerBefore = scan.header();
        linkBefore = audit.walk().link();
      }
    }
  }

  private List<Long> list() throws IOException {
    List<Long> firsts = SegmentName.list(place);
    if (firsts.isEmpty()) {
      throw new NoSuchFileException(place.directory(), null, "there is no log here");
    }
    return firsts;
  }

  /** A segment may go while others are read, but only from the front. */
  private void checkTrimmed(long first, NoSuchFileException gone) throws IOException {
    if (list().getFirst() <= first) {
      throw gone;
    }
  }

  private static final class Tally {
    private long frames;
    private long facts;
    private long last;

    void add(FrameHeader header) {
      frames++;
      facts += header.factCount();
      last = header.lastSequence();
    }
  }
}
