package io.millrace.bench.soak;

import io.millrace.bench.disk.SmallDisk;
import io.millrace.bench.process.House;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.report.Machine;
import io.millrace.proof.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command {@code millrace soak}: progress on standard error, what came of it on standard
 * output.
 */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description =
        "Lets a server live under mixed load, kills it, fills its disk, and looks for what is lost"
            + " and what drifts.")
public final class Soak implements Callable<Integer> {

  private static final int EXIT_WELL = 0;
  private static final int EXIT_BROKEN = 1;
  private static final int EXIT_WRONG_USE = 2;
  private static final int EXIT_ENVIRONMENT = 4;

  @Option(
      names = "--time",
      paramLabel = "DURATION",
      defaultValue = "30m",
      converter = Span.class,
      description =
          "How long the load lasts (2m, 1h, PT30M); the checks at the end come on top. Default:"
              + " ${DEFAULT-VALUE}.")
  private Duration time = Duration.ZERO;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "What the shoppers draw from. Default: ${DEFAULT-VALUE}.")
  private long seed;

  private Soak() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Soak()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    if (time.compareTo(Plan.TIME_MIN) < 0) {
      System.err.println("A soak takes a minute at least: --time 1m.");
      return EXIT_WRONG_USE;
    }
    Plan plan = new Plan(time, seed);
    Findings findings = new Findings();
    try (House house = House.small(plan.diskMebibytes(), Plan.FLAGS);
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      SoakRun run = new SoakRun(plan, house, http, findings);
      Thread farewell =
          new Thread(
              () -> {
                run.abandon();
                house.tearDown();
              },
              "farewell");
      Runtime.getRuntime().addShutdownHook(farewell);
      System.out.print(heading(plan, house.disk()));
      try {
        SoakRun.Outcome outcome = run.run();
        System.out.print(counts(outcome));
        return verdict(outcome.trends().rows(), findings);
      } finally {
        run.abandon();
        dismiss(farewell);
      }
    } catch (BenchmarkFailed e) {
      System.err.println("soak: " + e.getMessage());
      if (e.getCause() != null) {
        e.getCause().printStackTrace();
      }
      return EXIT_BROKEN;
    } catch (IOException | UncheckedIOException e) {
      System.err.println("soak: " + e);
      return EXIT_ENVIRONMENT;
    }
  }

  private static void dismiss(Thread farewell) {
    try {
      Runtime.getRuntime().removeShutdownHook(farewell);
    } catch (IllegalStateException _) {
      // it is at work
    }
  }

  private static String heading(Plan plan, @Nullable SmallDisk disk) {
    Machine machine = Machine.here();
    return """
    Millrace soak, %s in %d lives, seed %d
      machine   %d cores, %s, %s, %s
      disk      %s
    """
        .formatted(
            plan.time(),
            plan.lives(),
            plan.seed(),
            machine.cores(),
            machine.memory(),
            machine.cpu(),
            machine.os(),
            disk == null
                ? "as it is here; a small one could not be mounted, so it was never full: SKIPPED"
                : "ext4 of %d MiB on a loop".formatted(plan.diskMebibytes()));
  }

  private static String counts(SoakRun.Outcome outcome) {
    return String.format(
        Locale.ROOT,
        """

        what happened
          killed          %s
          snapshots       %d asked for; %d segments in the archive
          answers         %,d; %,d of them acknowledged changes, %,d refused for want of room
          asked again     %,d times, because nobody knew what had become of it
          orders          %,d acknowledged: %s
          tasks           %,d reached a worker
        """,
        outcome.deaths(),
        outcome.snapshots(),
        outcome.packedSegments(),
        outcome.answers(),
        outcome.changes(),
        outcome.fullRefusals(),
        outcome.repeats(),
        outcome.orderCount(),
        outcome.orders(),
        outcome.rung());
  }

  private static int verdict(List<Trends.Row> rows, Findings findings) {
    System.out.printf(
        Locale.ROOT,
        """

        slopes, ± three standard errors; the first %d s of each process are not judged
        """,
        Plan.WARM_UP.toSeconds());
    rows.forEach(row -> System.out.println(row.text()));
    boolean drifts = rows.stream().anyMatch(row -> row.verdict() == Trend.Verdict.DRIFTS);
    System.out.printf(
        Locale.ROOT,
        """

        lost or wrong     %s
        drift             %s
        """,
        findings.count() == 0
            ? "nothing: every acknowledged order is as it was told, also to `log verify` and `audit`"
            : "%,d findings".formatted(findings.count()),
        drifts ? "YES" : "none that could be told from noise");
    findings.told().forEach(found -> System.out.println("  " + found));
    return findings.count() > 0 || drifts ? EXIT_BROKEN : EXIT_WELL;
  }
}
