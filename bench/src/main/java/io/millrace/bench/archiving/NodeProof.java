package io.millrace.bench.archiving;

import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.writer.Heap;
import io.millrace.model.OrderStatus;
import java.util.List;
import java.util.Map;

/** What must be so when all orders have passed through a node; else there is no figure. */
final class NodeProof {

  /** More than what is open for a moment, far less than what has passed. */
  static final int STAYING_ONE_IN = 100;

  /** What code, caches and buffers may come to; on full scale some bytes for each order. */
  static final long GROWTH_BYTES_MAX = 32L << 20;

  private NodeProof() {}

  /** The tables have each order, and as it ended. */
  static void requireStored(Map<OrderStatus, Long> stored, long orders) {
    if (!stored.equals(OrderLives.ends(orders))) {
      throw new BenchmarkFailed(
          "%,d orders have passed, and the tables have %s instead of %s"
              .formatted(orders, stored, OrderLives.ends(orders)));
    }
  }

  /** Memory has nearly none. */
  static void requireLeft(long inMemory, long orders) {
    if (inMemory > orders / STAYING_ONE_IN) {
      throw new BenchmarkFailed("of %,d orders %,d stay in memory".formatted(orders, inMemory));
    }
  }

  /**
   * As much is reachable at the end as there was when the first day had passed.
   *
   * @param heapBytes at each look
   */
  static void requireFlat(List<Long> heapBytes) {
    long grown =
        heapBytes.stream().mapToLong(Long::longValue).max().orElse(0) - heapBytes.getFirst();
    if (grown > GROWTH_BYTES_MAX) {
      throw new BenchmarkFailed(
          "the heap grew by %.0f MiB after the first tenth of the orders: %s bytes"
              .formatted(Heap.mebibytes(grown), heapBytes));
    }
  }
}
