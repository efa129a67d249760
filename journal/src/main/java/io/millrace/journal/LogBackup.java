package io.millrace.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies one shard's log and its newest snapshot into a backup. It reads files only, without the
 * log's lock, so it may run beside the node; what the log adds meanwhile is for the next time.
 *
 * <p>Implementation note. Sealed segments lie packed in the backup, whether they are packed in the
 * source already or not: a sealed segment never changes, so one that is there is never copied
 * again, and each was read back frame by frame when it was. The last segment is copied anew each
 * time, as far as its frames are whole. Whatever is written gets its name when it is forced and
 * read back. Nothing that an earlier manifest names is changed, except that the last segment may
 * grow; so until a new manifest is written the earlier backup stands. Owned by one thread.
 */
public final class LogBackup {

  /** So often a segment may move while it is looked for: each time it is found in the archive. */
  private static final int MISSES_MAX = 10;

  private static final int STEP_BYTES = 1 << 20;

  private final LogPlace source;
  private final Snapshots sourceSnapshots;
  private final LogPlace target;
  private final Snapshots targetSnapshots;
  private final Progress progress;

  /** Told of bytes that have come to lie in the backup, and of those that lay there. */
  public interface Progress {
    void copied(long bytes);

    void kept(long bytes);
  }

  /** Source and target lie on the same {@link Disk}, which knows all of the machine's. */
  public LogBackup(
      LogPlace source,
      Snapshots sourceSnapshots,
      LogPlace target,
      Snapshots targetSnapshots,
      Progress progress) {
    this.source = source;
    this.sourceSnapshots = sourceSnapshots;
    this.target = target;
    this.targetSnapshots = targetSnapshots;
    this.progress = progress;
  }

  /**
   * Brings the backup to where the log is.
   *
   * @param earlier what the backup holds of this shard now; null if nothing
   * @throws OtherHistory if the backup is of another log, or of another future of this one
   * @throws LogDamaged if something that is copied is not as it was written
   * @throws SnapshotDamaged if the snapshot is not, or is not of the state that the log leads to
   */
  public BackupManifest.Shard copy(BackupManifest.@Nullable Shard earlier) throws IOException {
    if (earlier != null) {
      checkPast(earlier);
    }
    target.disk().createDirectories(target.directory());
    target.disk().createDirectories(target.archive());
    targetSnapshots.prepare();
    removeUnfinished(target.directory());
    removeUnfinished(target.archive());
    SnapshotMark mark = copySnapshot();
    Copied last = copyLog();
    if (mark != null) {
      checkDigest(mark);
    }
    return described(last, mark);
  }

  /** Where the last segment begins and what it says; and where its copy ends. */
  private record Copied(SegmentHeader header, Link link) {}

  private void removeUnfinished(String directory) throws IOException {
    for (String name : target.disk().list(directory)) {
      if (name.endsWith(SegmentName.UNFINISHED)) {
        target.disk().delete(directory + "/" + name);
      }
    }
  }

  private Copied copyLog() throws IOException {
    int misses = 0;
    while (true) {
      List<HeldSegment> held = SegmentName.held(source);
      if (held.isEmpty()) {
        throw new NoSuchFileException(source.directory(), null, "there is no log here");
      }
      try {
        checkHistory(held);
        for (int i = 0; i < held.size() - 1; i++) {
          pack(held.get(i), held.get(i + 1));
        }
        HeldSegment last = held.getLast();
        if (SegmentName.held(source).getLast().equals(last)) {
          return copyLast(last);
        }
      } catch (NoSuchFileException moved) {
        misses++;
        if (misses > MISSES_MAX) {
          throw moved;
        }
      }
    }
  }

  /** Where the backup ends must be a place that this log has come past. */
  private void checkPast(BackupManifest.Shard earlier) throws IOException {
    LogInspector.Overview now = new LogInspector(source).overview();
    long sequence = earlier.last().sequence();
    boolean isPast =
        earlier.log().equals(now.id())
            ? sequence <= now.last().sequence()
            : now.lineage().holds(earlier.log(), sequence);
    if (!isPast) {
      throw otherHistory(
          "it ends at sequence %d of log %s, where this log has never been"
              .formatted(sequence, earlier.log()));
    }
  }

  /** What the backup holds packed must be what the source holds sealed, or older. */
  private void checkHistory(List<HeldSegment> held) throws IOException {
    List<Long> sealed = held.subList(0, held.size() - 1).stream().map(HeldSegment::first).toList();
    long oldest = held.getFirst().first();
    long newestBefore = 0;
    for (long first : SegmentName.archived(target)) {
      if (first < oldest) {
        newestBefore = first;
      } else if (!sealed.contains(first)) {
        throw otherHistory("the log has no segment that begins with sequence " + first);
      }
    }
    if (newestBefore > 0) {
      checkNoGap(newestBefore, held.getFirst());
    }
  }

