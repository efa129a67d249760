package io.millrace.engine.axis;

import io.millrace.model.Course;
import io.millrace.model.Fulfilment;
import io.millrace.model.Payment;
import java.util.Set;

/**
 * What may be asked of an order, and where it must stand on all three axes for that. The words are
 * the last segment of the routes and stand in {@code allowed} of a refusal.
 */
@SuppressWarnings("ImmutableEnumChecker") // sets made by Set.of never change
public enum Action {
  MARK_PAID("mark-paid", Set.of(Course.OPEN), Set.of(Payment.UNPAID), Set.of(Fulfilment.NONE)),
  CANCEL("cancel", Set.of(Course.OPEN), Set.of(Payment.UNPAID), Set.of(Fulfilment.NONE)),
  EXTEND("extend", Set.of(Course.OPEN), Set.of(Payment.UNPAID), Set.of(Fulfilment.NONE)),
  SHIP(
      "ship",
      Set.of(Course.OPEN),
      Set.of(Payment.PAID),
      Set.of(Fulfilment.NONE, Fulfilment.PARTIAL)),
  /** Also after the order was completed: buyers are often quicker than news from the carrier. */
  DELIVERED(
      "delivered",
      Set.of(Course.OPEN, Course.COMPLETED),
      Set.of(Payment.PAID),
      Set.of(Fulfilment.PARTIAL, Fulfilment.SHIPPED)),
  /** Once, and only an order that would complete by itself. */
  POSTPONE_COMPLETION(
      "postpone-completion",
      Set.of(Course.OPEN),
      Set.of(Payment.PAID),
      Set.of(Fulfilment.SHIPPED, Fulfilment.DELIVERED)),
  COMPLETE(
      "complete",
      Set.of(Course.OPEN),
      Set.of(Payment.PAID),
      Set.of(Fulfilment.SHIPPED, Fulfilment.DELIVERED));

  private final String word;
  private final Set<Course> courses;
  private final Set<Payment> payments;
  private final Set<Fulfilment> fulfilments;

  Action(String word, Set<Course> courses, Set<Payment> payments, Set<Fulfilment> fulfilments) {
    this.word = word;
    this.courses = courses;
    this.payments = payments;
    this.fulfilments = fulfilments;
  }

  public String word() {
    return word;
  }

  public boolean allows(Course course, Payment payment, Fulfilment fulfilment) {
    return courses.contains(course)
        && payments.contains(payment)
        && fulfilments.contains(fulfilment);
  }
}
