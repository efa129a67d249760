package io.millrace.bench.unpaid;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** Does everything wrong that a way can do, each to one of ten orders, by the end of its id. */
final class FaultyWorker implements Trigger {

  /** Of paid orders, which end in 0, 1 or 2: closed all the same. */
  static final int CLOSED_THOUGH_PAID = 0;

  static final int LATE = 4;
  static final int EARLY = 5;
  static final int TWICE = 6;
  static final int NEVER = 7;

  static final long LATE_MILLIS = 700;
  private static final long EARLY_MILLIS = 600;
  private static final int OF = 10;

  private final DelayQueue<Due> queue = new DelayQueue<>();
  private final Statement wild;

  private FaultyWorker(Connection database) throws SQLException {
    wild = database.createStatement();
  }

  public static void main(String[] arguments) {
    Worker.run(arguments, FaultyWorker::start);
  }

  private static Trigger start(Map<String, String> where, Closing closing) throws Exception {
    FaultyWorker trigger =
        new FaultyWorker(
            DriverManager.getConnection(Objects.requireNonNull(where.get("database"))));
    closing.watch(() -> trigger.run(closing));
    return trigger;
  }

  private void run(Closing closing) throws Exception {
    while (true) {
      List<Integer> due = new ArrayList<>(List.of(queue.take().id()));
      int id = due.getFirst();
      closing.close(due);
      switch (id % OF) {
        case TWICE -> {
          closeWildly(id);
          closing.tell(due);
        }
        case CLOSED_THOUGH_PAID -> closeWildly(id);
        default -> {
          // once is enough
        }
      }
    }
  }

  /** Without asking whether it is still unpaid. */
  private void closeWildly(int id) throws SQLException {
    wild.execute("INSERT INTO closes VALUES (" + id + ")");
    wild.execute("UPDATE stock SET available = available + 1 WHERE sku = " + id % Orders.SKUS);
  }

  @Override
  public void arm(List<UnpaidOrder> orders) {
    for (UnpaidOrder order : orders) {
      long deadline = order.deadlineMillis();
      switch (order.id() % OF) {
        case NEVER -> {
          // forgotten
        }
        case LATE -> queue.add(new Due(order.id(), deadline + LATE_MILLIS));
        case EARLY -> queue.add(new Due(order.id(), deadline - EARLY_MILLIS));
        default -> queue.add(new Due(order.id(), deadline));
      }
    }
  }

  @Override
  public void disarm(List<Integer> paid) {
    // It does not listen.
  }

  private record Due(int id, long millis) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(millis - WallClock.millis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.MILLISECONDS), other.getDelay(TimeUnit.MILLISECONDS));
    }
  }
}