  private void checkNoGap(long newestBefore, HeldSegment oldest) throws IOException {
    Link end =
        packedHeader(target.archivePath(SegmentName.packed(newestBefore)), newestBefore).last();
    try (SegmentScan scan = SegmentScan.open(source, oldest)) {
      if (!scan.header().before().equals(end)) {
        throw otherHistory(
            "it ends at sequence %d, and the log begins at %d"
                .formatted(end.sequence(), oldest.first()));
      }
    }
  }

  private void pack(HeldSegment segment, HeldSegment next) throws IOException {
    String name = SegmentName.packed(segment.first());
    PackedFormat.Header wanted = headerOf(segment, next);
    if (target.disk().list(target.archive()).contains(name)) {
      String path = target.archivePath(name);
      if (!packedHeader(path, segment.first()).equals(wanted)) {
        throw otherHistory(
            "its segment from sequence %d on ends with other facts".formatted(segment.first()));
      }
      progress.kept(bytesOf(path));
      return;
    }
    if (segment.archived()) {
      copyPacked(segment, wanted.last());
    } else {
      packLive(new Segments.Sealed(segment.first(), next.first()));
    }
    progress.copied(bytesOf(target.archivePath(name)));
  }

  private PackedFormat.Header headerOf(HeldSegment segment, HeldSegment next) throws IOException {
    if (segment.archived()) {
      return packedHeader(segment.path(source), segment.first());
    }
    try (SegmentScan scan = SegmentScan.open(source, segment);
        SegmentScan after = SegmentScan.open(source, next)) {
      SegmentHeader header = scan.header();
      return new PackedFormat.Header(header.origin(), header.epoch(), after.header().before());
    }
  }

  /** As the archiver moves it, but that the live one stays. */
  private void packLive(Segments.Sealed segment) throws IOException {
    LogPlace across =
        new LogPlace(source.disk(), source.directory(), target.archive(), source.shard());
    try (SegmentMove move = new SegmentMove(across, segment)) {
      while (move.step()) {
        // a mebibyte at a time, forced
      }
      move.publish();
    }
  }

  private void copyPacked(HeldSegment segment, Link last) throws IOException {
    String path = target.archivePath(SegmentName.packed(segment.first()));
    String unfinished = path + SegmentName.UNFINISHED;
    try (DiskFile from = source.disk().open(segment.path(source), Disk.Access.READ);
        DiskFile to = target.disk().open(unfinished, Disk.Access.CREATE)) {
      copy(from, to, from.size());
    }
    PackedSegment packed = PackedSegment.open(target.disk(), unfinished, segment.first());
    readBack(SegmentScan.of(unfinished, segment.first(), packed), last);
    publish(unfinished, path, target.archive());
  }

  /** Forced as it grows: a gigabyte that is forced at its end would stall the log's own forces. */
  private static void copy(DiskFile from, DiskFile to, long bytes) throws IOException {
    ByteBuffer step = ByteBuffer.allocateDirect(STEP_BYTES);
    for (long at = 0; at < bytes; at += step.limit()) {
      step.clear().limit((int) Math.min(STEP_BYTES, bytes - at));
      from.read(step, at);
      to.write(step.flip(), at);
      to.force();
    }
  }

  private Copied copyLast(HeldSegment segment) throws IOException {
    String path = target.path(SegmentName.of(segment.first()));
    String unfinished = path + SegmentName.UNFINISHED;
    try (SegmentScan scan = SegmentScan.open(source, segment)) {
      FrameWalk walk = new FrameWalk(scan);
      new SegmentAudit(walk).haltingAtDamage().last(_ -> {});
      try (DiskFile to = target.disk().open(unfinished, Disk.Access.CREATE)) {
        scan.copyTo(to, 0, walk.position());
        to.force();
      }
      DiskFile copied = target.disk().open(unfinished, Disk.Access.READ);
      readBack(SegmentScan.of(unfinished, segment.first(), copied), walk.link());
      publish(unfinished, path, target.directory());
      progress.copied(walk.position());
      return new Copied(scan.header(), walk.link());
    }
  }

  /** Takes the scan. */
  private static void readBack(SegmentScan copied, Link last) throws IOException {
    try (copied) {
      FrameWalk walk = new FrameWalk(copied);
      while (walk.link().sequence() < last.sequence()) {
        if (walk.next() == null) {
          throw new LogDamaged(walk.obstacle());
        }
      }
      if (!walk.link().equals(last)) {
        throw new LogDamaged(walk.badPlace("the copy ends with another frame than the original"));
      }
    }
  }

  private void publish(String unfinished, String path, String directory) throws IOException {
    target.disk().rename(unfinished, path);
    target.disk().forceDirectory(directory);
  }

