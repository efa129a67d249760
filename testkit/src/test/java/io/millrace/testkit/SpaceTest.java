package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.Frame;
import io.millrace.journal.Log;
import io.millrace.journal.LogFailed;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import io.millrace.journal.LogWatch;
import io.millrace.journal.Room;
import io.millrace.journal.SpaceMarks;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a log says of its disk, and what it does when that is full. */
final class SpaceTest {

  private static final int BLOCK = 4_096;
  private static final int FRAMES_PER_SEGMENT = 8;
  private static final long SEGMENT = (FRAMES_PER_SEGMENT + 1L) * BLOCK;
  private static final long RESERVE = 3 * SEGMENT;
  private static final long SNAPSHOT = SEGMENT;

  /** A snapshot, two segments, the reserve. */
  private static final long LOW = SNAPSHOT + 2 * SEGMENT + RESERVE;

  private final SimulatedDisk disk = new SimulatedDisk(1);
  private final SimulatedClock clock = new SimulatedClock(0);
  private TaskQueue tasks = new TaskQueue();

  @AfterEach
  void shouldHoldEveryFrame() throws IOException {
    disk.leaveFree(Long.MAX_VALUE);
    disk.restartProcess();
    try (Log log = open()) {
      assertThat(LogOnDisk.readThrough(log)).isEqualTo(log.lastSequence());
    }
  }

  @Test
  void shouldCallRoomLowBelowSnapshotAndTwoSegmentsAndReserve() throws IOException {
    try (FileLog log = open()) {
      tasks.runAll();
      assertThat(roomWith(log, LOW)).isEqualTo(Room.PLENTY);
      assertThat(roomWith(log, LOW - 1)).isEqualTo(Room.LOW);
      assertThat(log.space().lowBytes()).isEqualTo(LOW);
      assertThat(log.space().usableBytes()).isEqualTo(LOW - 1);
    }
  }

  @Test
  void shouldCallRoomPlentyAgainOnlyWithASegmentMore() throws IOException {
    try (FileLog log = open()) {
      tasks.runAll();
      assertThat(roomWith(log, LOW - 1)).isEqualTo(Room.LOW);
      assertThat(roomWith(log, LOW)).isEqualTo(Room.LOW);
      assertThat(roomWith(log, LOW + SEGMENT - 1)).isEqualTo(Room.LOW);
      assertThat(roomWith(log, LOW + SEGMENT)).isEqualTo(Room.PLENTY);
      assertThat(roomWith(log, LOW)).isEqualTo(Room.PLENTY);
    }
  }

  @Test
  void shouldCallItTheFloorWhenASpareCannotBeReplacedAndLeaveItByItself() throws IOException {
    try (FileLog log = open()) {
      tasks.runAll();
      assertThat(roomWith(log, SEGMENT - 1)).as("both spares are there").isEqualTo(Room.LOW);
      fill(log, FRAMES_PER_SEGMENT + 1);
      assertThat(log.space().room()).as("one was taken").isEqualTo(Room.FLOOR);
      assertThat(roomWith(log, SEGMENT - 1)).isEqualTo(Room.FLOOR);
      assertThat(roomWith(log, SEGMENT)).as("room, but no spare yet").isEqualTo(Room.FLOOR);
      look(log);
      assertThat(log.space().room()).as("it was made").isEqualTo(Room.LOW);
      assertThat(disk.usableBytes("log")).isZero();
    }
  }

  @Test
  void shouldNeverLackRoomForAFrameInWhatIsPrepared() throws IOException {
    try (FileLog log = open()) {
      tasks.runAll();
      disk.leaveFree(0);
      fill(log, 3 * FRAMES_PER_SEGMENT);
      assertThat(log.lastSequence()).isEqualTo(3 * FRAMES_PER_SEGMENT);
      assertThat(log.figures().rollsWithoutSpare()).isZero();
      CompletableFuture<Long> beyond = log.append(frame(log.lastSequence() + 1));
      tasks.runAll();
      assertThat(beyond.exceptionNow()).isInstanceOf(LogFailed.class);
    }
  }

  @Test
  void shouldLeaveNothingOfASpareThatTheDiskHadNoRoomFor() throws IOException {
    try (FileLog log = open()) {
      disk.leaveFree(SEGMENT);
      disk.failNextWrite(); // the disk said that there was room, and there was none
      tasks.runAll();
      assertThat(disk.list("log")).as("the lock is no file here").hasSize(1);
      assertThat(disk.usableBytes("log")).isEqualTo(SEGMENT);
      fill(log, FRAMES_PER_SEGMENT);
      disk.leaveFree(Long.MAX_VALUE);
      look(log);
      fill(log, FRAMES_PER_SEGMENT);
      assertThat(log.figures().rollsWithoutSpare()).isZero();
    }
  }

  @Test
  void shouldNotEvenTryASpareThatCannotFit() throws IOException {
    try (FileLog log = open()) {
      disk.leaveFree(SEGMENT - 1);
      long before = disk.operations();
      tasks.runAll();
      assertThat(log.space().room()).isEqualTo(Room.PLENTY);
      look(log);
      assertThat(log.space().room()).isEqualTo(Room.FLOOR);
      assertThat(disk.operations()).isEqualTo(before);
    }
  }

