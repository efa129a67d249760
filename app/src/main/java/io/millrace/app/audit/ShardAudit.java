package io.millrace.app.audit;

import io.millrace.journal.Lineage;
import io.millrace.journal.StoredFrame;
import io.millrace.model.Recorded;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.fact.TaskScheduled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Follows one shard's facts and holds them against the promises. Owned by the auditing thread. */
final class ShardAudit {

  private final int shard;
  private final Findings findings;
  private final Continuity continuity;
  private final KeyBook keys;
  private final DigestWitness witness;
  private final Map<ShopId, ShopBook> shops = new HashMap<>();
  private long lastId;

  ShardAudit(int shard, Findings findings, Lineage lineage) {
    this.shard = shard;
    this.findings = findings;
    this.continuity = new Continuity(findings, lineage);
    this.keys = new KeyBook(findings, "key");
    this.witness = new DigestWitness(shard, findings);
  }

  void take(StoredFrame frame, List<Recorded> facts) {
    long sequence = frame.firstSequence();
    for (Recorded recorded : facts) {
      take(new Place(shard, sequence++, frame.timeMillis()), recorded);
    }
    witness.take(
        new Place(shard, frame.lastSequence(), frame.timeMillis()), facts, frame.digestAfter());
  }

  private void take(Place place, Recorded recorded) {
    continuity.take(place, recorded);
    RequestKey key = recorded.key();
    if (key != null) {
      keys.use(place, key.scope());
    }
    switch (recorded.fact()) {
      case OrderPlaced placed -> idRises(place, placed.order().value());
      case StockMoved moved -> idRises(place, moved.id());
      case TaskScheduled scheduled when scheduled.number() > lastId ->
          idRises(place, scheduled.number()); // else it is a task that is there: its book knows
      default -> {
        // no id of its own
      }
    }
    ShopId shop = recorded.shop();
    if (shop != null && recorded.fact() instanceof ShopFact fact) {
      shops.computeIfAbsent(shop, _ -> new ShopBook(findings)).take(place, recorded.actor(), fact);
    }
  }

  private void idRises(Place place, long id) {
    long last = lastId;
    findings.require(Promise.RULES, id > last, place, () -> "id %d follows %d".formatted(id, last));
    lastId = id;
  }
}
