package io.millrace.bench.unpaid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** When each order's close was durable, as its worker said. Written by readers, read by a trial. */
final class Closes {

  private static final long NEVER = Long.MIN_VALUE;

  private long[] micros = new long[0];
  private int again;
  private long lastNewsMillis;

  synchronized void add(Collection<Integer> ids, long atMicros) {
    for (int id : ids) {
      again += has(id) ? 1 : 0;
    }
    addIfNew(ids, atMicros);
  }

  /** Of closes that may have been told before, such as by a log that is read again. */
  synchronized void addIfNew(Collection<Integer> ids, long atMicros) {
    for (int id : ids) {
      if (id >= micros.length) {
        int size = micros.length;
        micros = Arrays.copyOf(micros, Math.max(id + 1, 2 * size));
        Arrays.fill(micros, size, micros.length, NEVER);
      }
      if (micros[id] == NEVER) {
        micros[id] = atMicros;
        lastNewsMillis = WallClock.millis();
      }
    }
    notifyAll();
  }

  /** Closes that were told of an order that had been told of before. */
  synchronized int again() {
    return again;
  }

  /** When an order was last told of that had not been told of before. */
  synchronized long lastNewsMillis() {
    return lastNewsMillis;
  }

  /** Those not told of yet. */
  synchronized List<UnpaidOrder> missing(List<UnpaidOrder> orders) {
    List<UnpaidOrder> missing = new ArrayList<>();
    for (UnpaidOrder order : orders) {
      if (!has(order.id())) {
        missing.add(order);
      }
    }
    return missing;
  }

  private boolean has(int id) {
    return id < micros.length && micros[id] != NEVER;
  }

  /** Of an order that was told of. */
  synchronized long micros(int id) {
    return micros[id];
  }

  synchronized boolean isTold(int id) {
    return has(id);
  }

  /** Waits until all were told of. */
  synchronized boolean await(List<UnpaidOrder> orders, long untilMillis)
      throws InterruptedException {
    int next = 0;
    while (true) {
      while (next < orders.size() && has(orders.get(next).id())) {
        next++;
      }
      long left = untilMillis - WallClock.millis();
      if (next == orders.size() || left <= 0) {
        return next == orders.size();
      }
      wait(left);
    }
  }
}
