package io.millrace.bench.unpaid;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What the benchmark and a worker say to each other, over the worker's standard streams. A pipe
 * keeps what was written, so a killed worker has said what it had done, but for its last words.
 */
final class Wire {

  /** Benchmark to worker: orders, each of them new. */
  static final byte PLACE = 1;

  /** Benchmark to worker: ids of orders whose money is there. */
  static final byte PAY = 2;

  /** Worker to benchmark: it is ready, or done with what was said; with ids. */
  static final byte DONE = 3;

  /** Worker to benchmark: a time in microseconds, and the ids of orders that are durably closed. */
  static final byte CLOSED = 4;

  private Wire() {}

  static void writeOrders(DataOutputStream out, List<UnpaidOrder> orders) throws IOException {
    out.writeInt(orders.size());
    for (UnpaidOrder order : orders) {
      out.writeInt(order.id());
      out.writeInt(order.timeoutMillis());
      out.writeLong(order.deadlineMillis());
    }
  }

  static List<UnpaidOrder> readOrders(DataInputStream in) throws IOException {
    int size = in.readInt();
    List<UnpaidOrder> orders = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      orders.add(new UnpaidOrder(in.readInt(), in.readInt(), in.readLong()));
    }
    return orders;
  }

  static void writeIds(DataOutputStream out, Collection<Integer> ids) throws IOException {
    out.writeInt(ids.size());
    for (int id : ids) {
      out.writeInt(id);
    }
  }

  static List<Integer> readIds(DataInputStream in) throws IOException {
    int size = in.readInt();
    List<Integer> ids = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      ids.add(in.readInt());
    }
    return ids;
  }
}
