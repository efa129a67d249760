package io.millrace.delivery;

import io.millrace.model.fact.FactWords;
import io.millrace.model.fact.OrderFact;
import io.millrace.model.fact.ShopFact;
import io.millrace.node.delivery.EventForm;
import io.millrace.node.follow.FollowedFact;
import java.sql.SQLException;

/**
 * Writes down what is to be delivered. An event about an order waits behind an earlier one of the
 * same order that the same endpoint has not got yet; what is about no order waits for nothing.
 */
final class Outbox {

  /** So many shards share the numbers of events: the most that a node may have. */
  static final long SHARDS_MAX = 1_024;

  private final Sql sql;
  private final EventForm form;
  private final long nowMillis;

  Outbox(Sql sql, EventForm form, long nowMillis) {
    this.sql = sql;
    this.form = form;
    this.nowMillis = nowMillis;
  }

  /** Of an event, whatever endpoint it goes to. */
  static long numberOf(int shard, long sequence) {
    return sequence * SHARDS_MAX + shard;
  }

  static String typeOf(FollowedFact fact) {
    return fact.recorded().fact() instanceof ShopFact of ? FactWords.of(of) : "";
  }

  private static long orderOf(FollowedFact fact) {
    return fact.recorded().fact() instanceof OrderFact of ? of.order().value() : 0;
  }

  /** To be called before the first delivery of an event, once. */
  void event(int shard, FollowedFact fact) throws SQLException {
    sql.update(
        "INSERT OR IGNORE INTO events (event, id, type, order_id, at_ms, body)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        numberOf(shard, fact.sequence()),
        form.id(fact),
        typeOf(fact),
        orderOf(fact),
        fact.timeMillis(),
        form.body(fact));
  }

  void delivery(int shard, FollowedFact fact, long endpoint) throws SQLException {
    long order = orderOf(fact);
    sql.update(
        "INSERT INTO deliveries (endpoint, event, order_id, state, tries, attempts, due_ms,"
            + " created_ms, settled_ms) VALUES (?, ?, ?, ?, 0, 0, ?, ?, 0)",
        endpoint,
        numberOf(shard, fact.sequence()),
        order,
        hasOpen(sql, endpoint, order) ? DeliveryTables.BEHIND : DeliveryTables.READY,
        nowMillis,
        nowMillis);
  }

  static boolean hasOpen(Sql sql, long endpoint, long order) throws SQLException {
    return order != 0
        && sql.number(
                "SELECT 1 FROM deliveries WHERE endpoint = ? AND order_id = ? AND "
                    + DeliveryTables.IS_OPEN
                    + " LIMIT 1",
                0,
                endpoint,
                order)
            > 0;
  }
}
