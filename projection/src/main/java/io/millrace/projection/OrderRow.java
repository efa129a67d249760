package io.millrace.projection;

import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Charge;
import io.millrace.model.Course;
import io.millrace.model.Fulfilment;
import io.millrace.model.Label;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.Payment;
import io.millrace.model.PricedLine;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.StuckWhy;
import io.millrace.model.answer.LineProgress;
import io.millrace.model.answer.OrderView;
import io.millrace.model.answer.ShipmentView;
import io.millrace.model.answer.StuckView;
import io.millrace.model.fact.OrderPlaced;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An order as the tables hold it, while a batch changes it or an answer is made of it. */
final class OrderRow {

  static final String COLUMNS =
      "order_id, shop, buyer, course, payment, fulfilment, currency, total, paid, reference,"
          + " created_at_ms, updated_at_ms, payment_deadline_ms, placed_deadline_ms, closed_at_ms,"
          + " close_reason, completes_at_ms, stuck_why, stuck_since_ms, parcels, parcels_under_way,"
          + " version, position, level, placed_by_role, placed_by";

  final OrderId id;
  final ShopId shop;
  final BuyerId buyer;
  final Currency currency;
  final long total;
  final @Nullable String reference;
  final long createdAtMillis;
  final long placedDeadlineMillis;

  /** The shop's, of the placing. */
  final long position;

  final int level;
  final Actor placedBy;
  final List<Line> lines = new ArrayList<>();

  Course course = Course.OPEN;
  Payment payment = Payment.UNPAID;
  Fulfilment fulfilment = Fulfilment.NONE;
  long paid;
  long updatedAtMillis;
  long deadlineMillis;
  @Nullable Long closedAtMillis;
  @Nullable String closeReason;
  @Nullable Long completesAtMillis;
  @Nullable StuckView stuck;
  int parcels;
  int parcelsUnderWay;
  int version = 1;

  /** One line. */
  static final class Line {
    final SkuId sku;
    final String name;
    final int quantity;
    final long unitPrice;
    final boolean counted;
    int shipped;
    int delivered;

    Line(PricedLine priced) {
      this.sku = priced.sku();
      this.name = priced.name();
      this.quantity = priced.quantity();
      this.unitPrice = priced.unitPrice();
      this.counted = priced.counted();
    }

    private Line(ResultSet row) throws SQLException {
      this.sku = new SkuId(row.getString("sku"));
      this.name = row.getString("name");
      this.quantity = row.getInt("quantity");
      this.unitPrice = row.getLong("unit_price");
      this.counted = row.getInt("counted") != 0;
      this.shipped = row.getInt("shipped");
      this.delivered = row.getInt("delivered");
    }

    PricedLine priced() {
      return new PricedLine(sku, name, quantity, unitPrice, counted);
    }
  }

  /** A new one. */
  OrderRow(ShopId shop, OrderPlaced placed, PlacedWhen when) {
    this.id = placed.order();
    this.shop = shop;
    this.buyer = placed.buyer();
    this.currency = placed.currency();
    this.total = placed.total();
    this.reference = placed.reference();
    this.createdAtMillis = when.millis;
    this.updatedAtMillis = when.millis;
    this.placedDeadlineMillis = placed.paymentDeadlineMillis();
    this.deadlineMillis = placed.paymentDeadlineMillis();
    this.position = when.position;
    this.level = when.level;
    this.placedBy = when.actor;
    placed.lines().forEach(line -> lines.add(new Line(line)));
  }

  /** What the log says of a placing beside its fact. */
  record PlacedWhen(long millis, long position, int level, Actor actor) {}

  /** One from {@link #COLUMNS}, without its lines. */
  OrderRow(ResultSet row) throws SQLException {
    this.id = new OrderId(row.getLong("order_id"));
    this.shop = new ShopId(row.getString("shop"));
    this.buyer = new BuyerId(row.getString("buyer"));
    this.currency = Currency.getInstance(row.getString("currency"));
    this.total = row.getLong("total");
    this.reference = row.getString("reference");
    this.createdAtMillis = row.getLong("created_at_ms");
    this.updatedAtMillis = row.getLong("updated_at_ms");
    this.placedDeadlineMillis = row.getLong("placed_deadline_ms");
    this.deadlineMillis = row.getLong("payment_deadline_ms");
    this.position = row.getLong("position");
    this.level = row.getInt("level");
    this.placedBy =
        new Actor(Actor.Role.valueOf(row.getString("placed_by_role")), row.getString("placed_by"));
    this.course = Course.valueOf(row.getString("course"));
    this.payment = Payment.valueOf(row.getString("payment"));
    this.fulfilment = Fulfilment.valueOf(row.getString("fulfilment"));
    this.paid = row.getLong("paid");
    this.closedAtMillis = numberIfAny(row, "closed_at_ms");
    this.closeReason = row.getString("close_reason");
    this.completesAtMillis = numberIfAny(row, "completes_at_ms");
    String why = row.getString("stuck_why");
    this.stuck =
        why == null ? null : new StuckView(StuckWhy.valueOf(why), row.getLong("stuck_since_ms"));
    this.parcels = row.getInt("parcels");
    this.parcelsUnderWay = row.getInt("parcels_under_way");
    this.version = row.getInt("version");
  }

  static @Nullable Long numberIfAny(ResultSet row, String column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? null : number;
  }

  void addLine(ResultSet row) throws SQLException {
    lines.add(new Line(row));
  }

  OrderStatus status() {
    return OrderStatus.of(course, payment, fulfilment);
  }

  boolean isShippedWhole() {
    return lines.stream().allMatch(line -> line.shipped == line.quantity);
  }

  /** The fact of the placing, but for the submit token, which no table holds. */
  OrderPlaced placed(List<Charge> charges, List<Label> labels) {
    return new OrderPlaced(
        id,
        buyer,
        lines.stream().map(Line::priced).toList(),
        charges,
        currency,
        total,
        placedDeadlineMillis,
        reference,
        labels,
        null);
  }

  OrderView view(List<Charge> charges, List<Label> labels, List<ShipmentView> shipments) {
    return new OrderView(
        placed(charges, labels),
        createdAtMillis,
        updatedAtMillis,
        deadlineMillis,
        course,
        payment,
        fulfilment,
        paid,
        lines.stream().map(line -> new LineProgress(line.shipped, line.delivered)).toList(),
        shipments,
        closedAtMillis,
        closeReason,
        completesAtMillis,
        stuck,
        version);
  }
}
