package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.OrderId;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderExpired;
import io.millrace.model.fact.OrderExtended;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderPlaced;
import java.util.HashMap;
import java.util.Map;

/** What the log says of unpaid orders: each leaves that state once, and by time not too early. */
final class OrderWatch {
  private final Map<OrderId, Long> deadlines = new HashMap<>();
  private int expired;

  void seen(Fact fact, long atMillis) {
    switch (fact) {
      case OrderPlaced placed -> deadlines.put(placed.order(), placed.paymentDeadlineMillis());
      case OrderExtended extended -> {
        leave(extended.order());
        deadlines.put(extended.order(), extended.paymentDeadlineMillis());
      }
      case OrderMarkedPaid paid -> leave(paid.order());
      case OrderCancelled cancelled -> leave(cancelled.order());
      case OrderExpired closed -> {
        assertThat(atMillis).isGreaterThanOrEqualTo(leave(closed.order()));
        expired++;
      }
      default -> {
        // not about whether an order is paid
      }
    }
  }

  private long leave(OrderId order) {
    Long deadline = deadlines.remove(order);
    assertThat(deadline).as("order %s is paid, given up or expired once", order).isNotNull();
    return deadline == null ? Long.MAX_VALUE : deadline;
  }

  int expired() {
    return expired;
  }
}
