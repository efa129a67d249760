package io.millrace.model.refusal;

import io.millrace.model.OrderStatus;
import java.util.List;

/** The order is in a state that does not allow this. */
public record OrderStateRefused(OrderStatus status, List<String> allowed) implements Refusal {
  public OrderStateRefused {
    allowed = List.copyOf(allowed);
  }

  @Override
  public Code code() {
    return Code.ORDER_STATE;
  }
}
