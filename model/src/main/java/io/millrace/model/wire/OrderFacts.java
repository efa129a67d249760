package io.millrace.model.wire;

import com.google.protobuf.CodedInputStream;
import io.millrace.model.Label;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.ShippedLine;
import io.millrace.model.StuckWhy;
import io.millrace.model.fact.CompletionPostponed;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderExpired;
import io.millrace.model.fact.OrderExtended;
import io.millrace.model.fact.OrderFact;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrderShipped;
import io.millrace.model.fact.OrderStuck;
import io.millrace.model.fact.ShipmentDelivered;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wire forms of the facts about orders after placing. Fields 1 to 3 are the same in each. */
final class OrderFacts {

  private static final int ORDER = 1;
  private static final int STATUS = 2;
  private static final int VERSION = 3;

  private OrderFacts() {}

  static void write(WireWriter out, OrderFact fact) {
    switch (fact) {
      case OrderPlaced placed -> PlacedOrders.write(out, placed);
      case OrderMarkedPaid paid -> {
        int message =
            open(out, Wire.ORDER_MARKED_PAID, paid.order(), paid.status(), paid.version());
        out.number(4, paid.amount());
        out.text(5, paid.reference());
        out.signed(6, paid.paidAtMillis());
        out.signed(7, paid.stuckAtMillis());
        out.close(message);
      }
      case OrderCancelled cancelled -> {
        int message =
            open(
                out,
                Wire.ORDER_CANCELLED,
                cancelled.order(),
                cancelled.status(),
                cancelled.version());
        out.text(4, cancelled.reason());
        out.close(message);
      }
      case OrderExpired expired ->
          out.close(
              open(out, Wire.ORDER_EXPIRED, expired.order(), expired.status(), expired.version()));
      case OrderExtended extended -> {
        int message =
            open(out, Wire.ORDER_EXTENDED, extended.order(), extended.status(), extended.version());
        out.signed(4, extended.paymentDeadlineMillis());
        out.close(message);
      }
      case OrderStuck stuck -> {
        int message = open(out, Wire.ORDER_STUCK, stuck.order(), stuck.status(), stuck.version());
        out.number(4, stuck.why().number());
        out.signed(5, stuck.sinceMillis());
        out.close(message);
      }
      case CompletionPostponed postponed -> {
        int message =
            open(
                out,
                Wire.COMPLETION_POSTPONED,
                postponed.order(),
                postponed.status(),
                postponed.version());
        out.signed(4, postponed.completeAtMillis());
        out.close(message);
      }
      case OrderShipped shipped -> {
        int message =
            open(out, Wire.ORDER_SHIPPED, shipped.order(), shipped.status(), shipped.version());
        out.number(4, shipped.shipment());
        for (ShippedLine line : shipped.lines()) {
          int nested = out.open(5);
          out.number(1, line.line());
          out.number(2, line.quantity());
          out.close(nested);
        }
        out.text(6, shipped.carrier());
        out.text(7, shipped.trackingNumber());
        out.signed(8, shipped.stuckAtMillis());
        out.signed(9, shipped.completeAtMillis());
        out.text(10, shipped.reference());
        Labels.write(out, 11, shipped.metadata());
        out.close(message);
      }
      case ShipmentDelivered delivered -> {
        int message =
            open(
                out,
                Wire.SHIPMENT_DELIVERED,
                delivered.order(),
                delivered.status(),
                delivered.version());
        out.number(4, delivered.shipment());
        out.signed(5, delivered.deliveredAtMillis());
        out.signed(6, delivered.completeAtMillis());
        out.close(message);
      }
      case OrderCompleted completed -> {
        int message =
            open(
                out,
                Wire.ORDER_COMPLETED,
                completed.order(),
                completed.status(),
                completed.version());
        out.signed(4, completed.finalAtMillis());
        out.close(message);
      }
    }
  }

  private static int open(
      WireWriter out, int type, OrderId order, OrderStatus status, int version) {
    int message = out.open(type);
    out.number(ORDER, order.value());
    out.number(STATUS, status.number());
    out.number(VERSION, version);
    return message;
  }

  static @Nullable Fact read(CodedInputStream in, int type, KnownTexts known) throws IOException {
    return switch (type) {
      case Wire.ORDER_PLACED -> Wire.nested(in, nested -> PlacedOrders.read(nested, known));
      case Wire.ORDER_MARKED_PAID,
          Wire.ORDER_CANCELLED,
          Wire.ORDER_EXPIRED,
          Wire.ORDER_EXTENDED,
          Wire.ORDER_STUCK,
          Wire.COMPLETION_POSTPONED,
          Wire.ORDER_SHIPPED,
          Wire.SHIPMENT_DELIVERED,
          Wire.ORDER_COMPLETED ->
          Wire.nested(in, nested -> change(nested, type));
      default -> null;
    };
  }

