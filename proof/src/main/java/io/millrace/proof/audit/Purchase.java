package io.millrace.proof.audit;

import io.millrace.model.Course;
import io.millrace.model.Fulfilment;
import io.millrace.model.OrderStatus;
import io.millrace.model.Payment;
import io.millrace.model.PricedLine;
import io.millrace.model.ShippedLine;
import io.millrace.model.SkuId;
import io.millrace.model.StuckWhy;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.LineProgress;
import io.millrace.model.answer.OrderView;
import io.millrace.model.answer.ShipmentView;
import io.millrace.model.answer.StuckView;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrderShipped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One order as its facts have left it. */
final class Purchase {

  /** A parcel; the time of its arrival is 0 until it is told. */
  static final class Parcel {
    final OrderShipped fact;
    final long shippedAtMillis;
    long deliveredAtMillis;

    Parcel(OrderShipped fact, long shippedAtMillis) {
      this.fact = fact;
      this.shippedAtMillis = shippedAtMillis;
    }
  }

  final OrderPlaced placed;
  final long placedAtMillis;
  final List<Parcel> parcels = new ArrayList<>();
  final int[] sent;
  final int[] arrived;
  Course course = Course.OPEN;
  Payment payment = Payment.UNPAID;
  Fulfilment fulfilment = Fulfilment.NONE;
  int version = 1;
  long updatedAtMillis;
  long deadlineMillis;
  long paidAtMillis;

  /** When it is stuck where it stands, and when it completes by itself; 0 for never. */
  long stuckAtMillis;

  long completeAtMillis;
  boolean isPostponed;
  @Nullable StuckView stuck;
  @Nullable Long closedAtMillis;

  /** Of a completed order. */
  long finalAtMillis;

  @Nullable String closeReason;

  Purchase(OrderPlaced placed, long atMillis) {
    this.placed = placed;
    this.placedAtMillis = atMillis;
    this.updatedAtMillis = atMillis;
    this.deadlineMillis = placed.paymentDeadlineMillis();
    this.sent = new int[placed.lines().size()];
    this.arrived = new int[placed.lines().size()];
  }

  /** Whether somebody wants the same units of the same SKUs, however split into lines. */
  boolean isFor(List<WantedLine> wanted) {
    Map<SkuId, Integer> units = new HashMap<>();
    for (PricedLine line : placed.lines()) {
      units.merge(line.sku(), line.quantity(), Integer::sum);
    }
    for (WantedLine line : wanted) {
      units.merge(line.sku(), -line.quantity(), Integer::sum);
    }
    return units.values().stream().allMatch(left -> left == 0);
  }

  boolean isUnpaid() {
    return course == Course.OPEN && payment == Payment.UNPAID;
  }

  boolean isToBeSent() {
    return course == Course.OPEN && payment == Payment.PAID && !isSent();
  }

  boolean isSent() {
    return fulfilment == Fulfilment.SHIPPED || fulfilment == Fulfilment.DELIVERED;
  }

  int underWay() {
    int count = 0;
    for (Parcel parcel : parcels) {
      count += parcel.deliveredAtMillis == 0 ? 1 : 0;
    }
    return count;
  }

  OrderStatus status() {
    return switch (course) {
      case CANCELLED -> OrderStatus.CANCELLED;
      case EXPIRED -> OrderStatus.EXPIRED;
      case COMPLETED -> OrderStatus.COMPLETED;
      case OPEN ->
          payment == Payment.UNPAID
              ? OrderStatus.PENDING_PAYMENT
              : isSent() ? OrderStatus.SHIPPED : OrderStatus.PAID;
    };
  }

  /** What may be asked of it now, in the words of the routes. */
  List<String> allowed() {
    if (isUnpaid()) {
      return List.of("mark-paid", "cancel", "extend");
    }
    List<String> words = new ArrayList<>();
    if (isToBeSent()) {
      words.add("ship");
    }
    boolean isOver = course == Course.CANCELLED || course == Course.EXPIRED;
    if (!isOver && underWay() > 0) {
      words.add("delivered");
    }
    if (course == Course.OPEN && isSent()) {
      if (completeAtMillis != 0 && !isPostponed) {
        words.add("postpone-completion");
      }
      words.add("complete");
    }
    return words;
  }

  StuckWhy stuckWhy() {
    return isToBeSent() ? StuckWhy.UNSHIPPED : StuckWhy.UNCOMPLETED;
  }

  long standsSinceMillis() {
    return isToBeSent() ? paidAtMillis : parcels.getLast().shippedAtMillis;
  }

  /** When something happens to it by itself; 0 for never. */
  long nextMillis() {
    if (isUnpaid()) {
      return deadlineMillis;
    }
    if (course != Course.OPEN) {
      return 0;
    }
    if (isToBeSent()) {
      return stuckAtMillis;
    }
    boolean isStuckFirst =
        stuckAtMillis != 0 && (completeAtMillis == 0 || stuckAtMillis < completeAtMillis);
    return isStuckFirst ? stuckAtMillis : completeAtMillis;
  }

  /** All that is still to be sent. */
  List<ShippedLine> rest() {
    List<ShippedLine> rest = new ArrayList<>();
    for (int i = 0; i < sent.length; i++) {
      int left = left(i);
      if (left > 0) {
        rest.add(new ShippedLine(i + 1, left));
      }
    }
    return rest;
  }

  int left(int line) {
    return placed.lines().get(line).quantity() - sent[line];
  }

  boolean isRest(List<ShippedLine> lines) {
    long units = 0;
    for (ShippedLine line : lines) {
      units += line.quantity();
    }
    for (int i = 0; i < sent.length; i++) {
      units -= left(i);
    }
    return units == 0;
  }

  PricedLine line(int number) {
    return placed.lines().get(number - 1);
  }

  OrderView view() {
    List<LineProgress> progress = new ArrayList<>();
    for (int i = 0; i < sent.length; i++) {
      progress.add(new LineProgress(sent[i], arrived[i]));
    }
    List<ShipmentView> shipments = new ArrayList<>();
    for (Parcel parcel : parcels) {
      shipments.add(
          ShipmentView.of(
              parcel.fact,
              parcel.shippedAtMillis,
              parcel.deliveredAtMillis == 0 ? null : parcel.deliveredAtMillis));
    }
    return new OrderView(
        placed,
        placedAtMillis,
        updatedAtMillis,
        deadlineMillis,
        course,
        payment,
        fulfilment,
        payment == Payment.PAID ? placed.total() : 0,
        progress,
        shipments,
        closedAtMillis,
        closeReason,
        isSent() && course == Course.OPEN && completeAtMillis != 0 ? completeAtMillis : null,
        stuck,
        version);
  }
}
