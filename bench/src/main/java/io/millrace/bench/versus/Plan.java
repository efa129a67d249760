package io.millrace.bench.versus;

import io.millrace.bench.report.Scale;
import io.millrace.bench.versus.peer.Goods;
import java.util.List;

/**
 * How much work it is.
 *
 * @param warmMillis of each peer and kind of orders, twice
 * @param rounds of each peer and kind, as fast as it answers
 * @param openRounds of each peer and kind, at a share of its peak
 * @param crowds numbers of connections for the curve
 * @param loads shares of the peak for the curve
 * @param curveMillis of each point of a curve
 * @param killed names of those that are tried to be broken
 * @param trialGoods of the peers that are killed, which start anew
 */
record Plan(
    Goods goods,
    int buyers,
    int connections,
    int warmMillis,
    int rounds,
    int sliceMillis,
    int openRounds,
    int openMillis,
    List<Integer> crowds,
    List<Double> loads,
    int curveMillis,
    List<String> killed,
    Goods trialGoods,
    Survival.Plan survival) {

  /** Fewer leave a writer waiting for its disk; more only wait longer. */
  private static final int CONNECTIONS = 256;

  /** As the documents say: it is what makes the spread orders spread. */
  private static final int SKUS = 10_000;

  private static final Goods FEW = new Goods(10, 200_000, 100);

  static Plan of(Scale scale) {
    return scale.pick(
        new Plan(
            new Goods(20, 10_000, 100),
            50,
            8,
            100,
            2,
            100,
            1,
            100,
            List.of(4, 8),
            List.of(0.5),
            100,
            List.of("millrace"),
            new Goods(10, 10_000, 100),
            new Survival.Plan(1, 100, 0)),
        new Plan(
            new Goods(SKUS, 100_000, 20),
            SKUS,
            CONNECTIONS,
            750,
            2,
            500,
            1,
            1_000,
            List.of(),
            List.of(),
            0,
            // One of each kind: a start of the others takes longer than their trial.
            List.of("millrace", "springSql", "redisEverysec"),
            FEW,
            new Survival.Plan(1, 500, 200)),
        new Plan(
            new Goods(SKUS, 1_000_000, 100),
            SKUS,
            CONNECTIONS,
            5_000,
            6,
            2_500,
            3,
            5_000,
            List.of(1, 4, 16, 64, 256, 1_024),
            List.of(0.1, 0.3, 0.5, 0.85, 0.95),
            2_500,
            List.of(
                "millrace",
                "millraceOs",
                "springSql",
                "springSkipLocked",
                "redisEverysec",
                "redisAlways"),
            FEW,
            new Survival.Plan(3, 5_000, 500)));
  }
}
