package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.journal.BackupManifest;
import io.millrace.journal.Disk;
import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.LogBackup;
import io.millrace.journal.LogDamaged;
import io.millrace.journal.LogId;
import io.millrace.journal.LogInspector;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import io.millrace.journal.ManifestDamaged;
import io.millrace.journal.OtherHistory;
import io.millrace.journal.SnapshotDamaged;
import io.millrace.journal.SnapshotMark;
import io.millrace.journal.SnapshotWriter;
import io.millrace.journal.Snapshots;
import io.millrace.journal.StoredFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One shard's backup. Frames hold one fact each, and four fill a segment. */
final class LogBackupTest {

  private static final int SHARD = 3;
  private static final int BLOCK = LogOnDisk.BLOCK;
  private static final int SNAPSHOT_HEADER_BYTES = 72;
  private static final LogId CHILD = new LogId(8, 8);

  @Test
  void shouldHoldEveryFrameOfArchiveAndLiveSegmentsAndTheNewestSnapshot() throws IOException {
    World world = new World(14);
    world.archive(8);
    world.snapshot(9, 0);
    world.snapshot(11, 0);
    BackupManifest.Shard held = world.backUp();
    assertThat(held.last().sequence()).isEqualTo(14);
    assertThat(held.log()).isEqualTo(LogOnDisk.ID);
    assertThat(world.disk.list("copy/archive"))
        .containsExactly(
            "00000000000000000001.packed",
            "00000000000000000005.packed",
            "00000000000000000009.packed");
    assertThat(world.disk.list("copy/snapshots")).containsExactly("00000000000000000011.snapshot");
    assertThat(world.frames("copy"))
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("segment")
        .isEqualTo(world.frames("log"));
    assertThat(new LogInspector(World.target(world.disk)).verify().isWell()).isTrue();
  }

  @Test
  void shouldCopyOnlyWhatIsNew() throws IOException {
    World world = new World(14);
    world.snapshot(11, 0);
    world.backUp();
    long first = world.copied;
    world.append(6);
    world.archive(12); // what was copied while it was live is found packed
    world.backUp();
    assertThat(world.copied - first)
        .as("one segment was sealed since, and the last one is copied each time")
        .isLessThan(3 * 5 * BLOCK);
    assertThat(world.kept).isPositive();
    assertThat(world.frames("copy")).hasSize(20);
    assertThat(world.disk.list("copy")).filteredOn(name -> name.endsWith(".log")).hasSize(1);
  }

  @Test
  void shouldMakeTheSameOfALiveSegmentAsOfAPackedOne() throws IOException {
    World live = new World(14);
    live.backUp();
    World packed = new World(14);
    packed.archive(12);
    packed.backUp();
    for (String name : live.disk.list("copy/archive")) {
      assertThat(packed.disk.contents("copy/archive/" + name))
          .isEqualTo(live.disk.contents("copy/archive/" + name));
    }
  }

  @Test
  void shouldGoOnWhenASegmentMovesOrTheLogRollsMeanwhile() throws IOException {
    for (int opens = 1; opens < 40; opens++) {
      World world = new World(14);
      try (FileLog log = world.open()) {
        world.disk.beforeOpen(
            opens,
            () -> {
              World.archive(log, 8);
              for (int i = 0; i < 3; i++) {
                world.on.append(log, LogOnDisk.text("meanwhile " + i));
              }
            });
        BackupManifest.Shard held = world.backUp();
        assertThat(held.last().sequence()).isBetween(14L, 17L);
        assertThat(world.frames("copy")).hasSize((int) held.last().sequence());
        assertThat(new LogInspector(World.target(world.disk)).verify().isWell()).isTrue();
      }
    }
  }

  @Test
  void shouldLeaveTheEarlierBackupWhereverThePowerGoes() throws IOException {
    int crashes = 0;
    boolean crashed = true;
    for (long operation = 1; crashed; operation++) {
      World world = new World(14);
      world.snapshot(11, 0);
      world.backUp();
      world.append(9);
      world.archive(16);
      world.snapshot(22, 0);
      world.disk.crashAtOperation(operation);
      try {
        world.backUp();
        crashed = false;
        world.disk.restartProcess();
      } catch (PowerCut _) {
        crashes++;
        world.disk.restorePower();
      }
      BackupManifest.Shard stands = world.manifest();
      assertThat(stands.last().sequence()).isIn(14L, 23L);
      world.requireWhole(stands);
      BackupManifest.Shard again = world.backUp();
      assertThat(again.last().sequence()).isEqualTo(23);
      world.requireWhole(again);
      assertThat(new LogInspector(World.target(world.disk)).verify().isWell()).isTrue();
    }
    assertThat(crashes).isGreaterThan(30);
  }

