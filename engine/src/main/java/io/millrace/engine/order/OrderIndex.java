package io.millrace.engine.order;

import io.millrace.engine.shop.Shop;
import io.millrace.engine.table.GrowingTable;
import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The ways to an order: by id, by reference, and from its buyer, newest first. */
final class OrderIndex {
  /** Order, fact, id, list and one line: 64 + 56 + 16 + 16 + 32. */
  private static final int ORDER_BYTES = 184;

  /** Entry, id and a name of some twenty characters. */
  private static final int BUYER_BYTES = 96;

  private final GrowingTable<Order> orders = new GrowingTable<>();
  private final GrowingTable<Reference> references = new GrowingTable<>();
  private final GrowingTable<Buyer> buyers = new GrowingTable<>();

  @Nullable Order find(Shop shop, OrderId id) {
    Order order = orders.first(Order.hash(id.value()));
    while (order != null && order.id() != id.value()) {
      order = order.next();
    }
    return order != null && order.shop == shop ? order : null;
  }

  @Nullable Order find(Shop shop, String reference) {
    Reference entry = references.first(Reference.hash(shop, reference));
    while (entry != null && !entry.isOf(shop, reference)) {
      entry = entry.next();
    }
    return entry == null ? null : entry.order;
  }

  @Nullable Buyer findBuyer(Shop shop, BuyerId id) {
    Buyer buyer = buyers.first(Buyer.hash(shop, id));
    while (buyer != null && !buyer.isOf(shop, id)) {
      buyer = buyer.next();
    }
    return buyer;
  }

  Buyer claimBuyer(Shop shop, BuyerId id) {
    Buyer known = findBuyer(shop, id);
    if (known != null) {
      return known;
    }
    Buyer buyer = new Buyer(shop, id);
    buyers.add(buyer);
    return buyer;
  }

  void add(Order order, Buyer buyer) {
    orders.add(order);
    buyer.newest = order;
    if (order.placed.reference() != null) {
      references.add(new Reference(order));
    }
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
        + orders.bucketBytes()
        + references.bucketBytes()
        + buyers.bucketBytes();
  }
}
