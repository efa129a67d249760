package io.millrace.engine.order;

import io.millrace.engine.goods.Sku;
import io.millrace.model.Charge;
import io.millrace.model.Limits;
import io.millrace.model.PricedLine;
import io.millrace.model.SkuId;
import io.millrace.model.SubmitToken;
import io.millrace.model.WantedLine;
import io.millrace.model.fact.OrderPlaced;
import java.util.ArrayList;
import java.util.List;

/** Sums of an order's parts. Bounds are checked at each step, so nothing here can overflow. */
final class Totals {
  /** What a sum is that an order may not have. */
  static final long OUT_OF_BOUNDS = -1;

  private Totals() {}

  /** Returns {@link #OUT_OF_BOUNDS} when it is more than {@link Limits#AMOUNT_MAX}. */
  static long ofLines(List<WantedLine> lines, Sku[] skus) {
    long sum = 0;
    for (int i = 0; i < skus.length; i++) {
      long price = skus[i].description().price();
      int quantity = lines.get(i).quantity();
      if (price > (Limits.AMOUNT_MAX - sum) / quantity) {
        return OUT_OF_BOUNDS;
      }
      sum += price * quantity;
    }
    return sum;
  }

  /** Returns {@link #OUT_OF_BOUNDS} when it is below 0 or more than {@link Limits#AMOUNT_MAX}. */
  static long withCharges(long goods, List<Charge> charges) {
    long sum = goods; // and at most 20 charges: no more than 21 times AMOUNT_MAX
    for (int i = 0; i < charges.size(); i++) {
      sum += charges.get(i).amount();
    }
    return sum < 0 || sum > Limits.AMOUNT_MAX ? OUT_OF_BOUNDS : sum;
  }

  /** Units of one line's SKU on all lines. Quadratic, but of a hundred lines at most. */
  static int unitsOf(Sku[] skus, int line, List<WantedLine> lines) {
    int units = 0;
    for (int i = 0; i < skus.length; i++) {
      if (skus[i] == skus[line]) {
        units += lines.get(i).quantity();
      }
    }
    return units;
  }

  /** Whether an order was placed for the same units of the same SKUs, however split into lines. */
  static boolean sameUnits(List<WantedLine> wanted, Order order) {
    List<WantedLine> ordered = new ArrayList<>();
    for (int i = 0; i < order.lineCount(); i++) {
      ordered.add(new WantedLine(order.sku(i).id(), order.quantity(i)));
    }
    return sameUnits(wanted, ordered);
  }

  /** Whether a token was signed for the same units of the same SKUs. */
  static boolean sameUnits(List<WantedLine> wanted, SubmitToken token) {
    return sameUnits(
        wanted,
        token.lines().stream().map(line -> new WantedLine(line.sku(), line.quantity())).toList());
  }

  private static boolean sameUnits(List<WantedLine> some, List<WantedLine> others) {
    return coveredBy(some, others) && coveredBy(others, some);
  }

  private static boolean coveredBy(List<WantedLine> some, List<WantedLine> others) {
    for (WantedLine line : some) {
      if (units(some, line.sku()) != units(others, line.sku())) {
        return false;
      }
    }
    return true;
  }

  private static long units(List<WantedLine> lines, SkuId sku) {
    long units = 0;
    for (WantedLine line : lines) {
      if (line.sku().equals(sku)) {
        units += line.quantity();
      }
    }
    return units;
  }

  /** What the parts of a recorded order sum to. */
  static long of(OrderPlaced placed) {
    long sum = 0;
    for (int i = 0; i < placed.lines().size(); i++) {
      PricedLine line = placed.lines().get(i);
      sum = Math.addExact(sum, Math.multiplyExact(line.unitPrice(), line.quantity()));
    }
    return withCharges(sum, placed.charges());
  }
}
