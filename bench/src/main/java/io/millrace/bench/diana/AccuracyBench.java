package io.millrace.bench.diana;

import io.millrace.bench.diana.AccuracyNode.Subject;
import io.millrace.bench.diana.Promise.Admitted;
import io.millrace.bench.disk.Scratch;
import io.millrace.bench.process.JavaProcess;
import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import io.millrace.bench.server.Child;
import io.millrace.bench.server.NotRun;
import io.millrace.bench.server.Redis;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Four processes that share one Redis: whether they ever admit more than is promised, how much of
 * the limit they use, and what becomes of both when Redis is killed and revived under load. A
 * broken promise ends the benchmark.
 */
public final class AccuracyBench implements Benchmark {
  private static final int NODES = 4;
  private static final long SEED = 20_261_126;
  private static final double NANOS_PER_MILLI = 1e6;

  /** From the limit's first request to the kill, at most: it is used up soon after. */
  private static final long BEFORE_KILL_MILLIS_MAX = 60;

  private static final long DEAD_MILLIS = 300;

  /** Breakers try again after half a second, and clients connect again meanwhile. */
  private static final long REVIVED_MILLIS = 900;

  /**
   * What the documents say of Redis that comes back as it was, and of one that was emptied; in each
   * node the request that finds it there again comes on top.
   */
  private static final long KILLED_BOUND = 2 * Promise.YEAR.limit() + NODES;

  private static final long EMPTIED_BOUND = 3 * Promise.YEAR.limit() + NODES;

  private final Random random = new Random(SEED);

  @Override
  public String name() {
    return "diana-accuracy";
  }

  @Override
  public String purpose() {
    return "the rate limiter: four processes share limits, also while Redis is killed and revived";
  }

  @Override
  public String durability() {
    return "none";
  }

  @Override
  public List<String> jvmFlags() {
    return List.of("-Xmx1g");
  }

