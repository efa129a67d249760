package io.millrace.engine.order;

import io.millrace.engine.proof.Mix;
import io.millrace.engine.shop.Shop;
import io.millrace.model.BuyerId;
import org.jspecify.annotations.Nullable;

/**
 * A buyer of a shop who has ordered: the one instance of the id that all its orders share, and
 * where its chain of orders begins.
 */
final class Buyer {
  final Shop shop;
  final BuyerId id;

  /** Of the id's text, which each order's hash needs. */
  final long textHash;

  @Nullable Order newest;

  Buyer(Shop shop, BuyerId id) {
    this.shop = shop;
    this.id = id;
    this.textHash = Mix.text(id.value());
  }

  static int hash(Shop shop, BuyerId id) {
    return (int) Mix.mix(shop.digestId() ^ id.hashCode());
  }

  boolean isOf(Shop otherShop, BuyerId otherId) {
    return shop == otherShop && id.equals(otherId);
  }
}
