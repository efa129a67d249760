package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.Frame;
import io.millrace.journal.Lineage;
import io.millrace.journal.LogDamaged;
import io.millrace.journal.LogId;
import io.millrace.journal.LogInspector;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import io.millrace.journal.LogWatch;
import io.millrace.journal.Opening;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A restored copy becomes a log of its own, which says of which it is one. */
final class LineageTest {

  private static final LogId PARENT = LogOnDisk.ID;
  private static final LogId CHILD = new LogId(8, 8);
  private static final LogId GRANDCHILD = new LogId(9, 9);
  private static final int BLOCK = LogOnDisk.BLOCK;

  private @Nullable Opening opening;

  @Test
  void shouldBeginALogOfItsOwnBehindWhatWasCopied() throws IOException {
    LogOnDisk on = LogOnDisk.holding(6);
    try (FileLog log = restored(on, PARENT, CHILD)) {
      assertThat(log.id()).isEqualTo(CHILD);
      assertThat(log.epoch()).isEqualTo(2);
      assertThat(log.lastSequence()).isEqualTo(6);
      assertThat(Objects.requireNonNull(opening).left()).isEqualTo(PARENT);
      for (int i = 0; i < 6; i++) {
        on.append(log, LogOnDisk.text("of the copy " + i));
      }
      assertThat(LogOnDisk.readThrough(log)).isEqualTo(12);
      assertThat(log.holds(CHILD, 12)).isTrue();
      assertThat(log.holds(CHILD, 13)).isFalse();
      assertThat(log.holds(PARENT, 6)).isTrue();
      assertThat(log.holds(PARENT, 7)).as("the parent's own future").isFalse();
      assertThat(log.holds(GRANDCHILD, 1)).isFalse();
      assertThat(log.sharedUpTo(PARENT)).isEqualTo(6);
      assertThat(log.sharedUpTo(GRANDCHILD)).isZero();
    }
    LogInspector.Overview info = on.inspector.overview();
    assertThat(info.id()).isEqualTo(CHILD);
    assertThat(info.lineage().ancestors()).containsExactly(new Lineage.Ancestor(PARENT, 6));
    assertThat(on.inspector.verify().isWell()).isTrue();
    assertThat(on.inspector.verify().facts()).isEqualTo(12);
  }

  @Test
  void shouldLeaveTheParentOnceHoweverOftenItStarts() throws IOException {
    LogOnDisk on = LogOnDisk.holding(2);
    restored(on, PARENT, CHILD).close();
    try (FileLog log = restored(on, PARENT, GRANDCHILD)) {
      assertThat(log.id()).isEqualTo(CHILD);
      assertThat(log.epoch()).isEqualTo(3);
      assertThat(Objects.requireNonNull(opening).left()).isNull();
    }
  }

  @Test
  void shouldNameAllAncestorsOfACopyOfACopyAlsoFromTheArchive() throws IOException {
    LogOnDisk on = LogOnDisk.holding(6);
    try (FileLog log = restored(on, PARENT, CHILD)) {
      for (int i = 0; i < 6; i++) {
        on.append(log, LogOnDisk.text("of the copy " + i));
      }
      log.archiver().moveUpTo(Long.MAX_VALUE);
      while (log.archiver().step()) {
        // until all that is sealed lies in the archive, of both logs
      }
    }
    assertThat(on.disk.list("log/archive")).hasSize(3);
    try (FileLog log = restored(on, CHILD, GRANDCHILD)) {
      on.append(log, LogOnDisk.text("of the copy's copy"));
      assertThat(LogOnDisk.readThrough(log)).isEqualTo(13);
      assertThat(log.holds(CHILD, 12)).isTrue();
      assertThat(log.holds(PARENT, 6)).isTrue();
      assertThat(log.holds(PARENT, 7)).isFalse();
    }
    assertThat(on.inspector.overview().lineage().ancestors())
        .isEqualTo(List.of(new Lineage.Ancestor(CHILD, 12), new Lineage.Ancestor(PARENT, 6)));
    assertThat(on.inspector.verify().isWell()).isTrue();
  }

