package io.millrace.bench;

import io.millrace.bench.archiving.ArchivingBench;
import io.millrace.bench.archiving.NodeArchivingBench;
import io.millrace.bench.delivery.DeliveryBench;
import io.millrace.bench.diana.AccuracyBench;
import io.millrace.bench.diana.DianaBench;
import io.millrace.bench.diana.EdgeBench;
import io.millrace.bench.diana.SharedBench;
import io.millrace.bench.engine.EngineBench;
import io.millrace.bench.log.LogBench;
import io.millrace.bench.orders.OrdersBench;
import io.millrace.bench.projection.ProjectionBench;
import io.millrace.bench.recovery.RecoveryBench;
import io.millrace.bench.replay.ReplayBench;
import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.report.Comparison;
import io.millrace.bench.report.KeptResults;
import io.millrace.bench.report.Machine;
import io.millrace.bench.report.Results;
import io.millrace.bench.report.ResultsJson;
import io.millrace.bench.report.ResultsTable;
import io.millrace.bench.report.Scale;
import io.millrace.bench.report.SourceCommit;
import io.millrace.bench.streams.StreamsBench;
import io.millrace.bench.timers.TimersBench;
import io.millrace.bench.unpaid.CloseUnpaidBench;
import io.millrace.bench.versus.VersusBench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code millrace bench}: progress on standard error, the table on standard output. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Runs benchmarks and prints their figures.")
public final class Bench implements Callable<Integer> {

  static final List<Benchmark> ALL =
      List.of(
          new EngineBench(),
          new LogBench(),
          new OrdersBench(),
          new ReplayBench(),
          new RecoveryBench(),
          new TimersBench(),
          new DianaBench(),
          new SharedBench(),
          new AccuracyBench(),
          new EdgeBench(),
          new ProjectionBench(),
          new StreamsBench(),
          new DeliveryBench(),
          new ArchivingBench(),
          new NodeArchivingBench(),
          new VersusBench(),
          new CloseUnpaidBench());

  private static final int EXIT_WELL = 0;
  private static final int EXIT_NOT_PROVEN = 1;
  private static final int EXIT_WRONG_USE = 2;
  private static final int EXIT_ENVIRONMENT = 4;

  @Parameters(
      paramLabel = "NAME",
      description =
          "Benchmarks to run, each with its parts (diana: also diana-shared); all if none is"
              + " named.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON, too.")
  private @Nullable Path json;

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description =
          "Say what became of each ratio since the run that --json wrote to FILE; exit with 1 if"
              + " one got worse by more than its noise.")
  private @Nullable Path against;

  @Option(
      names = "--quick",
      description = "Less work: under 30 seconds each; versus 2 and close-unpaid 6 minutes.")
  private boolean quick;

  @Option(names = "--list", description = "Name the benchmarks and end.")
  private boolean list;

  private Bench() {}

  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  /** The exit status. */
  static int execute(String... arguments) {
    return new CommandLine(new Bench()).execute(arguments);
  }

  static @Nullable Benchmark named(String name) {
    return ALL.stream().filter(benchmark -> benchmark.name().equals(name)).findFirst().orElse(null);
  }

  private static List<Benchmark> withParts(String name) {
    return ALL.stream()
        .filter(each -> each.name().equals(name) || each.name().startsWith(name + "-"))
        .toList();
  }

  @Override
  public Integer call() {
    if (list) {
      ALL.forEach(each -> System.out.printf("%-14s %s%n", each.name(), each.purpose()));
      return EXIT_WELL;
    }
    List<Benchmark> wanted = new ArrayList<>();
    for (String name : names) {
      List<Benchmark> parts = withParts(name);
      if (parts.isEmpty()) {
        System.err.println("There is no benchmark " + name + "; --list names them.");
        return EXIT_WRONG_USE;
      }
      wanted.addAll(parts);
    }
    try {
      // Before the benchmarks: who named a wrong file need not wait for them.
      KeptResults kept = against == null ? null : KeptResults.read(against);
      Results results = run(wanted.isEmpty() ? ALL : wanted);
      System.out.print(ResultsTable.of(results));
      if (json != null) {
        Files.write(json, ResultsJson.of(results));
      }
      return kept == null ? EXIT_WELL : compare(kept, results);
    } catch (KeptResults.Unreadable e) {
      System.err.println(e.getMessage());
      return EXIT_WRONG_USE;
    } catch (BenchmarkFailed e) {
      System.err.println(e.getMessage());
      return EXIT_NOT_PROVEN;
    } catch (IOException | UncheckedIOException e) {
      System.err.println(e);
      return EXIT_ENVIRONMENT;
    }
  }

  private static int compare(KeptResults kept, Results results) {
    Comparison comparison = Comparison.of(kept, results);
    System.out.print(comparison);
    return comparison.isWorse() ? EXIT_NOT_PROVEN : EXIT_WELL;
  }

  private Results run(List<Benchmark> wanted) throws IOException {
    Scale scale = quick ? Scale.QUICK : Scale.FULL;
    List<Results.Result> results = new ArrayList<>();
    for (Benchmark benchmark : wanted) {
      results.add(Fork.run(benchmark, scale));
    }
    return new Results(Machine.here(), SourceCommit.of(here()), quick, results);
  }

  /** The directory of our classes, which lies in the repository that they were built from. */
  private static Path here() {
    try {
      Path classes =
          Path.of(Bench.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path parent = classes.getParent();
      return parent == null ? classes : parent;
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class path entry is a file", e);
    }
  }
}
