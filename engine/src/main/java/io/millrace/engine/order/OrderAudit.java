package io.millrace.engine.order;

import io.millrace.engine.goods.Goods;
import io.millrace.engine.goods.Sku;
import io.millrace.engine.goods.Stock;
import io.millrace.model.Course;
import io.millrace.model.Payment;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Counts what the orders hold, have committed and have shipped, and compares it with the stock. */
final class OrderAudit {
  private final OrderSlabs slabs;
  private final Goods goods;
  private final Consumer<String> broken;
  private final Map<Sku, Units> counted = new HashMap<>();
  private int references;
  private int parcelNames;

  OrderAudit(OrderSlabs slabs, Goods goods, Consumer<String> broken) {
    this.slabs = slabs;
    this.goods = goods;
    this.broken = broken;
  }

  private static final class Units {
    long held;
    long committed;
    long shipped;
  }

  void run() {
    slabs.forEach(this::count);
    goods.forEach(this::compare);
    if (references != slabs.references()) {
      broken.accept(references + " orders have a reference, the index " + slabs.references());
    }
    if (parcelNames != slabs.parcelNames.size()) {
      broken.accept(
          parcelNames + " shipments have a reference, the index " + slabs.parcelNames.size());
    }
    auditChains();
  }

  private void count(Order order) {
    for (int i = 0; i < order.lineCount(); i++) {
      Units units = counted.computeIfAbsent(order.sku(i), any -> new Units());
      int unshipped = order.unshipped(i);
      units.shipped += order.quantity(i) - unshipped;
      if (order.payment() == Payment.PAID) {
        units.committed += unshipped;
      } else if (order.course() == Course.OPEN) {
        units.held += unshipped;
      }
    }
    if (slabs.stuck.has(order.shop(), order.id().value()) != (order.extras().stuck != null)) {
      broken.accept("order " + order.id() + " is stuck, or not, and the index says otherwise");
    }
    countNames(order);
    String reference = order.extras().reference;
    if (reference != null) {
      references++;
      if (!order.equals(slabs.find(order.shop(), reference))) {
        broken.accept("order " + order.id() + " is not found by its reference");
      }
    }
    if (!order.equals(slabs.find(order.shop(), order.id()))) {
      broken.accept("order " + order.id() + " is not found by its id");
    }
  }

  private void countNames(Order order) {
    Parcels parcels = order.parcels();
    for (int n = 1; parcels != null && n <= parcels.count(); n++) {
      String reference = parcels.get(n).fact.reference();
      if (reference != null) {
        parcelNames++;
        if (!new ParcelNames.Named(order.position(), n)
            .equals(slabs.parcelNames.find(order.shop(), reference))) {
          broken.accept("shipment " + n + " of " + order.id() + " is not found by its reference");
        }
      }
    }
  }

  private void compare(Sku sku) {
    Units units = counted.getOrDefault(sku, new Units());
    Stock stock = sku.stock();
    compare(sku, "held", stock.held(), units.held);
    compare(sku, "committed", stock.committed(), units.committed);
    boolean isWhole = sku.shop().archived() == 0; // else those that left have shipped the rest
    if (isWhole || units.shipped > stock.shipped()) {
      compare(sku, "shipped", stock.shipped(), units.shipped);
    }
  }

  private void compare(Sku sku, String what, long said, long found) {
    if (said != found) {
      broken.accept(sku.id() + " says " + said + " units " + what + ", its orders " + found);
    }
  }

  private void auditChains() {
    int chained = 0;
    for (int buyer = 0; buyer < slabs.buyers.numbers(); buyer++) {
      if (!slabs.buyers.has(buyer)) {
        continue;
      }
      Order newest = slabs.get(slabs.buyers.newest(buyer));
      if (slabs.buyers.find(newest.shop(), newest.buyerId()) != buyer) {
        broken.accept("buyer " + newest.buyerId() + " is not found by its id");
      }
      for (Order order = newest; order != null; order = order.older()) {
        chained++;
        Order older = order.older();
        if (order.buyer() != buyer) {
          broken.accept("order " + order.id() + " is in the chain of another buyer");
        }
        int newer = slabs.rows.newer(order.position());
        if (newer != Buyers.NONE && slabs.rows.older(newer) != order.position()) {
          broken.accept("order " + order.id() + " is told of a newer one that knows another");
        }
        if (older != null && older.id().compareTo(order.id()) >= 0) {
          broken.accept("order " + older.id() + " is not older than the one after it");
        }
      }
    }
    if (chained != slabs.orders()) {
      broken.accept(chained + " orders are in buyers' chains, " + slabs.orders() + " exist");
    }
  }
}
