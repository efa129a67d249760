package io.millrace.engine.order;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.shop.Shop;
import io.millrace.engine.wheel.TimerKind;
import io.millrace.engine.wheel.Wheel;
import io.millrace.model.Course;
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

  /** Whether something shall happen to it by itself. */
  boolean isRunning(Order order) {
    return rows.timer(order.position()) != Wheel.NONE;
  }

  /** To another time. */
  void move(Order order, long deadlineMillis) {
    rows.timer(order.position(), wheel.move(rows.timer(order.position()), deadlineMillis));
  }

  /** Takes it off, if there is one. Its fire may be what is being applied. */
  void stop(Order order) {
    long handle = rows.timer(order.position());
    if (handle != Wheel.NONE) {
      check(wheel.cancel(handle), "an order's timer is there");
      rows.timer(order.position(), Wheel.NONE);
    }
  }

  /** For an order of which all is sent: whatever comes first. */
  void followParcels(Order order, Parcels parcels, long atMillis) {
    stop(order);
    if (isStuckFirst(parcels)) {
      start(order, TimerKind.ORDER_STUCK, parcels.stuckAtMillis, atMillis);
    } else if (parcels.completeAtMillis != 0) {
      start(order, TimerKind.ORDER_COMPLETE, parcels.completeAtMillis, atMillis);
    }
  }

  private static boolean isStuckFirst(Parcels parcels) {
    return parcels.stuckAtMillis != 0
        && (parcels.completeAtMillis == 0 || parcels.stuckAtMillis < parcels.completeAtMillis);
  }

  /**
   * When an order that is still to be sent will be stuck; 0 for never, and for other orders. Only
   * the timer knows.
   */
  long unshippedUntilMillis(Order order) {
    long handle = rows.timer(order.position());
    return order.isToBeShipped() && handle != Wheel.NONE ? wheel.deadlineMillis(handle) : 0;
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
    if (handle != Wheel.NONE && (!wheel.isLive(handle) || wheel.id(handle) != order.id().value())) {
      broken.accept("order " + order.id() + " has the handle of another timer, or of none");
    } else if (!isRight(order, handle)) {
      broken.accept("order " + order.id() + " has another timer than its state asks for");
    }
  }

  private boolean isRight(Order order, long handle) {
    Parcels parcels = order.parcels();
    if (order.isAwaitingPayment()) {
      return isAt(handle, TimerKind.ORDER_UNPAID, order.deadlineMillis());
    }
    if (order.isToBeShipped()) { // one that was paid before there were stays has none
      return handle == Wheel.NONE
          || (order.extras().stuck == null && wheel.kind(handle) == TimerKind.ORDER_STUCK);
    }
    if (order.course() != Course.OPEN || parcels == null) {
      return handle == Wheel.NONE;
    }
    if (isStuckFirst(parcels)) {
      return isAt(handle, TimerKind.ORDER_STUCK, parcels.stuckAtMillis);
    }
    return parcels.completeAtMillis == 0
        ? handle == Wheel.NONE
        : isAt(handle, TimerKind.ORDER_COMPLETE, parcels.completeAtMillis);
  }

  private boolean isAt(long handle, TimerKind kind, long deadlineMillis) {
    return handle != Wheel.NONE
        && wheel.kind(handle) == kind
        && wheel.deadlineMillis(handle) == deadlineMillis;
  }
}
