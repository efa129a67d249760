package io.millrace.bench.unpaid;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The shop's own program in the classic ways: puts orders into the table, arms their trigger, takes
 * payments, and closes what its trigger names. It ends when its standard input does.
 */
final class Worker {

  private static final int BUFFER_BYTES = 1 << 16;

  private final DataOutputStream out;

  private Worker(DataOutputStream out) {
    this.out = out;
  }

  /**
   * A worker's main method.
   *
   * @param arguments where servers are, as {@code name=value}
   */
  @SuppressWarnings("CatchAndPrintStackTrace") // Its standard error is its log.
  static void run(String[] arguments, Trigger.Start start) {
    PrintStream ours = System.out;
    // What libraries print must not come between what we say.
    System.setOut(System.err);
    Worker worker = new Worker(new DataOutputStream(new BufferedOutputStream(ours, BUFFER_BYTES)));
    int status = 1;
    try {
      worker.serve(whereOf(arguments), start);
      status = 0;
    } catch (Exception e) {
      e.printStackTrace();
    } finally {
      // Threads of clients would keep it.
      Runtime.getRuntime().halt(status);
    }
  }

  private static Map<String, String> whereOf(String[] arguments) {
    Map<String, String> where = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      where.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    return where;
  }

  private void serve(Map<String, String> where, Trigger.Start start) throws Exception {
    String database = Objects.requireNonNull(where.get("database"));
    Orders front = new Orders(database);
    Trigger trigger = start.start(where, new Closing(new Orders(database), this::closed));
    done(List.of());
    DataInputStream in = new DataInputStream(new BufferedInputStream(System.in, BUFFER_BYTES));
    try {
      while (true) {
        switch (in.readByte()) {
          case Wire.PLACE -> {
            List<UnpaidOrder> orders = Wire.readOrders(in);
            front.place(orders);
            trigger.arm(orders);
            done(List.of());
          }
          case Wire.PAY -> {
            List<Integer> paid = front.pay(Wire.readIds(in));
            trigger.disarm(paid);
            done(paid);
          }
          default -> throw new IOException("the benchmark said something else");
        }
      }
    } catch (EOFException _) {
      // The benchmark has no more to say.
    }
  }

  private synchronized void done(Collection<Integer> ids) throws IOException {
    out.writeByte(Wire.DONE);
    Wire.writeIds(out, ids);
    out.flush();
  }

  private synchronized void closed(Collection<Integer> ids) throws IOException {
    out.writeByte(Wire.CLOSED);
    out.writeLong(WallClock.micros());
    Wire.writeIds(out, ids);
    out.flush();
  }
}
