package io.millrace.bench.diana;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What JMH runs: one decision, for one key or for a million of them. */
public class Decisions {
  /** The keys and the limiter, of all threads. */
  @State(Scope.Benchmark)
  public static class Subject {
    @Param("DIANA")
    public String limiter = "DIANA";

    @Param("1")
    public int keys = 1;

    private String[] names = {};

    /** Before anything is measured, all keys are known: what is measured is a running server. */
    @Setup(Level.Trial)
    public void prepare() {
      names = new String[keys];
      Limiter.Worker worker = Limiter.valueOf(limiter).worker(keys);
      for (int key = 0; key < keys; key++) {
        names[key] = "account-" + key;
        if (!worker.admit(names[key])) {
          throw new IllegalStateException("nobody is refused here");
        }
      }
    }
  }

  /** One thread's own. */
  @State(Scope.Thread)
  public static class Worker {
    /** Knuth's, for a cheap walk over all keys in no order. */
    private static final long MULTIPLIER = 6_364_136_223_846_793_005L;

    private static final long INCREMENT = 1_442_695_040_888_963_407L;

    private Limiter.Worker worker = key -> false;
    private long place;

    @Setup(Level.Trial)
    public void open(Subject subject) {
      worker = Limiter.valueOf(subject.limiter).worker(subject.keys);
      place = System.identityHashCode(this);
    }
  }

  @Benchmark
  public boolean decide(Subject subject, Worker worker) {
    String[] names = subject.names;
    if (names.length == 1) {
      return worker.worker.admit(names[0]);
    }
    worker.place = worker.place * Worker.MULTIPLIER + Worker.INCREMENT;
    return worker.worker.admit(names[(int) ((worker.place >>> 33) % names.length)]);
  }
}