  @Test
  void shouldTakeThePlaceOfASegmentThatHoldsNothingYet() throws IOException {
    LogOnDisk on = LogOnDisk.holding(0);
    try (FileLog log = restored(on, PARENT, CHILD)) {
      on.append(log, LogOnDisk.text("the first"));
      assertThat(log.id()).isEqualTo(CHILD);
      assertThat(LogOnDisk.readThrough(log)).isEqualTo(1);
    }
    assertThat(on.inspector.verify().isWell()).isTrue();
  }

  @Test
  void shouldHoldTheWholeLogWhereverThePowerGoesWhileItIsLeft() throws IOException {
    for (int frames = 5; frames <= 8; frames++) {
      boolean crashed = true;
      for (long operation = 1; crashed; operation++) {
        LogOnDisk on = LogOnDisk.holding(frames);
        on.disk.crashAtOperation(operation);
        try {
          restored(on, PARENT, CHILD).close();
          crashed = false;
          on.disk.restartProcess(); // nobody waits for the cut any more
        } catch (PowerCut _) {
          on.disk.restorePower();
        }
        try (FileLog log = restored(on, PARENT, GRANDCHILD)) {
          assertThat(log.id()).isIn(CHILD, GRANDCHILD);
          assertThat(LogOnDisk.readThrough(log)).isEqualTo(frames);
          on.append(log, LogOnDisk.text("goes on"));
          assertThat(log.holds(PARENT, frames)).isTrue();
        }
        assertThat(on.inspector.verify().isWell()).isTrue();
      }
    }
  }

  /** What was copied may read well and not be on the disk, as after a force that failed. */
  @Test
  void shouldNotTrustTheLastSegmentAsItLies() throws IOException {
    LogOnDisk on = LogOnDisk.holding(5);
    try (FileLog log = on.open()) {
      on.tasks.runAll(); // the spares' forces do not fail
      on.disk.failNextForce();
      byte[] payload = LogOnDisk.text("not on the disk");
      var future = log.append(new Frame(6, 1, 1_006, 42, payload, payload.length));
      on.tasks.runAll();
      assertThat(future).isCompletedExceptionally();
    }
    restored(on, PARENT, CHILD).close();
    on.disk.restorePower();
    try (FileLog log = on.open()) {
      assertThat(log.holds(PARENT, 6)).isTrue();
      assertThat(LogOnDisk.readThrough(log)).isEqualTo(6);
    }
  }

  @Test
  void shouldRefuseASegmentThatLeftAnotherLogOrLeftItElsewhere() throws IOException {
    for (int field : new int[] {104, 112, 120}) { // both halves of the id, and the sequence
      LogOnDisk on = LogOnDisk.holding(6);
      restored(on, PARENT, CHILD).close();
      String segment = "log/00000000000000000007.log";
      byte[] bytes = on.disk.contents(segment);
      LogOnDisk.little(bytes).putLong(field, 99);
      LogOnDisk.sealLineage(bytes);
      on.disk.overwrite(segment, bytes);
      assertThat(on.inspector.verify().badPlaces()).hasSize(1);
      assertThatThrownBy(on::open)
          .isInstanceOf(LogDamaged.class)
          .hasMessageContaining("belongs to another log");
    }
  }

  @Test
  void shouldFindAnyChangedBitOfTheHeader() throws IOException {
    LogOnDisk on = LogOnDisk.holding(6);
    restored(on, PARENT, CHILD).close();
    String segment = "log/00000000000000000007.log";
    byte[] whole = on.disk.contents(segment);
    for (int bit = 0; bit < 8 * BLOCK; bit++) {
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      on.disk.overwrite(segment, changed);
      assertThat(on.inspector.verify().isWell()).as("bit %d", bit).isFalse();
    }
  }

  private FileLog restored(LogOnDisk on, LogId parent, LogId own) throws IOException {
    TaskQueue tasks = on.tasks;
    return FileLog.open(
        FileLogSettings.of(new LogPlace(on.disk, "log", 3), () -> own, new LogThreads(tasks, tasks))
            .withSegmentBytes(LogOnDisk.SEGMENT_BYTES)
            .withRestoredFrom(parent)
            .withWatch(new LogWatch(found -> opening = found, () -> 0)));
  }
}
