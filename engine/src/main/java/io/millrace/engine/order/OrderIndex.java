package io.millrace.engine.order;

import io.millrace.engine.proof.Mix;
import io.millrace.engine.shop.Shop;
import io.millrace.engine.table.Appended;
import io.millrace.engine.table.HashIndex;
import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The ways to an order: by id, by reference, and from its buyer, newest first. */
final class OrderIndex {
  /** Order, fact, id, list and one line (56 + 56 + 16 + 16 + 32), and two places in lists. */
  private static final int ORDER_BYTES = 176 + Integer.BYTES + Long.BYTES;

  /** Entry, id and a name of some twenty characters. */
  private static final int BUYER_BYTES = 96;

  private final Appended<Order> orders = new Appended<>();
  private final RisingIds ids = new RisingIds();
  private final HashIndex references = new HashIndex();
  private final Appended<Buyer> buyers = new Appended<>();
  private final HashIndex buyerNames = new HashIndex();

  @Nullable Order find(Shop shop, OrderId id) {
    int position = ids.find(id.value());
    Order order = position == HashIndex.NONE ? null : orders.get(position);
    return order != null && order.shop == shop ? order : null;
  }

  @Nullable Order find(Shop shop, String reference) {
    int position =
        references.find(hash(shop, reference), at -> isOf(orders.get(at), shop, reference));
    return position == HashIndex.NONE ? null : orders.get(position);
  }

  private static boolean isOf(Order order, Shop shop, String reference) {
    return order.shop == shop && reference.equals(order.placed.reference());
  }

  private static int hash(Shop shop, String reference) {
    return (int) Mix.mix(shop.digestId(), Mix.text(reference));
  }

  @Nullable Buyer findBuyer(Shop shop, BuyerId id) {
    int position = buyerNames.find(Buyer.hash(shop, id), at -> buyers.get(at).isOf(shop, id));
    return position == HashIndex.NONE ? null : buyers.get(position);
  }

  Buyer claimBuyer(Shop shop, BuyerId id) {
    Buyer known = findBuyer(shop, id);
    if (known != null) {
      return known;
    }
    Buyer buyer = new Buyer(shop, id);
    buyerNames.add(Buyer.hash(shop, id), buyers.add(buyer));
    return buyer;
  }

  /** Returns the order's position, which never changes. */
  int add(Order order, Buyer buyer) {
    ids.add(order.id());
    int position = orders.add(order);
    buyer.newest = order;
    String reference = order.placed.reference();
    if (reference != null) {
      references.add(hash(order.shop, reference), position);
    }
    return position;
  }

  Order get(int position) {
    return orders.get(position);
  }

  int orders() {
    return orders.size();
  }

  int buyers() {
    return buyers.size();
  }

  int references() {
    return references.size();
  }

  void forEach(Consumer<Order> action) {
    orders.forEach(action);
  }

  void forEachBuyer(Consumer<Buyer> action) {
    buyers.forEach(action);
  }

  long estimatedBytes() {
    return (long) orders.size() * ORDER_BYTES
        + (long) buyers.size() * BUYER_BYTES
        + references.bytes()
        + buyerNames.bytes();
  }
}