  @Override
  public void run(Scale scale, Report report) {
    long millis = scale.pick(1_500L, 8_000L, 600_000L);
    int rounds = scale.pick(1, 2, 60);
    try (Scratch scratch = new Scratch();
        Redis redis = Redis.withEagerExpiry()) {
      redis.start(scratch.directory());
      List<Node> nodes = new ArrayList<>();
      try {
        for (int node = 0; node < NODES; node++) {
          nodes.add(Node.start(redis, "node-" + node));
        }
        // Only now, so that they start side by side.
        for (Node node : nodes) {
          node.awaitReady();
        }
        report.progress("random bursts for " + millis / 1_000 + " s");
        tell(nodes, "WINDOW,LEASED,LOG,COUNTER,BUCKET,LEAKY 0");
        rest(millis);
        tell(nodes, "rest");
        for (int round = 1; round <= 2 * rounds; round++) {
          boolean empty = round > rounds;
          report.progress("Redis is killed" + (empty ? " and emptied" : "") + ", " + round);
          kill(nodes, redis, round, empty ? aof(scratch) : null);
        }
        judge(collect(nodes), rounds, millis, report);
      } finally {
        nodes.forEach(Node::close);
      }
    } catch (NotRun e) {
      throw new BenchmarkFailed("there is no Redis to count in", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path aof(Scratch scratch) {
    return scratch.directory().resolve("redis").resolve("appendonly.aof");
  }

  /** One limit of its own for each round, killed while it is being used up. */
  private void kill(List<Node> nodes, Redis redis, int round, @Nullable Path forget)
      throws IOException {
    tell(nodes, Subject.YEAR + " " + round);
    rest(random.nextLong(BEFORE_KILL_MILLIS_MAX));
    redis.kill();
    rest(random.nextLong(DEAD_MILLIS));
    if (forget != null) {
      Files.deleteIfExists(forget);
    }
    redis.restart();
    rest(REVIVED_MILLIS);
    tell(nodes, "rest");
  }

  private static void rest(long millis) {
    long until = System.nanoTime() + (long) (millis * NANOS_PER_MILLI);
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void tell(List<Node> nodes, String line) throws IOException {
    for (Node node : nodes) {
      node.tell(line);
    }
  }

  /** What all processes saw, by subject, in the order of its beginning; and the rounds' sums. */
  private record Seen(Map<Subject, List<Admitted>> admitted, Map<Integer, Integer> rounds) {
    List<Admitted> of(Subject subject) {
      List<Admitted> all = Objects.requireNonNull(admitted.get(subject));
      all.sort(Comparator.comparingLong(Admitted::begin));
      return all;
    }

    long most(int from, int to) {
      long most = 0;
      for (int round = from; round <= to; round++) {
        most = Math.max(most, rounds.getOrDefault(round, 0));
      }
      return most;
    }
  }

  private static Seen collect(List<Node> nodes) throws IOException {
    Map<Subject, List<Admitted>> admitted = new EnumMap<>(Subject.class);
    for (Subject subject : Subject.values()) {
      admitted.put(subject, new ArrayList<>());
    }
    Seen seen = new Seen(admitted, new HashMap<>());
    for (Node node : nodes) {
      node.collect(seen);
    }
    return seen;
  }

  private static void judge(Seen seen, int rounds, long millis, Report report) {
    List<Admitted> window = seen.of(Subject.WINDOW);
    List<Admitted> leased = seen.of(Subject.LEASED);
    List<Admitted> log = seen.of(Subject.LOG);
    List<Admitted> counter = seen.of(Subject.COUNTER);
    List<Admitted> bucket = seen.of(Subject.BUCKET);
    List<Admitted> leaky = seen.of(Subject.LEAKY);
    over(report, "window", Promise.windowOver(window));
    over(report, "leased", Promise.windowOver(leased));
    over(report, "log", Promise.logOver(log));
    over(report, "counter", Promise.counterOver(counter));
    over(report, "bucket", Promise.bucketOver(bucket));
    over(report, "leaky", Promise.bucketOver(leaky));
    report.figure("diana.accuracy.window.used", Promise.windowUsed(window), "of the limit");
    report.figure("diana.accuracy.leased.used", Promise.windowUsed(leased), "of the limit");
    report.figure("diana.accuracy.log.used", Promise.logUsed(log), "of the limit");
    report.figure("diana.accuracy.counter.used", Promise.counterUsed(counter), "of the limit");
    report.figure("diana.accuracy.bucket.used", Promise.bucketUsed(bucket), "of the limit");
    report.figure("diana.accuracy.leaky.used", Promise.bucketUsed(leaky), "of the limit");
    long killed = seen.most(1, rounds);
    long emptied = seen.most(rounds + 1, 2 * rounds);
    double limit = Promise.YEAR.limit();
    report.figure("diana.accuracy.killed.most", killed / limit, "of the limit");
    report.figure("diana.accuracy.emptied.most", emptied / limit, "of the limit");
    if (killed > KILLED_BOUND || emptied > EMPTIED_BOUND) {
      throw new BenchmarkFailed(
          "%,d admitted around a kill, %,d when Redis was emptied, of a limit of %,.0f"
              .formatted(killed, emptied, limit));
    }
    report.note(
        ("%d processes, %d s of random bursts under limits of %,d a second by fixed window, by"
                + " sliding counter, by token and leaky bucket of %d, and of %d by sliding log;"
                + " admitted were %,d, %,d, %,d, %,d and %,d, and %,d by windows with leases of %d;"
                + " over is what a window or span had too much")
            .formatted(
                NODES,
                millis / 1_000,
                Promise.WINDOW.limit(),
                Promise.BUCKET.burst(),
                Promise.LOG.limit(),
                window.size(),
                counter.size(),
                bucket.size(),
                leaky.size(),
                log.size(),
                leased.size(),
                Promise.LEASE));
    report.note(
        ("killed: kill -9 within %d ms of a limit's first request, back within %d ms; %d times as it"
                + " was, %d times emptied; promised are 2 limits, and 3 if it was emptied")
            .formatted(BEFORE_KILL_MILLIS_MAX, DEAD_MILLIS, rounds, rounds));
  }

  private static void over(Report report, String what, long over) {
    report.figure("diana.accuracy." + what + ".over", (double) over, "requests");
    if (over > 0) {
      throw new BenchmarkFailed(
          "%d requests more were admitted by the %s than it promises".formatted(over, what));
    }
  }

  /** A running {@link AccuracyNode}. */
  private record Node(Child child, DataInputStream said) implements AutoCloseable {
    static Node start(Redis redis, String name) throws IOException {
      String port = Objects.requireNonNull(redis.where().get("redis"));
      Child child =
          Child.start(
              JavaProcess.builder(List.of("-Xmx256m"), AccuracyNode.class, port, name)
                  .redirectError(ProcessBuilder.Redirect.DISCARD));
      return new Node(
          child, new DataInputStream(new BufferedInputStream(child.process().getInputStream())));
    }

    void awaitReady() throws IOException {
      said.readUTF();
    }

    void tell(String line) throws IOException {
      child.process().getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      child.process().getOutputStream().flush();
    }

    void collect(Seen seen) throws IOException {
      child.process().getOutputStream().close();
      for (int thread = 0; thread < AccuracyNode.THREADS; thread++) {
        for (int more = said.readInt(); more > 0; more--) {
          Subject subject = Subject.valueOf(said.readUTF());
          int round = said.readInt();
          long begin = said.readLong();
          Admitted admitted = new Admitted(begin, begin + said.readInt(), said.readLong());
          Objects.requireNonNull(seen.admitted().get(subject)).add(admitted);
          if (round > 0) {
            seen.rounds().merge(round, 1, Integer::sum);
          }
        }
      }
    }

    @Override
    public void close() {
      child.kill();
    }
  }
}
