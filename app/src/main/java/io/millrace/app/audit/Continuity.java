package io.millrace.app.audit;

import io.millrace.journal.Lineage;
import io.millrace.journal.LogId;
import io.millrace.model.Actor;
import io.millrace.model.Recorded;
import io.millrace.model.ShopId;
import io.millrace.model.SlotTable;
import io.millrace.model.fact.LevelRaised;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.fact.TimePassed;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Promise 2: sequences without gaps, of the shard and of each shop; time that never goes back. */
final class Continuity {

  private final Findings findings;
  private final Lineage lineage;
  private final Map<ShopId, Long> shopSequences = new HashMap<>();
  private long sequence;
  private long timeMillis = Long.MIN_VALUE;

  /** 0 until the first fact says what language the log began in. */
  private int level;

  private @Nullable Opened opened;

  Continuity(Findings findings, Lineage lineage) {
    this.findings = findings;
    this.lineage = lineage;
  }

  void take(Place place, Recorded recorded) {
    require(
        place.sequence() == sequence + 1,
        place,
        () -> "sequence %d follows %d".formatted(place.sequence(), sequence));
    require(
        place.timeMillis() >= timeMillis,
        place,
        () -> "log time goes back from %d to %d".formatted(timeMillis, place.timeMillis()));
    sequence = place.sequence();
    timeMillis = place.timeMillis();
    level = level == 0 ? recorded.level() : level;
    require(
        recorded.level() <= level,
        place,
        () ->
            "a fact of level %d, but no operator raised it above %d"
                .formatted(recorded.level(), level));
    switch (recorded.fact()) {
      case Opened next -> open(place, next);
      case LevelRaised raised -> raise(place, recorded.actor(), raised);
      case TimePassed _ -> {}
      case ShopFact _ -> shop(place, recorded);
    }
  }

  private void raise(Place place, Actor actor, LevelRaised raised) {
    int before = level;
    require(
        actor.role() == Actor.Role.OPERATOR,
        place,
        () -> "level %d was raised by no operator".formatted(raised.level()));
    require(
        raised.level() > before,
        place,
        () -> "level %d follows %d".formatted(raised.level(), before));
    level = raised.level();
  }

  private void open(Place place, Opened next) {
    Opened before = opened;
    require(next.shard() == place.shard(), place, () -> "opened as shard " + next.shard());
    if (before == null) {
      require(place.sequence() == 1, place, () -> "the log does not begin with its opening");
    } else {
      require(
          next.epoch() > before.epoch(),
          place,
          () -> "epoch %d follows %d".formatted(next.epoch(), before.epoch()));
      require(
          idOf(next).equals(idOf(before)) || wasLeft(idOf(before), place.sequence() - 1),
          place,
          () -> "another log's id");
      require(
          next.shards() == before.shards() && next.slots().equals(before.slots()),
          place,
          () -> "the slots of the shards are not those of the opening before");
    }
    opened = next;
  }

  private static LogId idOf(Opened opened) {
    return new LogId(opened.logIdHigh(), opened.logIdLow());
  }

  /** A restored copy begins a log of its own, and says so in its headers. */
  private boolean wasLeft(LogId log, long sequence) {
    return lineage.ancestors().contains(new Lineage.Ancestor(log, sequence));
  }

  private void shop(Place place, Recorded recorded) {
    ShopId shop = recorded.shop();
    require(shop != null, place, () -> "a shop's fact without its shop");
    if (shop == null) {
      return;
    }
    Opened here = opened;
    require(here != null, place, () -> "a shop's fact before the opening");
    if (here != null) {
      SlotTable slots = here.slots();
      require(
          slots.shardOf(shop) == place.shard(),
          place,
          () -> "shop %s lives in shard %d".formatted(shop, slots.shardOf(shop)));
    }
    long last = shopSequences.getOrDefault(shop, 0L);
    require(
        recorded.shopSequence() == last + 1,
        place,
        () -> "sequence %d of shop %s follows %d".formatted(recorded.shopSequence(), shop, last));
    shopSequences.put(shop, recorded.shopSequence());
  }

  private void require(boolean holds, Place place, Supplier<String> sentence) {
    findings.require(Promise.NOTHING_LOST, holds, place, sentence);
  }
}