  /** The newest one that is whole; null if there is none. */
  private @Nullable SnapshotMark copySnapshot() throws IOException {
    for (long sequence : sourceSnapshots.newestFirst()) {
      try (SnapshotReader reader = sourceSnapshots.open(sequence)) {
        if (isThere(reader)) {
          progress.kept(reader.fileBytes());
          return reader.mark();
        }
        copy(reader);
      } catch (NoSuchFileException _) {
        // retired since it was listed: a newer one is there, but this one's elder will do
        continue;
      } catch (SnapshotDamaged _) {
        // a start would pass over it as well; `millrace log verify` names it
        continue;
      }
      return readBackSnapshot(sequence); // if this is damaged, it is the copy
    }
    return null;
  }

  private boolean isThere(SnapshotReader wanted) throws IOException {
    long sequence = wanted.mark().sequence();
    if (!targetSnapshots.newestFirst().contains(sequence)) {
      return false;
    }
    try (SnapshotReader there = targetSnapshots.open(sequence)) {
      while (there.next() != null) {
        // each block is checked as it passes
      }
      return there.mark().equals(wanted.mark());
    } catch (SnapshotDamaged _) {
      return false;
    }
  }

  private void copy(SnapshotReader reader) throws IOException {
    try (SnapshotWriter writer = targetSnapshots.begin(reader.mark())) {
      for (ByteBuffer block = reader.next(); block != null; block = reader.next()) {
        writer.write(block);
      }
      writer.publish();
    }
  }

  private SnapshotMark readBackSnapshot(long sequence) throws IOException {
    try (SnapshotReader copied = targetSnapshots.open(sequence)) {
      while (copied.next() != null) {
        // each block is checked as it passes
      }
      progress.copied(copied.fileBytes());
      return copied.mark();
    }
  }

  /** The snapshot says of the state what the log says after the same frame. */
  private void checkDigest(SnapshotMark mark) throws IOException {
    List<StoredFrame> found = new ArrayList<>();
    try {
      new LogInspector(target)
          .frames(
              mark.sequence(),
              frame -> {
                found.add(frame);
                throw new Found();
              });
    } catch (Found _) {
      // one is enough
    }
    if (found.isEmpty()
        || found.getFirst().lastSequence() != mark.sequence()
        || found.getFirst().digestAfter() != mark.digest()
        || found.getFirst().timeMillis() != mark.timeMillis()) {
      throw new SnapshotDamaged(
          new BadPlace(
              targetSnapshots.path(mark.sequence()),
              0,
              mark.sequence(),
              "it is not of the state that the log says was there"));
    }
  }

  /** Ends a walk that would go on to the end of the log. */
  private static final class Found extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Found() {
      super("found", null, false, false);
    }
  }

  private BackupManifest.Shard described(Copied last, @Nullable SnapshotMark mark)
      throws IOException {
    List<BackupManifest.File> packed = new ArrayList<>();
    for (long first : SegmentName.archived(target)) {
      String name = SegmentName.packed(first);
      packed.add(new BackupManifest.File(name, bytesOf(target.archivePath(name))));
    }
    String segment = SegmentName.of(last.header().origin().segmentFirst());
    Link link = last.link();
    return new BackupManifest.Shard(
        source.shard(),
        last.header().origin().id(),
        last.header().epoch(),
        new Opening.Last(link.sequence(), link.timeMillis(), link.digest()),
        packed,
        new BackupManifest.File(segment, bytesOf(target.path(segment))),
        mark == null ? null : file(mark));
  }

  private BackupManifest.File file(SnapshotMark mark) throws IOException {
    String path = targetSnapshots.path(mark.sequence());
    return new BackupManifest.File(SnapshotName.of(mark.sequence()), bytesOf(path));
  }

  /**
   * Deletes what an earlier backup needed and this one does not. To be called when the manifest
   * that names the copy is written.
   */
  public void tidy(BackupManifest.Shard held) throws IOException {
    tidy(target.directory(), List.of(held.segment()), ".log");
    BackupManifest.File snapshot = held.snapshot();
    tidy(
        targetSnapshots.directory(), snapshot == null ? List.of() : List.of(snapshot), ".snapshot");
  }

  private void tidy(String directory, List<BackupManifest.File> kept, String ending)
      throws IOException {
    List<String> names = kept.stream().map(BackupManifest.File::name).toList();
    for (String name : target.disk().list(directory)) {
      if (name.endsWith(ending) && !names.contains(name)) {
        target.disk().delete(directory + "/" + name);
        target.disk().forceDirectory(directory);
      }
    }
  }

  private PackedFormat.Header packedHeader(String path, long first) throws IOException {
    return PackedSegment.headerOf(source.disk(), path, first);
  }

  private long bytesOf(String path) throws IOException {
    try (DiskFile file = target.disk().open(path, Disk.Access.READ)) {
      return file.size();
    }
  }

  private OtherHistory otherHistory(String reason) {
    return new OtherHistory(target.directory(), reason);
  }
}
