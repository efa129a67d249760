package io.millrace.projection;

import io.millrace.model.OrderVersion;
import io.millrace.model.ShopId;
import io.millrace.model.answer.FinalOrders;
import io.millrace.model.read.KeptOrders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Orders that tables have, each with the position of its last fact in its shop. */
record LastFacts(Map<FinalOrders.Item, Long> positions) {

  static final LastFacts NONE = new LastFacts(Map.of());

  /** What several databases have. */
  static LastFacts together(List<LastFacts> parts) {
    Map<FinalOrders.Item, Long> all = new LinkedHashMap<>();
    parts.forEach(part -> all.putAll(part.positions));
    return new LastFacts(all);
  }

  /** The last of each shop. */
  Map<ShopId, Long> newest() {
    Map<ShopId, Long> newest = new HashMap<>();
    positions.forEach((item, position) -> newest.merge(item.shop(), position, Math::max));
    return newest;
  }

  /** Those to which nothing has happened behind their shop's position. */
  LastFacts upTo(Map<ShopId, Long> reached) {
    Map<FinalOrders.Item, Long> those = new LinkedHashMap<>();
    positions.forEach((item, position) -> {
      if (position <= reached.getOrDefault(item.shop(), 0L)) {
        those.put(item, position);
      }
    });
    return new LastFacts(those);
  }

  List<KeptOrders> kept() {
    Map<ShopId, List<OrderVersion>> byShop = new LinkedHashMap<>();
    positions
        .keySet()
        .forEach(
            item -> byShop.computeIfAbsent(item.shop(), _ -> new ArrayList<>()).add(item.order()));
    Map<ShopId, Long> newest = newest();
    List<KeptOrders> kept = new ArrayList<>();
    byShop.forEach(
        (shop, its) -> kept.add(new KeptOrders(shop, its, newest.getOrDefault(shop, 0L))));
    return kept;
  }
}
