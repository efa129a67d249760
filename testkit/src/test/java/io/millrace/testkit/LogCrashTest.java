package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.Log;
import io.millrace.journal.LogException;
import io.millrace.journal.LogFailed;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import io.millrace.journal.StoredFrame;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The power goes at every single disk operation of a life that creates, appends, rolls, archives,
 * trims and reopens. Afterwards the log opens and holds, byte for byte, everything that was
 * acknowledged.
 */
final class LogCrashTest {

  private static final long SEGMENT_BYTES = 24 << 10;
  private static final int FRAMES_PER_LIFE = 9;
  private static final int LIVES = 3;
  private static final int SEEDS = 12;
  private static final int SEEDS_OF_SECOND_CRASH = 3;

  @Test
  void shouldLoseNothingAcknowledgedWhenThePowerGoesAnywhere() throws IOException {
    crashEverywhere(disk -> {}, SEEDS);
  }

  @Test
  void shouldLoseNothingWhenThePowerGoesAgainWhileItRecovers() throws IOException {
    for (int seed = 0; seed < SEEDS_OF_SECOND_CRASH; seed++) {
      for (long operation = 1; ; operation++) {
        if (!crashTwice(seed, operation)) {
          break;
        }
      }
    }
  }

  @Test
  void shouldLoseNothingWhenOnlyTheProcessDies() throws IOException {
    for (long operation = 1; ; operation++) {
      Run run = new Run(operation);
      boolean crashed = run.crashAt(operation);
      run.disk.restartProcess();
      run.verify();
      if (!crashed) {
        return;
      }
    }
  }

  @Test
  void shouldLoseNothingWhenThePowerGoesAfterADeadProcessWasReplaced() throws IOException {
    for (int seed = 0; seed < SEEDS_OF_SECOND_CRASH; seed++) {
      boolean crashed = true;
      for (long operation = 1; crashed; operation++) {
        Run run = new Run(seed * 1_000L + operation);
        crashed = run.crashAt(operation);
        run.disk.restartProcess();
        run.open().close();
        run.disk.restorePower();
        run.verify();
      }
    }
  }

  @Test
  void shouldBeSeenToLoseWhenTheDiskForgetsForces() {
    assertThatThrownBy(() -> crashEverywhere(SimulatedDisk::ignoreForces, SEEDS))
        .as("a control: without forces this test must fail")
        .isInstanceOfAny(AssertionError.class, LogException.class);
  }

  @Test
  void shouldBeSeenToLoseWhenTheDiskForgetsNames() {
    assertThatThrownBy(() -> crashEverywhere(SimulatedDisk::ignoreDirectoryForces, SEEDS))
        .as("a control: without forced directories this test must fail")
        .isInstanceOfAny(AssertionError.class, LogException.class);
  }

  @Test
  void shouldKeepAcrossAPowerCutWhatItRereadAfterAFailedForce() throws IOException {
    for (int seed = 0; seed < 50; seed++) {
      Run run = new Run(seed);
      try (Log log = run.open()) {
        run.append(log, 1);
        run.disk.failNextForce();
        CompletableFuture<Long> failed = log.append(LogContract.frame(2));
        run.tasks.runAll();
        assertThat(failed.exceptionNow()).isInstanceOf(LogFailed.class);
      }
      try (Log log = run.open()) {
        assertThat(log.lastSequence()).isEqualTo(LogContract.lastOf(2));
        run.acknowledged = 2;
      }
      run.disk.restorePower();
      run.verify();
    }
  }

  @Test
  void shouldSeeTheFrameOfAFailedForceVanishWhereNobodyCopiesIt() throws IOException {
    Run run = new Run(1);
    try (Log log = run.open()) {
      run.append(log, 1);
      run.disk.failNextForce();
      CompletableFuture<Long> failed = log.append(LogContract.frame(2));
      run.tasks.runAll();
      assertThat(failed).isCompletedExceptionally();
    }
    run.disk.restorePower();
    try (Log log = run.open()) {
      assertThat(log.lastSequence()).isEqualTo(LogContract.lastOf(1));
    }
  }

  @Test
  void shouldGoOnAfterAWriteFailedHalfWay() throws IOException {
    Run run = new Run(1);
    try (Log log = run.open()) {
      run.append(log, 1);
      run.disk.failNextWrite();
      CompletableFuture<Long> failed = log.append(LogContract.frame(2));
      run.tasks.runAll();
      assertThat(failed).isCompletedExceptionally();
    }
    run.verify();
  }

