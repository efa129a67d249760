package io.millrace.engine.order;

import io.millrace.engine.proof.Mix;
import io.millrace.engine.shop.Shop;
import io.millrace.engine.table.Chained;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An order, findable by the merchant's own name for it. */
final class Reference implements Chained<Reference> {
  final Order order;
  private @Nullable Reference next;

  Reference(Order order) {
    this.order = order;
  }

  static int hash(Shop shop, String text) {
    return (int) Mix.mix(shop.digestId(), Mix.text(text));
  }

  boolean isOf(Shop shop, String text) {
    return order.shop == shop && text().equals(text);
  }

  private String text() {
    return Objects.requireNonNull(order.placed.reference());
  }

  @Override
  public int hash() {
    return hash(order.shop, text());
  }

  @Override
  public @Nullable Reference next() {
    return next;
  }

  @Override
  public void next(@Nullable Reference next) {
    this.next = next;
  }
}
