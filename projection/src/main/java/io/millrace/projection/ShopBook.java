package io.millrace.projection;

import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.fact.ShopDefined;
import io.millrace.node.follow.FactBatch;
import io.millrace.node.follow.FollowedFact;
import io.millrace.projection.sql.Session;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** How far each shop's facts have come into the tables. */
final class ShopBook {

  private final Session session;
  private final Tables tables;
  private final int shard;
  private final Map<ShopId, Long> positions = new HashMap<>();
  private final Set<ShopId> made = new HashSet<>();
  private final Map<ShopId, ShopSettings> defined = new HashMap<>();

  ShopBook(Session session, Tables tables, int shard) {
    this.session = session;
    this.tables = tables;
    this.shard = shard;
  }

  void take(FactPlace at) {
    positions.put(at.shop(), at.position());
    if (at.fact() instanceof ShopDefined shop) {
      defined.put(at.shop(), shop.settings());
      if (shop.version() == 1) {
        made.add(at.shop());
      }
    }
  }

  /**
   * Facts that are given up count as come in: who waits for one waits for nothing. The shop's row
   * may be what they were to make.
   */
  void passOver(FactBatch batch) throws SQLException {
    for (FollowedFact followed : batch.facts()) {
      FactPlace at = FactPlace.of(followed);
      if (at != null) {
        positions.put(at.shop(), at.position());
      }
    }
    for (Map.Entry<ShopId, Long> shop : positions.entrySet()) {
      session
          .writerOfAny(tables.in("UPDATE #shops SET position = ? WHERE shop = ? AND position < ?"))
          .number(shop.getValue())
          .text(shop.getKey().value())
          .number(shop.getValue())
          .add();
    }
  }

  /** Of the shops that the batch has facts of. */
  Map<ShopId, Long> positions() {
    return positions;
  }

  void write() throws SQLException {
    for (Map.Entry<ShopId, ShopSettings> shop : defined.entrySet()) {
      boolean isNew = made.contains(shop.getKey());
      session
          .writer(
              tables.in(
                  isNew
                      ? "INSERT INTO #shops (name, currency, timezone, position, shard, shop)"
                          + " VALUES (?, ?, ?, ?, ?, ?)"
                      : "UPDATE #shops SET name = ?, currency = ?, timezone = ?, position = ?,"
                          + " shard = ? WHERE shop = ?"))
          .text(shop.getValue().name())
          .text(shop.getValue().currency().getCurrencyCode())
          .text(shop.getValue().timezone().getId())
          .number(positions.getOrDefault(shop.getKey(), 0L))
          .number(shard)
          .text(shop.getKey().value())
          .add();
    }
    for (Map.Entry<ShopId, Long> shop : positions.entrySet()) {
      if (!defined.containsKey(shop.getKey())) {
        session
            .writer(tables.in("UPDATE #shops SET position = ? WHERE shop = ?"))
            .number(shop.getValue())
            .text(shop.getKey().value())
            .add();
      }
    }
  }
}
