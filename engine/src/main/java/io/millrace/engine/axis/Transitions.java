package io.millrace.engine.axis;

import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.model.Course;
import io.millrace.model.Fulfilment;
import io.millrace.model.Payment;
import java.util.List;

/**
 * The tables of an order's three axes. {@code decide} looks up what an event makes of an order,
 * {@code apply} looks it up again: what stands in no row cannot happen. {@code docs/transitions.md}
 * is printed from here.
 */
public final class Transitions {
  public static final List<Transition<Course>> COURSE =
      List.of(
          new Transition<>(Course.OPEN, Event.CANCELLED, Course.CANCELLED),
          new Transition<>(Course.OPEN, Event.EXPIRED, Course.EXPIRED),
          new Transition<>(Course.OPEN, Event.COMPLETED, Course.COMPLETED));

  public static final List<Transition<Payment>> PAYMENT =
      List.of(new Transition<>(Payment.UNPAID, Event.MARKED_PAID, Payment.PAID));

  public static final List<Transition<Fulfilment>> FULFILMENT =
      List.of(
          new Transition<>(Fulfilment.NONE, Event.PART_SHIPPED, Fulfilment.PARTIAL),
          new Transition<>(Fulfilment.NONE, Event.REST_SHIPPED, Fulfilment.SHIPPED),
          new Transition<>(Fulfilment.PARTIAL, Event.PART_SHIPPED, Fulfilment.PARTIAL),
          new Transition<>(Fulfilment.PARTIAL, Event.REST_SHIPPED, Fulfilment.SHIPPED),
          new Transition<>(Fulfilment.PARTIAL, Event.PARCEL_DELIVERED, Fulfilment.PARTIAL),
          new Transition<>(Fulfilment.SHIPPED, Event.PARCEL_DELIVERED, Fulfilment.SHIPPED),
          new Transition<>(Fulfilment.SHIPPED, Event.LAST_DELIVERED, Fulfilment.DELIVERED));

  private Transitions() {}

  /** What becomes of {@code from}; that the event may happen was checked with an {@link Action}. */
  public static <S extends Enum<S>> S after(List<Transition<S>> table, S from, Event event) {
    for (int i = 0; i < table.size(); i++) {
      Transition<S> row = table.get(i);
      if (row.from() == from && row.event() == event) {
        return row.to();
      }
    }
    throw new BrokenInvariant("no transition from " + from + " by " + event);
  }
}
