package io.millrace.bench.timers;

import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.writer.Heap;
import io.millrace.bench.writer.Pace;
import io.millrace.engine.wheel.TimerKind;
import io.millrace.engine.wheel.Wheel;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;

/** The bare wheel on one thread, full of timers: what adding, cancelling and firing cost. */
final class WheelPart {
  private static final long START_MILLIS = 1_790_000_000_000L;
  private static final int MOVES_PER_TURN = 4_096;

  /** One of so many is not paid. */
  private static final int UNPAID_OF = 100;

  private final Wheel wheel = new Wheel();
  private final int line = wheel.openLine();
  private final SplittableRandom random = new SplittableRandom(20_261_125);
  private final long[] handles;
  private final LongUnaryOperator delayOf;
  private long lastId;
  private long nowMillis = START_MILLIS;

  /**
   * A full wheel.
   *
   * @param delayOf a delay in milliseconds from a random number
   */
  private WheelPart(int timers, LongUnaryOperator delayOf) {
    this.handles = new long[timers];
    this.delayOf = delayOf;
    for (int i = 0; i < timers; i++) {
      handles[i] = add();
    }
  }

  static WheelPart uniform(int timers) {
    long span = Duration.ofHours(1).toMillis();
    return new WheelPart(timers, random -> 1 + Long.remainderUnsigned(random, span));
  }

  static WheelPart fixed(int timers) {
    return new WheelPart(timers, _ -> Duration.ofMinutes(30).toMillis());
  }

  static WheelPart oneMillisecond(int timers) {
    long deadlineMillis = START_MILLIS + Duration.ofMinutes(30).toMillis();
    return new WheelPart(timers, _ -> deadlineMillis - START_MILLIS);
  }

  private long add() {
    long delayMillis = delayOf.applyAsLong(random.nextLong());
    return wheel.add(line, TimerKind.TASK_DUE, ++lastId, nowMillis + delayMillis, nowMillis);
  }

  /** Adds and cancels, each counted, while the wheel stays as full as it is. */
  Pace replaceSome(int times) {
    Pace pace = new Pace();
    pace.begin();
    for (int i = 0; i < times; i++) {
      int place = random.nextInt(handles.length);
      if (!wheel.cancel(handles[place])) {
        throw new BenchmarkFailed("a timer was not there");
      }
      handles[place] = add();
    }
    pace.end(2L * times);
    return pace;
  }

  /** All that fires, in its order, until nothing is left; a turn for each millisecond. */
  Pace fireAll() {
    Pace pace = new Pace();
    int left = wheel.size();
    long fired = 0;
    pace.begin();
    while (wheel.size() > 0) {
      wheel.turn(nowMillis, MOVES_PER_TURN);
      for (long first = wheel.first(); first != Wheel.NONE; first = wheel.first()) {
        wheel.cancel(first);
        fired++;
      }
      nowMillis = Math.max(nowMillis, wheel.size() > 0 ? wheel.wakeMillis() : nowMillis);
    }
    pace.end(fired);
    if (fired != left) {
      throw new BenchmarkFailed("%,d timers fired of %,d".formatted(fired, left));
    }
    return pace;
  }

  /**
   * Orders of a day: each has half an hour to be paid, and ninety-nine of a hundred are paid after
   * some minutes, when their timer is cancelled. Added, cancelled and fired are counted.
   */
  static Pace mostlyCancelled(int timers) {
    WheelPart day = new WheelPart(0, _ -> Duration.ofMinutes(30).toMillis());
    return day.addAndCancelMost(timers, Duration.ofMinutes(60).toMillis() / (double) timers);
  }

  private Pace addAndCancelMost(int timers, double millisPerTimer) {
    int unpaidFor = timers / 8; // seven and a half of the sixty minutes
    long[] recent = new long[unpaidFor];
    long done = 0;
    Pace pace = new Pace();
    pace.begin();
    for (int i = 0; i < timers; i++) {
      long millis = START_MILLIS + (long) (i * millisPerTimer);
      if (millis > nowMillis) {
        nowMillis = millis;
        done += fireDue();
      }
      int place = i % unpaidFor;
      if (i >= unpaidFor && (i - unpaidFor) % UNPAID_OF != 0) {
        if (!wheel.cancel(recent[place])) {
          throw new BenchmarkFailed("a timer was not there");
        }
        done++;
      }
      recent[place] = add();
      done++;
    }
    pace.end(done);
    return pace;
  }

  private int fireDue() {
    int fired = 0;
    if (wheel.wakeMillis() <= nowMillis) {
      wheel.turn(nowMillis, MOVES_PER_TURN);
      for (long first = wheel.first(); first != Wheel.NONE; first = wheel.first()) {
        wheel.cancel(first);
        fired++;
      }
    }
    return fired;
  }

  /** What a timer weighs in a wheel of this many. */
  static double bytesPerTimer(int timers) {
    long before = Heap.retainedBytes();
    WheelPart full = uniform(timers);
    long after = Heap.retainedBytes();
    long handleBytes = (long) Long.BYTES * full.handles.length; // the owner's, not the wheel's
    return (double) (after - before - handleBytes) / timers;
  }
}
