package io.millrace.bench.diana;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.millrace.diana.Diana;
import io.millrace.diana.Request;
import io.millrace.diana.Ticker;
import io.millrace.diana.Verdict;
import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.redis.Namespace;
import io.millrace.diana.redis.RedisCounts;
import io.millrace.diana.rule.Conditions;
import io.millrace.diana.rule.Keys;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import io.millrace.diana.rule.Rule.OnFailure;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One of several processes that share limits. It reads tasks, a line each ({@code KIND,KIND ROUND},
 * or {@code rest}), sends random bursts of requests through its limiter, notes what was admitted
 * and when, and says all of it when its input ends.
 */
final class AccuracyNode {
  /** What is asked about. Closed when Redis is gone is what must never be too much. */
  enum Subject {
    WINDOW,
    LEASED,
    LOG,
    COUNTER,
    BUCKET,
    LEAKY,
    YEAR;

    private Rule rule() {
      return Rule.limit(name(), limit()).when(Conditions.attribute(SUBJECT, List.of(name())));
    }

    private Limit limit() {
      return switch (this) {
        case WINDOW -> shared(Promise.WINDOW, OnFailure.CLOSED);
        case LEASED -> shared(Promise.WINDOW, OnFailure.CLOSED).leased(Promise.LEASE);
        case LOG -> shared(Promise.LOG, OnFailure.CLOSED);
        case COUNTER -> shared(Promise.COUNTER, OnFailure.CLOSED);
        case BUCKET -> shared(Promise.BUCKET, OnFailure.CLOSED);
        case LEAKY -> shared(Promise.LEAKY, OnFailure.CLOSED);
        case YEAR -> shared(Promise.YEAR, OnFailure.LOCAL);
      };
    }

    private static Limit shared(Algorithm algorithm, OnFailure onFailure) {
      return Limit.of(algorithm, Keys.attribute(ROUND)).shared(onFailure);
    }
  }

  private static final String SUBJECT = "subject";
  private static final String ROUND = "round";

  static final int THREADS = 4;
  private static final int BURST_MAX = 50;
  private static final int PAUSE_MICROS_MAX = 5_000;

  /** Generous for what must not depend on hiccups; short for what is killed. */
  static final Duration BOUND = Duration.ofSeconds(2);

  private static final Duration RECONNECT = Duration.ofMillis(20);

  private record Task(List<Subject> subjects, int round) {}

  private final Diana diana;
  private volatile @Nullable Task task;
  private volatile boolean over;

  private AccuracyNode(Diana diana) {
    this.diana = diana;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int port = Integer.parseInt(arguments[0]);
    String name = arguments[1];
    ClientResources resources =
        DefaultClientResources.builder().reconnectDelay(Delay.constant(RECONNECT)).build();
    RedisClient client = RedisClient.create(resources, RedisURI.create("127.0.0.1", port));
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .build());
    RedisCounts counts =
        new RedisCounts(
            client.connect(ByteArrayCodec.INSTANCE).async(),
            new Namespace("accuracy", "secret"),
            name,
            BOUND);
    ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();
    var _ =
        beats.scheduleAtFixedRate(
            counts::beat, 0, RedisCounts.BEAT.toMillis(), TimeUnit.MILLISECONDS);
    List<Rule> rules = new ArrayList<>();
    for (Subject subject : Subject.values()) {
      rules.add(subject.rule());
    }
    AccuracyNode node = new AccuracyNode(new Diana(new Policy(rules), Ticker.ofMachine(), counts));
    DataOutputStream out = new DataOutputStream(System.out);
    out.writeUTF(name);
    out.flush();
    for (Notes notes : node.run(name.hashCode())) {
      out.writeInt(notes.count);
      notes.bytes.writeTo(out);
    }
    out.flush();
    System.exit(0);
  }

  private List<Notes> run(int seed) throws IOException, InterruptedException {
    List<Notes> notes = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      Notes own = new Notes();
      notes.add(own);
      Random random = new Random(31L * seed + thread);
      threads.add(Thread.ofPlatform().start(() -> work(random, own)));
    }
    BufferedReader tasks =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = tasks.readLine(); line != null; line = tasks.readLine()) {
      task = line.equals("rest") ? null : parsed(line);
    }
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }
    return notes;
  }

  private static Task parsed(String line) {
    int space = line.indexOf(' ');
    List<Subject> subjects = new ArrayList<>();
    for (String name : line.substring(0, space).split(",", -1)) {
      subjects.add(Subject.valueOf(name));
    }
    return new Task(subjects, Integer.parseInt(line.substring(space + 1)));
  }

  private void work(Random random, Notes notes) {
    Verdict verdict = diana.verdict();
    while (!over) {
      Task now = task;
      if (now != null) {
        for (int more = random.nextInt(BURST_MAX); more >= 0; more--) {
          ask(
              now.subjects().get(random.nextInt(now.subjects().size())),
              now.round(),
              verdict,
              notes);
        }
      }
      LockSupport.parkNanos(1_000L * random.nextInt(PAUSE_MICROS_MAX));
    }
  }

  private void ask(Subject subject, int round, Verdict verdict, Notes notes) {
    long begin = micros();
    if (diana.decide(asking(subject, round), verdict)) {
      long end = micros();
      notes.add(subject, round, begin, end, verdict.untilMoreNanos(0) / 1_000);
    }
  }

  /** Of the wall clock, which Redis on this machine reads, too. */
  private static long micros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
  }

  /** What one thread saw admitted. */
  private static final class Notes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private int count;

    void add(Subject subject, int round, long begin, long end, long more) {
      try {
        out.writeUTF(subject.name());
        out.writeInt(round);
        out.writeLong(begin);
        out.writeInt((int) (end - begin));
        out.writeLong(more);
        count++;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Request asking(Subject subject, int round) {
    return Request.of(name ->
        switch (name) {
          case SUBJECT -> subject.name();
          case ROUND -> Integer.toString(round);
          default -> null;
        });
  }
}
