package io.millrace.engine.task;

import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.engine.shop.Shop;
import io.millrace.model.QueueId;
import io.millrace.model.ShopId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The queues of a shard: few enough for plain maps. */
final class Queues {
  private final List<Queue> queues = new ArrayList<>();
  private final Map<ShopId, TreeMap<String, Queue>> byName = new HashMap<>();

  @Nullable Queue find(Shop shop, QueueId id) {
    return find(shop.id(), id);
  }

  @Nullable Queue find(ShopId shop, QueueId id) {
    TreeMap<String, Queue> queuesOfShop = byName.get(shop);
    return queuesOfShop == null ? null : queuesOfShop.get(id.value());
  }

  /** For facts, whose queues are there. */
  Queue require(Shop shop, QueueId id) {
    Queue queue = find(shop, id);
    if (queue == null) {
      throw new BrokenInvariant("a fact of a queue that does not exist");
    }
    return queue;
  }

  Queue at(int index) {
    return queues.get(index);
  }

  void add(Queue queue) {
    queues.add(queue);
    byName.computeIfAbsent(queue.shop.id(), _ -> new TreeMap<>()).put(queue.id.value(), queue);
  }

  int size() {
    return queues.size();
  }

  int sizeOf(Shop shop) {
    TreeMap<String, Queue> queuesOfShop = byName.get(shop.id());
    return queuesOfShop == null ? 0 : queuesOfShop.size();
  }

  Collection<Queue> after(Shop shop, @Nullable QueueId id) {
    TreeMap<String, Queue> queuesOfShop = byName.get(shop.id());
    if (queuesOfShop == null) {
      return List.of();
    }
    return id == null ? queuesOfShop.values() : queuesOfShop.tailMap(id.value(), false).values();
  }

  List<Queue> all() {
    return queues;
  }
}
