package io.millrace.engine.order;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.proof.Mix;
import io.millrace.engine.shop.Shop;
import io.millrace.engine.table.HashIndex;
import io.millrace.engine.table.Slots;
import org.jspecify.annotations.Nullable;

/** The way from a merchant's reference to a parcel. Owned by the shard's writer. */
final class ParcelNames {
  private final OrderSlabs orders;
  private final Slots<Named> named = new Slots<>();
  private final HashIndex index = new HashIndex();

  ParcelNames(OrderSlabs orders) {
    this.orders = orders;
  }

  /** Where a parcel with a reference is; the parcel itself holds the text. */
  record Named(int position, int shipment) {}

  /** For a parcel that is there already. Without a reference there is nothing to remember. */
  void add(Shop shop, int position, Parcels.Parcel parcel) {
    String reference = parcel.fact.reference();
    if (reference != null) {
      check(find(shop, reference) == null, "a reference names one shipment");
      index.add(hash(shop, reference), named.add(new Named(position, parcel.fact.shipment())));
    }
  }

  /** Before the order leaves. */
  void removeAll(Shop shop, int position, Parcels parcels) {
    for (int shipment = 1; shipment <= parcels.count(); shipment++) {
      String reference = parcels.get(shipment).fact.reference();
      if (reference != null) {
        int number = number(shop, reference);
        check(
            named.get(number).equals(new Named(position, shipment)),
            "a shipment that leaves is found by its reference");
        index.remove(hash(shop, reference), number);
        named.remove(number);
      }
    }
  }

  @Nullable Named find(Shop shop, String reference) {
    int number = number(shop, reference);
    return number == HashIndex.NONE ? null : named.get(number);
  }

  private int number(Shop shop, String reference) {
    int hash = hash(shop, reference);
    int number = index.first(hash);
    while (number != HashIndex.NONE && !isOf(named.get(number), shop, reference)) {
      number = index.after(hash, number);
    }
    return number;
  }

  private boolean isOf(Named candidate, Shop shop, String reference) {
    return orders.shop(candidate.position) == shop
        && reference.equals(parcel(candidate).fact.reference());
  }

  Parcels.Parcel parcel(Named at) {
    return orders.claimParcels(at.position).get(at.shipment);
  }

  private static int hash(Shop shop, String reference) {
    return (int) Mix.mix(shop.digestId(), Mix.text(reference));
  }

  int size() {
    return named.size();
  }

  long bytes() {
    return index.bytes() + (long) named.size() * NAMED_BYTES;
  }

  /** An object of two numbers, and the reference to it. */
  private static final int NAMED_BYTES = 20;
}
