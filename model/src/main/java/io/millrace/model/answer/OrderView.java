package io.millrace.model.answer;

import io.millrace.model.Course;
import io.millrace.model.Fulfilment;
import io.millrace.model.OrderStatus;
import io.millrace.model.Payment;
import io.millrace.model.fact.OrderPlaced;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as it is.
 *
 * @param paymentDeadlineMillis as it stands; {@code placed} has the one from the beginning
 * @param completesAtMillis when it completes by itself, unless somebody completes it before
 */
public record OrderView(
    OrderPlaced placed,
    long createdAtMillis,
    long updatedAtMillis,
    long paymentDeadlineMillis,
    Course course,
    Payment payment,
    Fulfilment fulfilment,
    long paid,
    List<LineProgress> progress,
    List<ShipmentView> shipments,
    @Nullable Long closedAtMillis,
    @Nullable String closeReason,
    @Nullable Long completesAtMillis,
    @Nullable StuckView stuck,
    int version)
    implements Answer {
  public OrderView {
    progress = List.copyOf(progress);
    shipments = List.copyOf(shipments);
  }

  public OrderStatus status() {
    return OrderStatus.of(course, payment, fulfilment);
  }
}