  @Test
  void shouldFailAndRecoverWhenTheDiskIsFull() throws IOException {
    for (long free = 0; free < 6 * SEGMENT_BYTES; free += 4 << 10) {
      Run run = new Run(free);
      try (Log log = run.open()) {
        run.append(log, 1);
        run.disk.leaveFree(free);
        for (int i = 2; i <= 40; i++) {
          CompletableFuture<Long> future = log.append(LogContract.frame(i));
          run.tasks.runAll();
          if (future.isCompletedExceptionally()) {
            break;
          }
          run.acknowledged = i;
        }
      }
      assertThat(run.acknowledged).isLessThan(40);
      run.disk.leaveFree(Long.MAX_VALUE);
      run.verify();
    }
  }

  private static void crashEverywhere(Consumer<SimulatedDisk> temper, int seeds)
      throws IOException {
    for (int seed = 0; seed < seeds; seed++) {
      boolean crashed = true;
      for (long operation = 1; crashed; operation++) {
        Run run = new Run(seed * 1_000L + operation);
        temper.accept(run.disk);
        crashed = run.crashAt(operation);
        run.disk.restorePower();
        run.verify();
      }
    }
  }

  /** False when the life ended before the operation was reached. */
  private static boolean crashTwice(int seed, long operation) throws IOException {
    for (long second = 1; ; second++) {
      Run run = new Run(seed * 1_000L + operation);
      if (!run.crashAt(operation)) {
        return false;
      }
      run.disk.restorePower();
      run.disk.crashAtOperation(second);
      try (Log log = run.open()) {
        assertThat(log.lastSequence()).isGreaterThanOrEqualTo(0);
        return true; // the recovery was over before the second crash
      } catch (PowerCut _) {
        run.disk.restorePower();
        run.verify();
      }
    }
  }

  /** One life of a log on a disk, and what its owner was told. */
  private static final class Run {
    private final long seed;
    private final SimulatedDisk disk;
    private TaskQueue tasks = new TaskQueue();
    private int submitted;
    private int acknowledged;
    private int trimmed;
    private long epoch;

    Run(long seed) {
      this.seed = seed;
      this.disk = new SimulatedDisk(seed);
    }

    FileLog open() throws IOException {
      tasks = new TaskQueue();
      FileLog log =
          FileLog.open(
              FileLogSettings.of(
                      new LogPlace(disk, "log", seed % 2 == 0 ? "log/archive" : "other/archive", 0),
                      () -> LogContract.ID,
                      new LogThreads(tasks, tasks))
                  .withSegmentBytes(SEGMENT_BYTES));
      assertThat(log.epoch()).as("epoch, seed %d", seed).isGreaterThan(epoch);
      epoch = log.epoch();
      return log;
    }

    /** True if the crash came. */
    boolean crashAt(long operation) throws IOException {
      disk.crashAtOperation(operation);
      try {
        for (int life = 0; life < LIVES; life++) {
          try (FileLog log = open()) {
            append(log, FRAMES_PER_LIFE);
            archive(log, LogContract.lastOf((life + 1) * FRAMES_PER_LIFE * 2 / 3));
            trimmed = life * FRAMES_PER_LIFE / 2;
            log.trim(LogContract.lastOf(trimmed) + 1);
          }
        }
        return false;
      } catch (PowerCut _) {
        return true;
      }
    }

    private static void archive(FileLog log, long toSequence) throws IOException {
      log.archiver().moveUpTo(toSequence);
      while (log.archiver().step()) {
        // each step does some of it
      }
    }

    /** Appends frames in pairs, one being forced while the next is queued. */
    void append(Log log, int count) {
      int end = submitted + count;
      while (submitted < end) {
        int first = ++submitted;
        CompletableFuture<Long> one = log.append(LogContract.frame(first));
        CompletableFuture<Long> two = one;
        if (submitted < end && submitted % 3 == 0) {
          two = log.append(LogContract.frame(++submitted));
        }
        while (tasks.runOne()) {
          if (one.isDone() && !one.isCompletedExceptionally()) {
            acknowledged = Math.max(acknowledged, first);
          }
        }
        assertThat(two).isCompletedWithValue(LogContract.lastOf(submitted));
        acknowledged = submitted;
      }
    }

    void verify() throws IOException {
      try (Log log = open()) {
        List<StoredFrame> frames = LogContract.readAll(log, LogContract.lastOf(trimmed) + 1);
        int last = trimmed + frames.size();
        assertThat(last).as("frames, seed %d", seed).isGreaterThanOrEqualTo(acknowledged);
        for (int i = trimmed + 1; i <= last; i++) {
          StoredFrame frame = frames.get(i - trimmed - 1);
          assertThat(frame.firstSequence()).isEqualTo(LogContract.frame(i).firstSequence());
          assertThat(frame.digestAfter()).isEqualTo(LogContract.frame(i).digestAfter());
          assertThat(frame.payload()).isEqualTo(LogContract.frame(i).payload());
        }
        submitted = last;
        append(log, 4);
      }
    }
  }
}