  @Test
  void shouldHaveNoManifestBeforeTheFirstBackupIsWhole() throws IOException {
    for (long operation = 1; ; operation++) {
      World world = new World(10);
      world.disk.crashAtOperation(operation);
      try {
        world.backUp();
        return;
      } catch (PowerCut _) {
        world.disk.restorePower();
      }
      Optional<BackupManifest> manifest = BackupManifest.read(world.disk, "root");
      if (manifest.isPresent()) {
        world.requireWhole(manifest.get().shards().getFirst());
      }
      world.requireWhole(world.backUp());
    }
  }

  @Test
  void shouldLeaveTheEarlierBackupWhenTheDiskIsFull() throws IOException {
    int refused = 0;
    boolean full = true;
    for (long free = 0; full; free += 100) {
      World world = new World(14);
      world.backUp();
      world.append(9);
      world.disk.leaveFree(free);
      try {
        world.backUp();
        full = false;
      } catch (IOException noRoom) {
        refused++;
        assertThat(world.manifest().last().sequence()).isEqualTo(14);
        world.requireWhole(world.manifest());
      }
      world.disk.leaveFree(Long.MAX_VALUE);
      world.requireWhole(world.backUp());
      assertThat(world.manifest().last().sequence()).isEqualTo(23);
    }
    assertThat(refused).isGreaterThan(20);
  }

  @Test
  void shouldRefuseTheBackupOfAnotherLog() throws IOException {
    World other = new World(14, new LogId(5, 5));
    World world = new World(14);
    world.backUp();
    other.takeBackupOf(world);
    assertThatThrownBy(other::backUp)
        .isInstanceOf(OtherHistory.class)
        .hasMessageContaining("where this log has never been");
    assertThat(other.frames("copy")).as("nothing of it was changed").hasSize(14);
  }

  @Test
  void shouldRefuseTheBackupOfAFutureThatThisLogHasNot() throws IOException {
    World world = new World(10);
    world.append(4);
    world.backUp();
    World restored = new World(10);
    restored.takeBackupOf(world);
    assertThatThrownBy(restored::backUp).isInstanceOf(OtherHistory.class);
    restored.leaveParent();
    assertThatThrownBy(restored::backUp).isInstanceOf(OtherHistory.class);
    restored.append(20);
    assertThatThrownBy(restored::backUp)
        .as("it has come further, and by another way")
        .isInstanceOf(OtherHistory.class);
  }

  @Test
  void shouldRefuseABackupThatGoesFurtherThanWhereTheCopyLeftIt() throws IOException {
    World original = new World(9);
    original.append(1);
    original.backUp();
    World restored = new World(9); // from an older backup, one order before the end of this one
    restored.takeBackupOf(original);
    restored.leaveParent();
    restored.append(1);
    assertThatThrownBy(restored::backUp)
        .isInstanceOf(OtherHistory.class)
        .hasMessageContaining("it ends at sequence 10 of log " + LogOnDisk.ID);
  }

  @Test
  void shouldGoOnFromTheBackupThatItWasRestoredFrom() throws IOException {
    World world = new World(10);
    world.backUp();
    world.leaveParent();
    world.append(6);
    BackupManifest.Shard held = world.backUp();
    assertThat(held.log()).isEqualTo(CHILD);
    assertThat(world.frames("copy")).hasSize(16);
    assertThat(new LogInspector(World.target(world.disk)).verify().isWell()).isTrue();
  }

  @Test
  void shouldRefuseToLeaveAGap() throws IOException {
    World world = new World(6);
    world.backUp();
    world.append(20);
    world.archive(16);
    try (FileLog log = world.open()) {
      log.trim(13);
    }
    assertThatThrownBy(world::backUp)
        .isInstanceOf(OtherHistory.class)
        .hasMessageContaining("and the log begins at 13");
  }

  @Test
  void shouldKeepWhatTheLogHasDeletedSince() throws IOException {
    World world = new World(14);
    world.backUp();
    world.archive(12);
    try (FileLog log = world.open()) {
      log.trim(9);
    }
    world.backUp();
    assertThat(world.frames("copy")).hasSize(14);
  }

  @Test
  void shouldNotCopyADamagedSegment() throws IOException {
    World world = new World(10);
    world.on.flip(LogOnDisk.FIRST, 2 * BLOCK + 110, 0);
    assertThatThrownBy(world::backUp)
        .isInstanceOf(LogDamaged.class)
        .hasMessageContaining("sequence 2");
    assertThat(BackupManifest.read(world.disk, "root")).isEmpty();
  }