  /** What the spares give back holds the copy of the last segment, and one segment more. */
  @Test
  void shouldOpenOnADiskThatIsFullAndWriteASegmentMore() throws IOException {
    for (boolean power : List.of(false, true)) {
      for (int frames = 1; frames <= FRAMES_PER_SEGMENT; frames++) {
        long last;
        try (FileLog log = open()) {
          tasks.runAll();
          disk.leaveFree(0);
          last = log.lastSequence() + frames;
          fill(log, frames);
        }
        if (power) {
          disk.restorePower();
        } else {
          disk.restartProcess();
        }
        try (FileLog log = open()) {
          assertThat(log.lastSequence()).isEqualTo(last);
          fill(log, FRAMES_PER_SEGMENT);
        }
        disk.leaveFree(Long.MAX_VALUE);
      }
    }
  }

  /** The books of a file system about the files that filled it, for example. */
  @Test
  void shouldOpenOnAFullDiskThoughOthersTookSomeOfWhatTheSpareGaveBack() throws IOException {
    for (int taken = 0; taken <= 3; taken++) {
      long last;
      try (FileLog log = open()) {
        tasks.runAll();
        disk.leaveFree(0);
        while (log.space().room() != Room.FLOOR) {
          fill(log, 1); // until one of the two spares is used, which cannot be replaced
          look(log);
        }
        last = log.lastSequence();
      }
      disk.leaveFree(-(long) taken * BLOCK);
      disk.restartProcess();
      try (FileLog log = open()) {
        assertThat(log.lastSequence()).isEqualTo(last);
        fill(log, 2);
        look(log);
        assertThat(log.space().room()).isEqualTo(Room.FLOOR);
        disk.leaveFree(Long.MAX_VALUE);
        look(log);
        fill(log, FRAMES_PER_SEGMENT);
      }
    }
  }

  @Test
  void shouldKnowTheFloorBeforeAnythingIsServed() throws IOException {
    open().close();
    disk.restartProcess();
    disk.leaveFree(SEGMENT);
    try (FileLog log = open()) {
      assertThat(log.space().room()).isEqualTo(Room.FLOOR);
    }
  }

  @Test
  void shouldSayHowLongTheRoomLastsAtThePresentRate() throws IOException {
    try (FileLog log = open()) {
      tasks.runAll();
      assertThat(log.space().secondsToFull()).isEmpty();
      disk.leaveFree(1_000 * SEGMENT);
      for (int second = 1; second <= 600; second++) {
        fill(log, 2);
        look(log);
      }
      assertThat(log.space().growthBytesPerSecond()).isBetween(2L * BLOCK - 50, 2L * BLOCK);
      assertThat(log.space().secondsToFull())
          .hasValue(log.space().usableBytes() / log.space().growthBytesPerSecond());
      for (int second = 1; second <= 1_200; second++) {
        look(log);
      }
      assertThat(log.space().secondsToFull()).as("it has stood still").isEmpty();
    }
  }

  @Test
  void shouldLookOnceASecondHoweverOftenItIsAsked() throws IOException {
    try (FileLog log = open()) {
      tasks.runAll();
      disk.leaveFree(LOW - 1);
      clock.passMillis(999);
      assertThat(log.space().room()).isEqualTo(Room.PLENTY);
      assertThat(tasks.runOne()).isFalse();
      clock.passMillis(1);
      assertThat(log.space().room()).isEqualTo(Room.PLENTY);
      assertThat(log.space().room()).isEqualTo(Room.PLENTY);
      assertThat(tasks.runOne()).isTrue();
      assertThat(tasks.runOne()).isFalse();
      assertThat(log.space().room()).isEqualTo(Room.LOW);
    }
  }

  private FileLog open() throws IOException {
    tasks = new TaskQueue();
    return FileLog.open(
        FileLogSettings.of(
                new LogPlace(disk, "log", 0), () -> LogOnDisk.ID, new LogThreads(tasks, tasks))
            .withSegmentBytes(SEGMENT)
            .withMarks(new SpaceMarks(RESERVE, () -> SNAPSHOT))
            .withWatch(new LogWatch(opening -> {}, clock::monotonicNanos)));
  }

  private Room roomWith(FileLog log, long free) {
    disk.leaveFree(free);
    look(log);
    return log.space().room();
  }

  private void look(FileLog log) {
    clock.passMillis(1_000);
    assertThat(log.space()).isNotNull();
    tasks.runAll();
  }

  private void fill(FileLog log, int frames) {
    for (int i = 0; i < frames; i++) {
      long next = log.lastSequence() + 1;
      CompletableFuture<Long> future = log.append(frame(next));
      tasks.runAll();
      assertThat(future).isCompletedWithValue(next);
    }
  }

  private static Frame frame(long sequence) {
    return new Frame(sequence, 1, sequence, sequence, new byte[1_000], 1_000);
  }
}
