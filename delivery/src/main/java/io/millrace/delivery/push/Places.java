package io.millrace.delivery.push;

import io.millrace.model.ShopId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much may be under way: of all shops, of one, and in bytes. So a shop whose receivers take
 * long does not take the places of the others. Owned by the pusher; {@link #bodyBegins} and {@link
 * #bodyEnds} may be called by any thread.
 */
final class Places {

  /** Of all queues together. Each is a virtual thread and a connection. */
  static final int MAX = 4_096;

  /**
   * Of one shop. At fifty milliseconds for an answer that is ten thousand tasks a second; and four
   * shops whose receivers hang leave the others half of all places.
   */
  static final int OF_SHOP_MAX = MAX / 8;

  /** Of the usual size more than there are places; of the longest about a hundred and sixty. */
  static final long BODY_BYTES_MAX = 64L * 1_024 * 1_024;

  private final Map<ShopId, Integer> takenOfShop = new HashMap<>();
  private final AtomicLong bodyBytes = new AtomicLong();
  private int taken;

  /**
   * How many more a queue may have that has so many. From half of what its shop or all have on, and
   * from the bound in bytes on, every queue has one.
   */
  int room(ShopId shop, int ofQueue) {
    int room = Math.min(left(taken, MAX, ofQueue), left(of(shop), OF_SHOP_MAX, ofQueue));
    boolean isHeavy = bodyBytes.get() >= BODY_BYTES_MAX;
    return isHeavy ? Math.min(room, Math.max(0, 1 - ofQueue)) : room;
  }

  private static int left(int taken, int max, int ofQueue) {
    if (taken < max / 2) {
      return max / 2 - taken;
    }
    return taken < max && ofQueue == 0 ? 1 : 0;
  }

  private int of(ShopId shop) {
    return takenOfShop.getOrDefault(shop, 0);
  }

  /**
   * Takes so many, also beyond what there is: a queue that waits in its shard brings one whenever
   * something is due. What a shop has beyond its own bound is not held against the others.
   */
  void take(ShopId shop, int count) {
    change(shop, count);
  }

  void giveBack(ShopId shop, int count) {
    change(shop, -count);
  }

  private void change(ShopId shop, int count) {
    int before = of(shop);
    int after = before + count;
    taken += Math.min(after, OF_SHOP_MAX) - Math.min(before, OF_SHOP_MAX);
    if (after == 0) {
      takenOfShop.remove(shop);
    } else {
      takenOfShop.put(shop, after);
    }
  }

  /** A character counts as a byte: nearly all of JSON is ASCII. */
  void bodyBegins(String body) {
    bodyBytes.addAndGet(body.length());
  }

  void bodyEnds(String body) {
    bodyBytes.addAndGet(-body.length());
  }

  long bodyBytes() {
    return bodyBytes.get();
  }
}
