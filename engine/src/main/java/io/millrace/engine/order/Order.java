package io.millrace.engine.order;

import io.millrace.engine.axis.Action;
import io.millrace.engine.goods.Sku;
import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.engine.shop.Shop;
import io.millrace.model.BuyerId;
import io.millrace.model.Course;
import io.millrace.model.Fulfilment;
import io.millrace.model.Limits;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.Payment;
import io.millrace.model.PricedLine;
import io.millrace.model.ShopSettings;
import io.millrace.model.StuckWhy;
import io.millrace.model.answer.LineProgress;
import io.millrace.model.answer.OrderView;
import io.millrace.model.answer.StuckView;
import io.millrace.model.fact.OrderPlaced;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A look at the order in one position of the slabs. Made when somebody asks and forgotten with the
 * answer; it shows what is there now, and two looks at the same order are equal.
 */
record Order(OrderSlabs slabs, int position) {
  private static final long GIVEN_UP_STAY_MILLIS = Limits.GIVEN_UP_STAY.toMillis();

  OrderId id() {
    return new OrderId(slabs.id(position));
  }

  Shop shop() {
    return slabs.shop(position);
  }

  int buyer() {
    return slabs.rows.buyer(position);
  }

  BuyerId buyerId() {
    return slabs.buyers.id(buyer());
  }

  /** The buyer's order before this one. */
  @Nullable Order older() {
    int older = slabs.rows.older(position);
    return older == Buyers.NONE ? null : slabs.get(older);
  }

  long createdAtMillis() {
    return slabs.rows.createdAtMillis(position);
  }

  long updatedAtMillis() {
    return slabs.rows.updatedAtMillis(position);
  }

  long total() {
    return slabs.rows.total(position);
  }

  /** By when it must be paid. */
  long deadlineMillis() {
    long extendedMillis = extras().extendedDeadlineMillis;
    return extendedMillis == 0 ? slabs.rows.deadlineMillis(position) : extendedMillis;
  }

  /**
   * Whether nothing may happen to it any more: it was given up, or has been complete for as long as
   * its fact says.
   */
  boolean isFinal(long nowMillis) {
    return switch (course()) {
      case OPEN -> false;
      case CANCELLED, EXPIRED -> true;
      case COMPLETED -> nowMillis >= finalAtMillis();
    };
  }

  /**
   * Whether it may leave memory: it is final, and who is late by a moment still finds it. Nothing
   * happens to an order after it was given up, so that was its last change.
   */
  boolean mayLeave(long nowMillis) {
    return switch (course()) {
      case OPEN -> false;
      case CANCELLED, EXPIRED -> nowMillis - updatedAtMillis() >= GIVEN_UP_STAY_MILLIS;
      case COMPLETED -> isFinal(nowMillis);
    };
  }

  /** What it costs to take it out of memory: its lines, and its parcels with theirs. */
  int parts() {
    Parcels parcels = parcels();
    return lineCount() + (parcels == null ? 0 : parcels.parts());
  }

  private long finalAtMillis() {
    Extras.Closing closing = extras().closing;
    if (closing == null) {
      throw new BrokenInvariant("a completed order has its closing");
    }
    return closing.finalAtMillis() != 0
        ? closing.finalAtMillis()
        : closing.atMillis() + ShopSettings.REFUND_WINDOW_DEFAULT.toMillis();
  }

  boolean isAwaitingPayment() {
    return course() == Course.OPEN && payment() == Payment.UNPAID;
  }

  /** Paid, and not all of it has been sent. */
  boolean isToBeShipped() {
    return course() == Course.OPEN
        && payment() == Payment.PAID
        && (fulfilment() == Fulfilment.NONE || fulfilment() == Fulfilment.PARTIAL);
  }

  /** Of an order that is paid and not closed: what would be wrong if it stood so for too long. */
  StuckWhy stuckWhy() {
    return isToBeShipped() ? StuckWhy.UNSHIPPED : StuckWhy.UNCOMPLETED;
  }

  /** Of an order that is paid and not closed: since when it has stood there. */
  long standsSinceMillis() {
    Parcels parcels = parcels();
    if (parcels == null) {
      return updatedAtMillis(); // nothing has happened to it since it was paid
    }
    return isToBeShipped() ? parcels.paidAtMillis : parcels.lastShippedAtMillis();
  }

