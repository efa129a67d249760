package io.millrace.node.delivery;

import java.util.List;

/** Some deliveries, without their attempts. */
public record DeliveryPage(List<DeliveryView> items, boolean more) {
  public DeliveryPage {
    items = List.copyOf(items);
  }
}
