package io.millrace.proof;

import io.millrace.node.Clock;
import io.millrace.node.SystemClock;
import io.millrace.proof.audit.BrokenPromise;
import io.millrace.proof.world.Coverage;
import io.millrace.proof.world.Fault;
import io.millrace.proof.world.Parts;
import io.millrace.proof.world.Plan;
import io.millrace.proof.world.RunResult;
import io.millrace.proof.world.Shrinking;
import io.millrace.proof.world.Simulation;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command {@code millrace simulate}: progress on standard error, what came of it on standard
 * output.
 */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description =
        "Runs a whole node on a simulated machine, breaks what can break, and holds every answer"
            + " against the promises.")
public final class Simulate implements Callable<Integer> {
  private static final int EXIT_WELL = 0;
  private static final int EXIT_BROKEN = 1;

  private static final Duration TIME_USUAL = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

  /** In so many runs each fault happens many times; in fewer it need not. */
  private static final int RUNS_OF_ALL_FAULTS = 20;

  private static final double NANOS_PER_SECOND = 1e9;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The first seed; alone, without --time, the only one. Default: any.")
  private @Nullable Long seed;

  @Option(
      names = "--time",
      paramLabel = "DURATION",
      converter = Span.class,
      description = "For how long to go through seeds (60s, 5m, PT1H). Default: 60s.")
  private @Nullable Duration time;

  private final Clock clock = new SystemClock();
  private final Coverage coverage = new Coverage();
  private int runs;

  private Simulate() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Simulate()).execute(arguments));
  }

  @Override
  public Integer call() {
    Long named = seed;
    Duration span = time;
    long first = named == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : named;
    boolean isOne = named != null && span == null;
    long lastNanos = (span == null ? TIME_USUAL : span).toNanos();
    long beginNanos = clock.monotonicNanos();
    long toldNanos = beginNanos;
    long next = first;
    do {
      RunResult result = new Simulation(Plan.of(next), Parts.REAL).run();
      runs++;
      coverage.add(result.coverage());
      BrokenPromise broken = result.broken();
      if (broken != null) {
        tell(broken, result);
        return EXIT_BROKEN;
      }
      next++;
      long nowNanos = clock.monotonicNanos();
      if (nowNanos - toldNanos > BETWEEN_LINES.toNanos()) {
        toldNanos = nowNanos;
        System.err.println(progress(nowNanos - beginNanos));
      }
    } while (!isOne && clock.monotonicNanos() - beginNanos < lastNanos);
    return tell(first, next - 1, clock.monotonicNanos() - beginNanos);
  }

  private String progress(long nanos) {
    return String.format(
        Locale.ROOT,
        "%,d runs, %,d requests, %,.0f a second",
        runs,
        coverage.requests(),
        coverage.requests() / (nanos / NANOS_PER_SECOND));
  }

  private static void tell(BrokenPromise broken, RunResult result) {
    System.err.println(
        "seed " + result.plan().seed() + " breaks a promise; looking for a shorter run of it");
    RunResult smallest =
        new Shrinking(result, plan -> new Simulation(plan, Parts.REAL).run()).shrink();
    BrokenPromise found = smallest.broken();
    System.out.print(FailureReport.of(found == null ? broken : found, smallest));
  }

  private int tell(long first, long last, long nanos) {
    System.out.printf(
        Locale.ROOT,
        """
        Millrace simulation, seeds %d to %d
          %s
          %,d answers were as they had to be, %,d things happened by themselves in their time
          %,d starts began with a snapshot
          %,d facts had their effect in a follower once; it was made anew %,d times, %,d of them from the archive on

        %s
          %,d pairs of a fault and an operation have not met
        """,
        first,
        last,
        progress(nanos),
        coverage.answers(),
        coverage.timers(),
        coverage.starts(),
        coverage.followedFacts(),
        coverage.rebuilds(),
        coverage.rebuildsFromArchive(),
        coverage.table(),
        coverage.neverMet());
    List<Fault> never =
        Arrays.stream(Fault.values()).filter(fault -> coverage.count(fault) == 0).toList();
    if (!never.isEmpty() && runs >= RUNS_OF_ALL_FAULTS) {
      System.out.println("These faults never happened, so nothing is known of them: " + never);
      return EXIT_BROKEN;
    }
    System.out.println("No promise was broken.");
    return EXIT_WELL;
  }
}
