package io.millrace.model.refusal;

import io.millrace.model.OrderId;

/** The order is not in memory: it was archived, if it ever was. */
public record OrderArchived(OrderId order) implements Refusal {
  @Override
  public Code code() {
    return Code.ORDER_ARCHIVED;
  }
}
