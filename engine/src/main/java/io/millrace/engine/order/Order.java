package io.millrace.engine.order;

import io.millrace.engine.axis.Action;
import io.millrace.engine.shop.Shop;
import io.millrace.model.Course;
import io.millrace.model.Fulfilment;
import io.millrace.model.OrderStatus;
import io.millrace.model.Payment;
import io.millrace.model.PricedLine;
import io.millrace.model.answer.LineProgress;
import io.millrace.model.answer.OrderView;
import io.millrace.model.fact.OrderPlaced;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order: the fact of its placing, which never changes, and the little that does. 64 bytes beside
 * that fact, because ten million must fit in memory; parcels and closing are apart, since most
 * orders of a rush have neither for a long time.
 */
final class Order {
  final OrderPlaced placed;
  final Shop shop;
  final long createdAtMillis;

  /** The buyer's order before this one. */
  final @Nullable Order older;

  Course course = Course.OPEN;
  Payment payment = Payment.UNPAID;
  Fulfilment fulfilment = Fulfilment.NONE;
  int version = 1;
  long updatedAtMillis;
  @Nullable Parcels parcels;
  @Nullable Closing closing;

  Order(OrderPlaced placed, Shop shop, long createdAtMillis, @Nullable Order older) {
    this.placed = placed;
    this.shop = shop;
    this.createdAtMillis = createdAtMillis;
    this.updatedAtMillis = createdAtMillis;
    this.older = older;
  }

  /** When and why an order's course ended. */
  record Closing(long atMillis, @Nullable String reason) {}

  long id() {
    return placed.order().value();
  }

  OrderStatus status() {
    return OrderStatus.of(course, payment, fulfilment);
  }

  boolean allows(Action action) {
    return action.allows(course, payment, fulfilment)
        && (action != Action.DELIVERED || (parcels != null && parcels.underWay() > 0));
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
  int unshipped(int lineIndex) {
    int quantity = placed.lines().get(lineIndex).quantity();
    return parcels == null ? quantity : quantity - parcels.shipped(lineIndex);
  }

  int parcelCount() {
    return parcels == null ? 0 : parcels.count();
  }

  /** Whether these units are all that is left to be sent. */
  boolean isRest(long units) {
    long left = 0;
    for (int i = 0; i < placed.lines().size(); i++) {
      left += unshipped(i);
    }
    return left == units;
  }

  OrderView view() {
    List<PricedLine> lines = placed.lines();
    return new OrderView(
        placed,
        createdAtMillis,
        updatedAtMillis,
        course,
        payment,
        fulfilment,
        payment == Payment.PAID ? placed.total() : 0,
        parcels == null
            ? Collections.nCopies(lines.size(), new LineProgress(0, 0))
            : parcels.progress(),
        parcels == null ? List.of() : parcels.views(),
        closing == null ? null : closing.atMillis(),
        closing == null ? null : closing.reason(),
        version);
  }
}
