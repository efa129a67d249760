package io.millrace.engine.order;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.shop.Shop;
import io.millrace.engine.wheel.TimerKind;
import io.millrace.engine.wheel.Wheel;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The timer that an order has while something shall happen to it by itself. At most one at a time,
 * so that it costs a word in the order's row and 32 bytes in the wheel, and nothing once the order
 * is closed. What is due of one shop waits in a line of its own.
 */
final class OrderTimers {
  private static final int NO_LINE = -1;

  private final Wheel wheel;
  private final OrderRows rows;

  /** By the number of the shop. */
  private int[] lines = new int[0];

  OrderTimers(Wheel wheel, OrderRows rows) {
    this.wheel = wheel;
    this.rows = rows;
  }

  /** For an order that has none. */
  void start(Order order, TimerKind kind, long deadlineMillis, long atMillis) {
    check(rows.timer(order.position()) == Wheel.NONE, "an order has one timer at a time");
    long id = order.id().value();
    long handle = wheel.add(lineOf(order.shop()), kind, id, deadlineMillis, atMillis);
    rows.timer(order.position(), handle);
  }

  /** To another time. */
  void move(Order order, long deadlineMillis) {
    rows.timer(order.position(), wheel.move(rows.timer(order.position()), deadlineMillis));
  }

  /** Takes it off. Its fire may be what is being applied. */
  void stop(Order order) {
    check(wheel.cancel(rows.timer(order.position())), "an order's timer is there");
    rows.timer(order.position(), Wheel.NONE);
  }

  private int lineOf(Shop shop) {
    int number = shop.number();
    if (number >= lines.length) {
      int before = lines.length;
      lines = Arrays.copyOf(lines, Math.max(number + 1, before * 2));
      Arrays.fill(lines, before, lines.length, NO_LINE);
    }
    if (lines[number] == NO_LINE) {
      lines[number] = wheel.openLine();
    }
    return lines[number];
  }

  /** An order has the timer that its state asks for, and no other. */
  void audit(Order order, Consumer<String> broken) {
    long handle = rows.timer(order.position());
    boolean right =
        order.isAwaitingPayment()
            ? wheel.isLive(handle)
                && wheel.kind(handle) == TimerKind.ORDER_UNPAID
                && wheel.id(handle) == order.id().value()
                && wheel.deadlineMillis(handle) == order.deadlineMillis()
            : handle == Wheel.NONE;
    if (!right) {
      broken.accept("order " + order.id() + " has another timer than its state asks for");
    }
  }
}
