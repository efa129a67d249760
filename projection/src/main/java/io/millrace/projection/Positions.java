package io.millrace.projection;

import io.millrace.model.ShopId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How far the shops' facts have come in, for those who wait for theirs. The follower tells after
 * each commit; shops that had no fact since the start are asked for in the tables.
 */
final class Positions {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final Map<ShopId, Long> known = new HashMap<>();

  void tell(Map<ShopId, Long> positions) {
    lock.lock();
    try {
      known.putAll(positions);
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until a shop has come so far.
   *
   * @param stored where it stands in the tables
   * @return how far it has come
   */
  long await(ShopId shop, long wanted, long stored, Duration max) {
    lock.lock();
    try {
      long leftNanos = max.toNanos();
      long position = Math.max(stored, known.getOrDefault(shop, 0L));
      while (position < wanted && leftNanos > 0) {
        leftNanos = moved.awaitNanos(leftNanos);
        position = Math.max(stored, known.getOrDefault(shop, 0L));
      }
      return position;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return stored;
    } finally {
      lock.unlock();
    }
  }

  /** Of one shop, if it had facts since the start; else 0. */
  long of(ShopId shop) {
    lock.lock();
    try {
      return known.getOrDefault(shop, 0L);
    } finally {
      lock.unlock();
    }
  }
}
