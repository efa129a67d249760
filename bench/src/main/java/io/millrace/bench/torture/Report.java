package io.millrace.bench.torture;

import io.millrace.bench.report.Machine;
import io.millrace.proof.audit.BrokenPromise;
import java.time.Duration;
import java.util.Locale;

/** What came of it, for a person. Owned by the thread that leads. */
final class Report {
  private final Tally tally;
  private final Judged sum = new Judged();
  private String disk = "";
  private int lives;
  private long pieces;
  private long operations;
  private long unanswered;

  Report(Tally tally) {
    this.tally = tally;
  }

  void disk(String described) {
    disk = described;
  }

  boolean isOnSmallDisk() {
    return disk.startsWith("ext4");
  }

  void add(Inquest inquest, int livesOfRun) {
    sum.add(inquest.judged());
    lives += livesOfRun;
    pieces += inquest.histories().pieces();
    operations += inquest.histories().operations();
    unanswered += inquest.histories().unanswered();
  }

  String text(long seed, Duration time) {
    Machine machine = Machine.here();
    StringBuilder faults = new StringBuilder();
    for (Fault fault : Fault.values()) {
      faults.append(String.format(Locale.ROOT, "  %,9d  %s%n", tally.count(fault), fault.what()));
    }
    return String.format(
        Locale.ROOT,
        """
        Millrace torture, %s from seed %d
          machine   %d cores, %s, %s, %s
          disk      %s
        what happened
        %s  %,9d  connections broke while somebody waited for an answer
        what was held against the log
          lives     %,d, with %,d facts
          answers   %,d changes, %,d repeats, %,d reads, and refused: %s
          failures  %,d answers that were none, and asked again; %,d were given up
          order     %,d pieces of concurrent history of one SKU, %,d operations, %,d of them of unknown outcome
        """,
        time,
        seed,
        machine.cores(),
        machine.memory(),
        machine.cpu(),
        machine.os(),
        disk,
        faults,
        tally.brokenConnections(),
        lives,
        sum.facts,
        sum.changes,
        sum.replays,
        sum.reads,
        sum.refusals(),
        sum.failed,
        sum.lost,
        pieces,
        operations,
        unanswered);
  }

  /** A broken promise, or a server that does not do what it must. */
  static String of(RuntimeException broken, long seed, Duration time) {
    String promise =
        broken instanceof BrokenPromise of
            ? of.promise().sentence()
            : "The server starts, says what it must, and ends as it is told.";
    String cause = broken.getCause() == null ? "" : "%n  because   %s".formatted(broken.getCause());
    return """
    BROKEN PROMISE: %s
      what      %s%s
      again     ./millrace torture --seed %d --time %s
    """
        .formatted(promise, broken.getMessage(), cause, seed, time);
  }
}
