package io.millrace.engine.order;

import io.millrace.model.ShippedLine;
import io.millrace.model.answer.LineProgress;
import io.millrace.model.answer.ShipmentView;
import io.millrace.model.fact.OrderShipped;
import java.util.ArrayList;
import java.util.List;

/** What of an order has been sent and has arrived. Made with the first parcel. */
final class Parcels {
  private final int[] shipped;
  private final int[] delivered;
  private final List<Parcel> sent = new ArrayList<>(1);
  private int underWay;

  /** When the order was paid. */
  long paidAtMillis;

  /** Once all is sent: it is stuck from then on unless it has arrived; 0 for never. */
  long stuckAtMillis;

  /** Once all is sent: it completes by itself; 0 for never. */
  long completeAtMillis;

  boolean isPostponed;

  Parcels(int lines) {
    this.shipped = new int[lines];
    this.delivered = new int[lines];
  }

  /** One parcel; its fact says the rest. */
  static final class Parcel {
    final OrderShipped fact;
    final long shippedAtMillis;

    /** 0 until then. */
    long deliveredAtMillis;

    Parcel(OrderShipped fact, long shippedAtMillis) {
      this.fact = fact;
      this.shippedAtMillis = shippedAtMillis;
    }

    ShipmentView view() {
      return ShipmentView.of(
          fact, shippedAtMillis, deliveredAtMillis == 0 ? null : deliveredAtMillis);
    }
  }

  int count() {
    return sent.size();
  }

  /** Parcels, and lines in them. */
  int parts() {
    int parts = 0;
    for (Parcel parcel : sent) {
      parts += 1 + parcel.fact.lines().size();
    }
    return parts;
  }

  /** Parcels that have not arrived. */
  int underWay() {
    return underWay;
  }

  /** Counted from 1. */
  Parcel get(int shipment) {
    return sent.get(shipment - 1);
  }

  boolean hasTimes() {
    return paidAtMillis != 0 || stuckAtMillis != 0 || completeAtMillis != 0;
  }

  long lastShippedAtMillis() {
    return sent.getLast().shippedAtMillis;
  }

  /** The latest arrival that was told. */
  long lastDeliveredAtMillis() {
    long last = 0;
    for (Parcel parcel : sent) {
      last = Math.max(last, parcel.deliveredAtMillis);
    }
    return last;
  }

  int shipped(int lineIndex) {
    return shipped[lineIndex];
  }

  Parcel add(OrderShipped fact, long atMillis) {
    for (ShippedLine line : fact.lines()) {
      shipped[line.line() - 1] += line.quantity();
    }
    Parcel parcel = new Parcel(fact, atMillis);
    sent.add(parcel);
    underWay++;
    return parcel;
  }

  void deliver(Parcel parcel, long deliveredAtMillis) {
    parcel.deliveredAtMillis = deliveredAtMillis;
    for (ShippedLine line : parcel.fact.lines()) {
      delivered[line.line() - 1] += line.quantity();
    }
    underWay--;
  }

  List<LineProgress> progress() {
    List<LineProgress> progress = new ArrayList<>(shipped.length);
    for (int i = 0; i < shipped.length; i++) {
      progress.add(new LineProgress(shipped[i], delivered[i]));
    }
    return progress;
  }

  List<ShipmentView> views() {
    return sent.stream().map(Parcel::view).toList();
  }
}
