package io.millrace.bench.versus;

import io.millrace.bench.goods.Catalogue;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.versus.peer.Goods;
import io.millrace.bench.versus.peer.Part;
import io.millrace.bench.versus.peer.Peer;
import io.millrace.bench.versus.peer.Stock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Whether a peer keeps what it promises: a rush for few units, and each part killed in a rush. */
final class Survival {

  private static final int SHOPPERS = 64;

  /** Twice as many tries as there are units. */
  private static final int SCARCE_TRIES = 2 * Goods.SCARCE_UNITS / SHOPPERS;

  private static final int HOT_SKU = 0;

  private final Peer peer;
  private final Goods goods;
  private final Plan plan;
  private final Consumer<String> progress;

  /**
   * How hard.
   *
   * @param kills of each part
   * @param promises after which a part is killed at the earliest
   * @param beforeKillMillis for how long the rush goes on before the first kill; before each later
   *     one, longer by as much
   */
  record Plan(int kills, int promises, int beforeKillMillis) {}

  /**
   * What became of a peer.
   *
   * @param oversold promised beyond what there was, and sold while it was for sale again
   */
  record Found(long oversold, List<Killed> killed) {}

  /**
   * What a part's deaths cost.
   *
   * @param promised orders that clients had been told of when it died
   * @param missing of those, after it was started again
   * @param leaked units that nobody has and nobody can buy
   */
  record Killed(String part, int kills, long promised, long missing, long leaked) {}

  Survival(Peer peer, Goods goods, Plan plan, Consumer<String> progress) {
    this.peer = peer;
    this.goods = goods;
    this.plan = plan;
    this.progress = progress;
  }

  /** On a peer that was just started. */
  Found run() {
    long oversold = rushForFew();
    List<Killed> killed = new ArrayList<>();
    for (Part part : peer.parts()) {
      killed.add(kill(part));
    }
    peer.settle();
    return new Found(oversold + peer.stock().soldAgain(), killed);
  }

  /** Units that were promised beyond those that there were. */
  long rushForFew() {
    try (Rush rush = new Rush(peer.door(), "few", goods.scarce(), 1)) {
      rush.begin(SHOPPERS, SCARCE_TRIES + 1);
      rush.awaitEnd();
      long promised = new HashSet<>(rush.promised()).size();
      progress.accept(
          "%s: %,d of %,d units promised, %,d refused"
              .formatted(peer.name(), promised, Goods.SCARCE_UNITS, rush.refused()));
      if (promised < Goods.SCARCE_UNITS || rush.unknown() > 0) {
        throw new BenchmarkFailed(
            "%s sold %,d of %,d units of %s to those who tried; %,d were told something else"
                .formatted(
                    peer.name(),
                    promised,
                    Goods.SCARCE_UNITS,
                    Catalogue.sku(goods.scarce()),
                    rush.unknown()));
      }
      return promised - Goods.SCARCE_UNITS;
    }
  }

  Killed kill(Part part) {
    peer.settle();
    long leakedBefore = peer.stock().leaked();
    long promised = 0;
    long missing = 0;
    for (int i = 0; i < plan.kills(); i++) {
      try (Rush rush = new Rush(peer.door(), part.name() + i, HOT_SKU, plan.promises())) {
        rush.begin(SHOPPERS, Integer.MAX_VALUE);
        rush.awaitEnough();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(plan.beforeKillMillis() * (i + 1L)));
        part.kill().run();
        // What can still answer may go on; but a client that waits for what is dead waits long.
        part.restart().run();
        rush.end();
        peer.settle();
        List<String> told = rush.promised();
        promised += told.size();
        missing += peer.missing(told).size();
      }
    }
    Stock after = peer.stock();
    progress.accept(
        "%s: %s killed %d times; of %,d promised orders %,d are missing, %,d units leaked"
            .formatted(
                peer.name(),
                part.name(),
                plan.kills(),
                promised,
                missing,
                after.leaked() - leakedBefore));
    return new Killed(part.name(), plan.kills(), promised, missing, after.leaked() - leakedBefore);
  }
}