  private static Fact change(CodedInputStream in, int type) throws IOException {
    long order = 0;
    int status = 0;
    int version = 0;
    Rest rest = new Rest();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case ORDER -> order = in.readUInt64();
        case STATUS -> status = in.readUInt32();
        case VERSION -> version = in.readUInt32();
        default -> rest.read(in, tag, type);
      }
    }
    OrderId id = new OrderId(order);
    OrderStatus after = Wire.known(OrderStatus.values(), OrderStatus::number, status);
    return switch (type) {
      case Wire.ORDER_MARKED_PAID ->
          new OrderMarkedPaid(
              id,
              rest.amount,
              Wire.require(rest.text, "reference"),
              rest.atMillis,
              rest.stuckAtMillis,
              after,
              version);
      case Wire.ORDER_CANCELLED -> new OrderCancelled(id, rest.text, after, version);
      case Wire.ORDER_EXPIRED -> new OrderExpired(id, after, version);
      case Wire.ORDER_EXTENDED -> new OrderExtended(id, rest.atMillis, after, version);
      case Wire.ORDER_STUCK ->
          new OrderStuck(
              id,
              Wire.known(StuckWhy.values(), StuckWhy::number, rest.why),
              rest.atMillis,
              after,
              version);
      case Wire.COMPLETION_POSTPONED -> new CompletionPostponed(id, rest.atMillis, after, version);
      case Wire.ORDER_SHIPPED ->
          new OrderShipped(
              id,
              rest.shipment,
              rest.lines,
              Wire.require(rest.text, "carrier"),
              rest.trackingNumber,
              rest.stuckAtMillis,
              rest.completeAtMillis,
              rest.reference,
              rest.metadata,
              after,
              version);
      case Wire.SHIPMENT_DELIVERED ->
          new ShipmentDelivered(
              id, rest.shipment, rest.atMillis, rest.completeAtMillis, after, version);
      case Wire.ORDER_COMPLETED -> new OrderCompleted(id, rest.atMillis, after, version);
      default ->
          throw new UnreadableFacts("a fact of type " + type + " is not a change of an order");
    };
  }

  /** What stands in a change beside order, status and version; each type fills its own part. */
  private static final class Rest {
    long amount;
    long atMillis;
    long stuckAtMillis;
    long completeAtMillis;
    int why;
    int shipment;
    @Nullable String text;
    @Nullable String reference;
    String trackingNumber = "";
    final List<Label> metadata = new ArrayList<>(0);
    final List<ShippedLine> lines = new ArrayList<>();

    void read(CodedInputStream in, int tag, int type) throws IOException {
      int field = Wire.field(tag);
      switch (type) {
        case Wire.ORDER_MARKED_PAID -> {
          switch (field) {
            case 4 -> amount = in.readUInt64();
            case 5 -> text = in.readStringRequireUtf8();
            case 6 -> atMillis = in.readSInt64();
            case 7 -> stuckAtMillis = in.readSInt64();
            default -> in.skipField(tag);
          }
        }
        case Wire.ORDER_CANCELLED -> {
          if (field == 4) {
            text = in.readStringRequireUtf8();
          } else {
            in.skipField(tag);
          }
        }
        case Wire.ORDER_STUCK -> {
          switch (field) {
            case 4 -> why = in.readUInt32();
            case 5 -> atMillis = in.readSInt64();
            default -> in.skipField(tag);
          }
        }
        case Wire.ORDER_EXTENDED, Wire.COMPLETION_POSTPONED, Wire.ORDER_COMPLETED -> {
          if (field == 4) {
            atMillis = in.readSInt64();
          } else {
            in.skipField(tag);
          }
        }
        case Wire.ORDER_SHIPPED -> {
          switch (field) {
            case 4 -> shipment = in.readUInt32();
            case 5 -> lines.add(Wire.nested(in, OrderFacts::shippedLine));
            case 6 -> text = in.readStringRequireUtf8();
            case 7 -> trackingNumber = in.readStringRequireUtf8();
            case 8 -> stuckAtMillis = in.readSInt64();
            case 9 -> completeAtMillis = in.readSInt64();
            case 10 -> reference = in.readStringRequireUtf8();
            case 11 -> metadata.add(Wire.nested(in, Labels::read));
            default -> in.skipField(tag);
          }
        }
        case Wire.SHIPMENT_DELIVERED -> {
          switch (field) {
            case 4 -> shipment = in.readUInt32();
            case 5 -> atMillis = in.readSInt64();
            case 6 -> completeAtMillis = in.readSInt64();
            default -> in.skipField(tag);
          }
        }
        default -> in.skipField(tag);
      }
    }
  }

  private static ShippedLine shippedLine(CodedInputStream in) throws IOException {
    int line = 0;
    int quantity = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> line = in.readUInt32();
        case 2 -> quantity = in.readUInt32();
        default -> in.skipField(tag);
      }
    }
    return new ShippedLine(line, quantity);
  }
}
