package io.millrace.bench.torture;

import io.millrace.bench.disk.SmallDisk;
import io.millrace.bench.process.House;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.proof.Span;
import io.millrace.proof.audit.BrokenPromise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command {@code millrace torture}: progress on standard error, what came of it on standard
 * output.
 */
@Command(
    name = "torture",
    mixinStandardHelpOptions = true,
    description =
        "Kills, stops, starves and damages a real server under load, and holds what its clients were"
            + " told against its log.")
public final class Torture implements Callable<Integer> {
  private static final int EXIT_WELL = 0;
  private static final int EXIT_BROKEN = 1;
  private static final int EXIT_WRONG_USE = 2;
  private static final int EXIT_ENVIRONMENT = 4;

  @Option(
      names = "--time",
      paramLabel = "DURATION",
      defaultValue = "5m",
      converter = Span.class,
      description = "For how long (30s, 5m, PT1H). Default: ${DEFAULT-VALUE}.")
  private Duration time = Duration.ZERO;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Of what is done when, and of what clients want; what comes of it is up to the machine."
              + " Default: any.")
  private @Nullable Long seed;

  private final Tally tally = new Tally();

  /** Somebody has ended this process: what breaks now breaks because of that. */
  private volatile boolean isEnding;

  private final Report report = new Report(tally);

  private Torture() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Torture()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    if (time.compareTo(Plan.TIME_MIN) < 0) {
      System.err.println("Torture takes half a minute at least: --time 30s.");
      return EXIT_WRONG_USE;
    }
    Long named = seed;
    long first = named == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : named;
    long untilNanos = System.nanoTime() + time.toNanos();
    long next = first;
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (long left = time.toNanos(); left > 0; left = untilNanos - System.nanoTime()) {
        Duration era = Duration.ofNanos(Math.min(left, Plan.ERA_MAX.toNanos()));
        era(Plan.of(era, next++), http);
      }
    } catch (BrokenPromise | BenchmarkFailed broken) {
      if (!isEnding) {
        System.out.print(Report.of(broken, first, time));
      }
      return EXIT_BROKEN;
    } catch (IOException | UncheckedIOException e) {
      System.err.println("torture: " + e);
      return EXIT_ENVIRONMENT;
    }
    System.out.print(report.text(first, time));
    return verdict();
  }

  private void era(Plan plan, HttpClient http) throws IOException, InterruptedException {
    try (House house = House.small(plan.diskMebibytes(), Plan.FLAGS);
        TortureRun run = new TortureRun(plan, house, http, tally)) {
      Thread farewell =
          new Thread(
              () -> {
                isEnding = true;
                run.abandon();
                house.tearDown();
              },
              "farewell");
      Runtime.getRuntime().addShutdownHook(farewell);
      report.disk(disk(plan, house.disk()));
      try {
        report.add(run.run(), run.lives());
      } catch (BrokenPromise | BenchmarkFailed broken) {
        run.abandon();
        if (!isEnding) {
          keep(run, plan.seed());
        }
        throw broken;
      } finally {
        dismiss(farewell);
      }
    }
  }

  private static void keep(TortureRun run, long seed) throws IOException {
    Path kept = Path.of("millrace-torture-" + seed).toAbsolutePath();
    run.keep(kept);
    System.err.println("torture: kept for a look, with the operator's key in it: " + kept);
  }

  private static void dismiss(Thread farewell) {
    try {
      Runtime.getRuntime().removeShutdownHook(farewell);
    } catch (IllegalStateException _) {
      // it is at work
    }
  }

  private static String disk(Plan plan, @Nullable SmallDisk disk) {
    return disk == null
        ? "as it is here; a small one could not be mounted, so a full one was simulated"
        : "ext4 of %d MiB on a loop".formatted(plan.diskMebibytes());
  }

  private int verdict() {
    List<Fault> never =
        Arrays.stream(Fault.values())
            .filter(fault -> tally.count(fault) == 0)
            .filter(fault -> fault != Fault.SLOW_DISK || report.isOnSmallDisk())
            .toList();
    if (!never.isEmpty() && time.compareTo(Plan.TIME_OF_ALL_FAULTS) >= 0) {
      System.out.println(
          "These faults never happened, so nothing is known of them: "
              + never.stream().map(Fault::what).collect(Collectors.joining("; ")));
      return EXIT_BROKEN;
    }
    System.out.println("No promise was broken.");
    return EXIT_WELL;
  }
}
