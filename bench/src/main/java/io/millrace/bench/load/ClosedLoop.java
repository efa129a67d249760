package io.millrace.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * As fast as the server answers: every connection sends as soon as it was answered. That finds the
 * peak and says nothing about waiting, because a slow server is asked less.
 */
final class ClosedLoop {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Crowd crowd;

  ClosedLoop(Crowd crowd) {
    this.crowd = crowd;
  }

  /** What one kind of request came to, over all its slices. */
  static final class Tally {
    private long answers;
    private long nanos;
    private double slowest = Double.MAX_VALUE;
    private double fastest;
    private final List<Double> slices = new ArrayList<>();

    private void add(long sliceAnswers, long sliceNanos) {
      answers += sliceAnswers;
      nanos += sliceNanos;
      double perSecond = sliceAnswers * NANOS_PER_SECOND / sliceNanos;
      slowest = Math.min(slowest, perSecond);
      fastest = Math.max(fastest, perSecond);
      slices.add(perSecond);
    }

    long answers() {
      return answers;
    }

    long nanos() {
      return nanos;
    }

    double perSecond() {
      return answers * NANOS_PER_SECOND / nanos;
    }

    /** Of each slice, what this came to over what that came to in the same turn. */
    List<Double> over(Tally that) {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < slices.size(); i++) {
        ratios.add(slices.get(i) / that.slices.get(i));
      }
      return ratios;
    }

    double slowestSlice() {
      return slowest;
    }

    double fastestSlice() {
      return fastest;
    }
  }

  /** One slice, from the first request until the last was answered. */
  void run(Kind kind, long millis, Tally tally) throws IOException {
    long before = kind.answered();
    long begun = System.nanoTime();
    long until = begun + TimeUnit.MILLISECONDS.toNanos(millis);
    boolean open = true;
    while (open || !crowd.allIdle()) {
      while (open && crowd.hasIdle()) {
        crowd.send(kind.next(), 0);
      }
      crowd.await((asked, status, _) -> kind.answered(asked, status));
      open = open && System.nanoTime() - until < 0;
    }
    tally.add(kind.answered() - before, System.nanoTime() - begun);
  }
}