  Course course() {
    return slabs.rows.course(position);
  }

  Payment payment() {
    return slabs.rows.payment(position);
  }

  Fulfilment fulfilment() {
    return slabs.rows.fulfilment(position);
  }

  int version() {
    return slabs.rows.version(position);
  }

  OrderStatus status() {
    return OrderStatus.of(course(), payment(), fulfilment());
  }

  /** Nothing happens to an order after it expired, so that it did needs no memory of its own. */
  private Extras.@Nullable Closing closing() {
    return course() == Course.EXPIRED
        ? new Extras.Closing(updatedAtMillis(), null, 0)
        : extras().closing;
  }

  Extras extras() {
    return slabs.extras(position);
  }

  @Nullable Parcels parcels() {
    return extras().parcels;
  }

  int lineCount() {
    return slabs.rows.lines(position).count();
  }

  Sku sku(int line) {
    return slabs.lines.sku(row(line));
  }

  int quantity(int line) {
    return slabs.lines.quantity(row(line));
  }

  boolean counted(int line) {
    return slabs.lines.counted(row(line));
  }

  private int row(int line) {
    return slabs.rows.lines(position).first() + line;
  }

  void stand(Course course, Payment payment, Fulfilment fulfilment) {
    slabs.rows.stand(position, course, payment, fulfilment);
  }

  void update(long atMillis) {
    slabs.rows.update(position, atMillis);
  }

  boolean allows(Action action) {
    Parcels parcels = parcels();
    boolean stands = action.allows(course(), payment(), fulfilment());
    return switch (action) {
      case DELIVERED -> stands && parcels != null && parcels.underWay() > 0;
      case POSTPONE_COMPLETION ->
          stands && parcels != null && parcels.completeAtMillis != 0 && !parcels.isPostponed;
      case MARK_PAID, CANCEL, EXTEND, SHIP, COMPLETE -> stands;
    };
  }

  /** The words of what may be asked of it now. */
  List<String> allowed() {
    List<String> words = new ArrayList<>();
    for (Action action : Action.values()) {
      if (allows(action)) {
        words.add(action.word());
      }
    }
    return words;
  }

  /** Units of a line that have not been sent. */
  int unshipped(int line) {
    Parcels parcels = parcels();
    return parcels == null ? quantity(line) : quantity(line) - parcels.shipped(line);
  }

  int parcelCount() {
    Parcels parcels = parcels();
    return parcels == null ? 0 : parcels.count();
  }

  /** Whether these units are all that is left to be sent. */
  boolean isRest(long units) {
    long left = 0;
    for (int i = 0; i < lineCount(); i++) {
      left += unshipped(i);
    }
    return left == units;
  }

  /** The fact of its placing: equal to the one that was applied. */
  OrderPlaced placed() {
    List<PricedLine> lines = new ArrayList<>(lineCount());
    for (int i = 0; i < lineCount(); i++) {
      lines.add(slabs.lines.get(row(i)));
    }
    Extras extras = extras();
    return new OrderPlaced(
        id(),
        buyerId(),
        lines,
        extras.charges,
        shop().settings().currency(),
        total(),
        slabs.rows.deadlineMillis(position),
        extras.reference,
        extras.metadata,
        extras.submitToken);
  }

  OrderView view() {
    Parcels parcels = parcels();
    Extras.Closing closing = closing();
    Extras.Stuck stuck = extras().stuck;
    return new OrderView(
        placed(),
        createdAtMillis(),
        updatedAtMillis(),
        deadlineMillis(),
        course(),
        payment(),
        fulfilment(),
        payment() == Payment.PAID ? total() : 0,
        parcels == null
            ? Collections.nCopies(lineCount(), new LineProgress(0, 0))
            : parcels.progress(),
        parcels == null ? List.of() : parcels.views(),
        closing == null ? null : closing.atMillis(),
        closing == null ? null : closing.reason(),
        parcels == null || parcels.completeAtMillis == 0 ? null : parcels.completeAtMillis,
        stuck == null ? null : new StuckView(stuck.why(), stuck.sinceMillis()),
        version());
  }
}