  /** A cable or a controller that changes bits tells nobody: only who reads back finds out. */
  @Test
  void shouldNotCountWhatDoesNotReadAsItWasWritten() throws IOException {
    Map<String, Integer> places =
        Map.of(
            "copy/archive/00000000000000000001.packed",
            2_000, // as it lies in the archive
            "copy/archive/00000000000000000005.packed",
            2_000, // packed on its way
            "copy/00000000000000000009.log",
            BLOCK + 1_000,
            "copy/snapshots/00000000000000000009.snapshot",
            SNAPSHOT_HEADER_BYTES + 9);
    for (Map.Entry<String, Integer> place : places.entrySet()) {
      String spoiled = place.getKey();
      World world = new World(0);
      world.appendLarge(10); // so that most of a file is what nobody looks at otherwise
      world.archive(4);
      if (spoiled.contains("snapshots")) { // else its frame is looked for in the copy
        world.snapshot(9, 0);
      }
      BreakableDisk breakable = new BreakableDisk(world.disk);
      breakable.spoil(path -> path.startsWith(spoiled), place.getValue());
      assertThatThrownBy(() -> world.backUp(breakable), spoiled)
          .isInstanceOfAny(LogDamaged.class, SnapshotDamaged.class);
      assertThat(BackupManifest.read(world.disk, "root")).as(spoiled).isEmpty();
      breakable.spoil(path -> false, 0);
      world.requireWhole(world.backUp(breakable));
    }
  }

  @Test
  void shouldRefuseASnapshotThatIsNotOfTheStateThatTheLogSays() throws IOException {
    World world = new World(10);
    world.snapshot(9, 1);
    assertThatThrownBy(world::backUp)
        .isInstanceOf(SnapshotDamaged.class)
        .hasMessageContaining("not of the state");
    assertThat(BackupManifest.read(world.disk, "root")).isEmpty();
  }

  @Test
  void shouldTakeTheOlderSnapshotWhenTheNewestIsDamaged() throws IOException {
    World world = new World(10);
    world.snapshot(8, 0);
    world.snapshot(9, 0);
    world.on.flip("snapshots/00000000000000000009.snapshot", 90, 0);
    assertThat(Objects.requireNonNull(world.backUp().snapshot()).name()).contains("8.snapshot");
  }

  @Test
  void shouldNotBelieveAChangedManifest() throws IOException {
    World world = new World(10);
    world.backUp();
    BackupManifest whole = BackupManifest.read(world.disk, "root").orElseThrow();
    String path = "root/" + BackupManifest.NAME;
    byte[] text = world.disk.contents(path);
    for (int bit = 0; bit < 8 * text.length; bit++) {
      byte[] changed = text.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      world.disk.overwrite(path, changed);
      assertThatThrownBy(() -> BackupManifest.read(world.disk, "root"))
          .as("bit %d", bit)
          .isInstanceOf(ManifestDamaged.class);
    }
    for (int length = 0; length < text.length; length++) {
      world.disk.overwrite(path, Arrays.copyOf(text, length));
      assertThatThrownBy(() -> BackupManifest.read(world.disk, "root"))
          .as("cut at %d", length)
          .isInstanceOf(ManifestDamaged.class);
    }
    world.disk.overwrite(path, text);
    assertThat(BackupManifest.read(world.disk, "root")).contains(whole);
  }

  /** A log with its snapshots, and the directory that it is backed up to. */
  private static final class World implements LogBackup.Progress {
    final LogOnDisk on;
    final SimulatedDisk disk;
    final LogId id;
    long copied;
    long kept;

    World(int frames) throws IOException {
      this(frames, LogOnDisk.ID);
    }

    World(int frames, LogId id) throws IOException {
      this.on = new LogOnDisk();
      this.disk = on.disk;
      this.id = id;
      disk.createDirectories("root");
      disk.forceDirectory("root");
      append(frames);
    }

    FileLog open() throws IOException {
      return on.open(id);
    }

    void append(int count) throws IOException {
      try (FileLog log = open()) {
        for (int i = 0; i < count; i++) {
          on.append(log, LogOnDisk.text("frame " + log.lastSequence()));
        }
      }
    }

    void appendLarge(int count) throws IOException {
      Random random = new Random(1);
      try (FileLog log = open()) {
        for (int i = 0; i < count; i++) {
          byte[] payload = new byte[3_000];
          random.nextBytes(payload);
          on.append(log, payload);
        }
      }
    }

    void archive(long toSequence) throws IOException {
      try (FileLog log = open()) {
        archive(log, toSequence);
      }
    }

