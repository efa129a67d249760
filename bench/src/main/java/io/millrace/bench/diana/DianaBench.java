package io.millrace.bench.diana;

import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.report.Guard;
import io.millrace.bench.report.Guard.Better;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Local decisions of Diana beside other limiters in one JMH run. */
public final class DianaBench implements Benchmark {
  private static final int MANY = 1_000_000;
  private static final int THREADS = 2;
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  @Override
  public String name() {
    return "diana";
  }

  @Override
  public String purpose() {
    return "the rate limiter: local decisions beside other limiters";
  }

  @Override
  public String durability() {
    return "none";
  }

  @Override
  public List<String> jvmFlags() {
    return List.of("-Xmx2g");
  }

  @Override
  public void run(Scale scale, Report report) {
    local(scale, report, "hot", 1, List.of(Limiter.values()));
    List<Limiter> keyed = Stream.of(Limiter.values()).filter(l -> l != Limiter.SENTINEL).toList();
    local(scale, report, "million", scale.pick(1_000, MANY, MANY), keyed);
    latency(scale, report);
    report.note(
        "two threads, a token bucket per key that is never empty, every decision a yes;"
            + " limiters without keys stand in a map; Sentinel knows resources and not keys.");
  }

  private static void local(
      Scale scale, Report report, String name, int keys, List<Limiter> limiters) {
    double best = 0;
    double diana = 0;
    for (Limiter limiter : limiters) {
      report.progress(name + ", " + limiter);
      RunResult result = measured(scale, Mode.Throughput, limiter, keys, THREADS);
      double perSecond = result.getPrimaryResult().getScore() * 1e6;
      String word = limiter.name().toLowerCase(Locale.ROOT);
      report.figure("diana." + name + "." + word + ".perSecond", perSecond, "decisions/s");
      if (limiter == Limiter.DIANA) {
        diana = perSecond;
        Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
        if (allocated != null) {
          // Less than a byte is the profiler's own.
          report.note(
              name + ": Diana allocated %.3f bytes a decision".formatted(allocated.getScore()));
        }
      } else {
        best = Math.max(best, perSecond);
      }
    }
    report.ratio(
        "diana." + name + ".ratio", diana / best, "of the fastest other", Guard.of(Better.MORE));
  }

  private static void latency(Scale scale, Report report) {
    report.progress("latency");
    RunResult result = measured(scale, Mode.SampleTime, Limiter.DIANA, 1, 1);
    double micros = result.getPrimaryResult().getStatistics().getPercentile(99);
    report.figure("diana.hot.latencyNanos.p99", micros * 1e3, "ns");
  }

  private static RunResult measured(
      Scale scale, Mode mode, Limiter limiter, int keys, int threads) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(Decisions.class.getName() + ".decide")
            .param("limiter", limiter.name())
            .param("keys", Integer.toString(keys))
            .mode(mode)
            .timeUnit(TimeUnit.MICROSECONDS)
            .threads(threads)
            .forks(scale.pick(0, 1, 3))
            .warmupIterations(scale.pick(1, 2, 5))
            .warmupTime(TimeValue.milliseconds(scale.pick(20, 500, 1_000)))
            .measurementIterations(scale.pick(1, 2, 5))
            .measurementTime(TimeValue.milliseconds(scale.pick(20, 500, 1_000)))
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true);
    try {
      Collection<RunResult> results = new ArrayList<>(new Runner(options.build()).run());
      return results.iterator().next();
    } catch (RunnerException e) {
      throw new BenchmarkFailed("JMH could not run " + limiter, e);
    }
  }
}
