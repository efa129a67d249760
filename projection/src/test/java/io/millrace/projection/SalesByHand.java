package io.millrace.projection;

import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.PricedLine;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.read.Periods.Step;
import io.millrace.model.read.Sales;
import io.millrace.model.read.Sales.Sum;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sales from the facts alone: what became of each order is written down, and each is then asked
 * what the clock and the calendar in the shop said when it was placed and paid.
 */
final class SalesByHand {

  /** All about one order. */
  private static final class Life {
    final OrderPlaced placed;
    final long placedAtMillis;
    OrderStatus status = OrderStatus.PENDING_PAYMENT;
    @Nullable Long paidAtMillis;

    Life(OrderPlaced placed, long placedAtMillis) {
      this.placed = placed;
      this.placedAtMillis = placedAtMillis;
    }

    Sum sum(@Nullable SkuId sku) {
      List<PricedLine> lines =
          placed.lines().stream().filter(line -> sku == null || line.sku().equals(sku)).toList();
      long units = lines.stream().mapToLong(PricedLine::quantity).sum();
      long goods = lines.stream().mapToLong(line -> line.quantity() * line.unitPrice()).sum();
      return lines.isEmpty() ? Sum.NONE : new Sum(1, units, sku == null ? placed.total() : goods);
    }
  }

  private final Map<OrderId, Life> lives = new LinkedHashMap<>();

  SalesByHand(Mill mill, ShopId shop) {
    for (Mill.Told told : mill.told) {
      if (shop.equals(told.recorded().shop())) {
        switch (told.recorded().fact()) {
          case OrderPlaced placed -> lives.put(placed.order(), new Life(placed, told.atMillis()));
          case OrderChange change ->
              change(Objects.requireNonNull(lives.get(change.order())), change);
          default -> {
            // not about an order
          }
        }
      }
    }
  }

  private static void change(Life life, OrderChange change) {
    life.status = change.status();
    if (change instanceof OrderMarkedPaid paid) {
      life.paidAtMillis = paid.paidAtMillis();
    }
  }

  /** What the wall said: {@code 2026-11-01T01-04:00}, {@code 2026-11-01}, {@code 2026-11}. */
  static String said(Step step, ZoneId zone, long millis) {
    String form =
        switch (step) {
          case HOUR -> "uuuu-MM-dd'T'HHxxx";
          case DAY -> "uuuu-MM-dd";
          case MONTH -> "uuuu-MM";
        };
    return DateTimeFormatter.ofPattern(form, Locale.ROOT)
        .format(Instant.ofEpochMilli(millis).atZone(zone));
  }

  /** The same of a period's name, which has minutes where it is of an hour. */
  static String said(Step step, String name) {
    return step == Step.HOUR ? name.substring(0, 13) + name.substring(16) : name;
  }

  /** Sales of a shop, or of a SKU, by what the wall said; nothing was sold when it said another. */
  Map<String, Sales> by(Step step, ZoneId zone, @Nullable SkuId sku) {
    Map<String, Sales> all = new LinkedHashMap<>();
    for (Life life : lives.values()) {
      Sum sum = life.sum(sku);
      if (sum.orders() > 0) {
        all.merge(
            said(step, zone, life.placedAtMillis),
            new Sales(Map.of(life.status, sum), Sum.NONE),
            SalesByHand::both);
        if (life.paidAtMillis != null) {
          all.merge(
              said(step, zone, life.paidAtMillis), new Sales(Map.of(), sum), SalesByHand::both);
        }
      }
    }
    return all;
  }

  private static Sales both(Sales one, Sales other) {
    Map<OrderStatus, Sum> placed = new EnumMap<>(OrderStatus.class);
    for (Sales sales : List.of(one, other)) {
      sales.placed().forEach((status, sum) -> placed.merge(status, sum, Sum::plus));
    }
    return new Sales(placed, one.paid().plus(other.paid()));
  }

  /** When something was placed or paid. */
  List<Long> moments() {
    List<Long> moments = new ArrayList<>();
    for (Life life : lives.values()) {
      moments.add(life.placedAtMillis);
      if (life.paidAtMillis != null) {
        moments.add(life.paidAtMillis);
      }
    }
    return moments;
  }
}