    static void archive(FileLog log, long toSequence) {
      log.archiver().moveUpTo(toSequence);
      try {
        while (log.archiver().step()) {
          // each step does some of it
        }
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    /** As the first start on a restored copy does. */
    void leaveParent() throws IOException {
      LogThreads threads = new LogThreads(on.tasks, on.tasks);
      FileLog.open(
              FileLogSettings.of(new LogPlace(disk, "log", SHARD), () -> CHILD, threads)
                  .withSegmentBytes(LogOnDisk.SEGMENT_BYTES)
                  .withRestoredFrom(LogOnDisk.ID))
          .close();
    }

    /** Of the state after a frame, with a digest that is off by so much. */
    void snapshot(long sequence, long off) throws IOException {
      Snapshots snapshots = new Snapshots(disk, "snapshots", SHARD);
      snapshots.prepare();
      StoredFrame frame = frames("log").get((int) sequence - 1);
      SnapshotMark mark =
          new SnapshotMark(
              id, SHARD, frame.epoch(), sequence, frame.timeMillis(), frame.digestAfter() + off, 1);
      try (SnapshotWriter writer = snapshots.begin(mark)) {
        writer.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        writer.publish();
      }
    }

    static LogPlace target(Disk disk) {
      return new LogPlace(disk, "copy", SHARD);
    }

    /** As the command does it: copy, manifest, tidy. */
    BackupManifest.Shard backUp() throws IOException {
      return backUp(disk);
    }

    /** The same through another disk that leads to this one. */
    BackupManifest.Shard backUp(Disk through) throws IOException {
      LogBackup backup =
          new LogBackup(
              new LogPlace(through, "log", SHARD),
              new Snapshots(through, "snapshots", SHARD),
              target(through),
              new Snapshots(through, "copy/snapshots", SHARD),
              this);
      BackupManifest.Shard held = backup.copy(earlier());
      new BackupManifest(1_000, List.of(new BackupManifest.Key("node.key", 7)), List.of(held))
          .write(disk, "root");
      backup.tidy(held);
      return held;
    }

    private BackupManifest.@Nullable Shard earlier() throws IOException {
      return BackupManifest.read(disk, "root").map(of -> of.shards().getFirst()).orElse(null);
    }

    BackupManifest.Shard manifest() throws IOException {
      return Objects.requireNonNull(earlier());
    }

    void takeBackupOf(World other) throws IOException {
      for (String directory : List.of("copy", "copy/archive", "root")) {
        disk.createDirectories(directory);
        for (String name : other.disk.list(directory)) {
          disk.open(directory + "/" + name, Disk.Access.CREATE).close();
          disk.overwrite(directory + "/" + name, other.disk.contents(directory + "/" + name));
        }
      }
    }

    List<StoredFrame> frames(String directory) throws IOException {
      List<StoredFrame> frames = new ArrayList<>();
      new LogInspector(new LogPlace(disk, directory, SHARD)).frames(1, frames::add);
      return frames;
    }

    /** A copy of what the manifest names, and of nothing else, is the log up to what it says. */
    void requireWhole(BackupManifest.Shard held) throws IOException {
      SimulatedDisk fresh = new SimulatedDisk(1);
      for (BackupManifest.File packed : held.packed()) {
        assertThat(disk.contents("copy/archive/" + packed.name())).hasSize((int) packed.bytes());
        put(fresh, "copy/archive", packed.name());
      }
      byte[] last = disk.contents("copy/" + held.segment().name());
      assertThat(last.length).isGreaterThanOrEqualTo((int) held.segment().bytes());
      put(fresh, "copy", held.segment().name());
      BackupManifest.File snapshot = held.snapshot();
      if (snapshot != null) {
        put(fresh, "copy/snapshots", snapshot.name());
        long sequence = Long.parseLong(snapshot.name(), 0, 20, 10);
        assertThat(new Snapshots(fresh, "copy/snapshots", SHARD).verify(sequence)).isEmpty();
      }
      LogInspector.Verdict verdict = new LogInspector(target(fresh)).verify();
      assertThat(verdict.badPlaces()).isEmpty();
      assertThat(verdict.lastSequence()).isGreaterThanOrEqualTo(held.last().sequence());
      LogThreads threads = new LogThreads(new TaskQueue(), new TaskQueue());
      try (FileLog log =
          FileLog.open(
              FileLogSettings.of(target(fresh), () -> CHILD, threads)
                  .withSegmentBytes(LogOnDisk.SEGMENT_BYTES)
                  .withRestoredFrom(held.log()))) {
        assertThat(LogOnDisk.readThrough(log)).isEqualTo(verdict.lastSequence());
        assertThat(log.holds(held.log(), held.last().sequence())).isTrue();
      }
    }

    private void put(SimulatedDisk fresh, String directory, String name) throws IOException {
      fresh.createDirectories(directory);
      fresh.open(directory + "/" + name, Disk.Access.CREATE).close();
      fresh.overwrite(directory + "/" + name, disk.contents(directory + "/" + name));
    }

    @Override
    public void copied(long bytes) {
      copied += bytes;
    }

    @Override
    public void kept(long bytes) {
      kept += bytes;
    }
  }
}
