package io.millrace.bench.diana;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.report.Guard;
import io.millrace.bench.report.Guard.Better;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import io.millrace.diana.Diana;
import io.millrace.diana.Request;
import io.millrace.diana.Ticker;
import io.millrace.diana.Verdict;
import io.millrace.diana.algorithm.TokenBucket;
import io.millrace.diana.redis.Namespace;
import io.millrace.diana.redis.RedisCounts;
import io.millrace.diana.rule.Keys;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import io.millrace.diana.rule.Rule.OnFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import redis.embedded.RedisServer;

/**
 * Shared decisions under one and five rules, beside the shortest script that counts anything. All
 * three take turns, so that what else the machine does hits them alike.
 */
public final class SharedBench implements Benchmark {
  private static final long SECOND = 1_000_000_000;
  private static final int THREADS = 32;
  private static final int KEYS = 10_000;
  private static final Duration WAIT = Duration.ofSeconds(5);

  /** What it takes at least to count something in Redis with one call. */
  private static final String BARE = "return redis.call('INCR', KEYS[1])";

  @Override
  public String name() {
    return "diana-shared";
  }

  @Override
  public String purpose() {
    return "the rate limiter: decisions that processes share, beside a bare Redis";
  }

  @Override
  public String durability() {
    return "none";
  }

  @Override
  public List<String> jvmFlags() {
    return List.of("-Xmx512m");
  }

  @Override
  public void run(Scale scale, Report report) {
    int rounds = scale.pick(1, 6, 20);
    long millis = scale.pick(50L, 500L, 1_000L);
    try {
      int port = freePort();
      RedisServer server = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
      server.start();
      RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", port));
      try (StatefulRedisConnection<byte[], byte[]> connection =
          client.connect(ByteArrayCodec.INSTANCE)) {
        measure(connection, rounds, millis, report);
      } finally {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        server.stop();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static void measure(
      StatefulRedisConnection<byte[], byte[]> connection, int rounds, long millis, Report report) {
    Supplier<Runnable> bare = bare(connection);
    Supplier<Runnable> one = decisions(connection, 1);
    Supplier<Runnable> five = decisions(connection, 5);
    // Twice the length of a turn, so that what the compiler does is mostly done.
    List.of(bare, one, five).forEach(each -> perSecond(each, 2 * millis));
    double bareRate = 0;
    double oneRate = 0;
    double fiveRate = 0;
    List<Double> oneTurns = new ArrayList<>();
    List<Double> fiveTurns = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      report.progress("round " + (round + 1) + " of " + rounds);
      double bareTurn = perSecond(bare, millis);
      double oneTurn = perSecond(one, millis);
      double fiveTurn = perSecond(five, millis);
      bareRate += bareTurn / rounds;
      oneRate += oneTurn / rounds;
      fiveRate += fiveTurn / rounds;
      oneTurns.add(oneTurn / bareTurn);
      fiveTurns.add(fiveTurn / bareTurn);
    }
    report.figure("diana.shared.bare.perSecond", bareRate, "calls/s");
    report.figure("diana.shared.oneRule.perSecond", oneRate, "decisions/s");
    report.figure("diana.shared.fiveRules.perSecond", fiveRate, "decisions/s");
    report.ratio(
        "diana.shared.ratio.oneRule",
        oneRate / bareRate,
        "of bare EVALSHA",
        Guard.of(Better.MORE, oneTurns));
    report.ratio(
        "diana.shared.ratio.fiveRules",
        fiveRate / bareRate,
        "of bare EVALSHA",
        Guard.of(Better.MORE, fiveTurns));
    report.note(
        "%d threads on one connection, %,d keys, %d turns of %d ms each; bare is EVALSHA of \"%s\""
            .formatted(THREADS, KEYS, rounds, millis, BARE));
  }

  private static Supplier<Runnable> bare(StatefulRedisConnection<byte[], byte[]> connection) {
    String digest = connection.sync().scriptLoad(BARE.getBytes(StandardCharsets.UTF_8));
    return () -> {
      int[] number = {0};
      return () -> {
        byte[] key = ("bare-" + number[0]++ % KEYS).getBytes(StandardCharsets.US_ASCII);
        try {
          connection
              .async()
              .<Long>evalsha(digest, ScriptOutputType.INTEGER, new byte[][] {key})
              .get(WAIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
          throw new BenchmarkFailed("Redis did not answer", e);
        }
      };
    };
  }

  private static Supplier<Runnable> decisions(
      StatefulRedisConnection<byte[], byte[]> connection, int rules) {
    List<Rule> all = new ArrayList<>();
    for (int rule = 0; rule < rules; rule++) {
      all.add(
          Rule.limit(
              "rule-" + rule,
              Limit.of(new TokenBucket(1_000_000, SECOND, 1_000_000), Keys.attribute("account"))
                  .shared(OnFailure.CLOSED)));
    }
    RedisCounts counts =
        new RedisCounts(
            connection.async(), new Namespace("bench-" + rules, "secret"), "bench", WAIT);
    Diana diana = new Diana(new Policy(all), Ticker.ofMachine(), counts);
    return () -> {
      Verdict verdict = diana.verdict();
      int[] number = {0};
      return () -> {
        String account = "account-" + number[0]++ % KEYS;
        if (!diana.decide(Request.of(name -> account), verdict)) {
          throw new BenchmarkFailed("refused by " + verdict.refusedBy());
        }
      };
    };
  }

  /** So many threads ask one after the other for a while. */
  private static double perSecond(Supplier<Runnable> worker, long millis) {
    LongAdder done = new LongAdder();
    long begin = System.nanoTime();
    long end = begin + millis * 1_000_000;
    List<Future<?>> threads = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
      for (int thread = 0; thread < THREADS; thread++) {
        Runnable ask = worker.get();
        threads.add(
            pool.submit(() -> {
              while (System.nanoTime() < end) {
                ask.run();
                done.increment();
              }
            }));
      }
      for (Future<?> thread : threads) {
        thread.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new BenchmarkFailed("a thread that asked did not come to its end", e);
    }
    return done.sum() * 1e9 / (System.nanoTime() - begin);
  }
}
