package io.millrace.engine.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Course;
import io.millrace.model.Fulfilment;
import io.millrace.model.Limits;
import io.millrace.model.Payment;
import org.junit.jupiter.api.Test;

class OrderRowsTest {
  private static final int LINES = Limits.ORDER_LINES_MAX;

  private final OrderRows rows = new OrderRows();

  @Test
  void shouldHaveRoomForAllLinesThatAnOrderMayHave() {
    assertThat(Limits.ORDER_LINES_MAX).isLessThanOrEqualTo(Span.COUNT_MAX);
  }

  /** Parts of words at their largest, so that one which spills over is seen in its neighbour. */
  @Test
  void shouldKeepPartsOfAWordApart() {
    int max = Integer.MAX_VALUE;
    long latest = 1 + 0xffff_ffffL;
    int order = rows.add(7, 1, latest, Long.MAX_VALUE, max, max - 1, new Span(max, LINES));
    assertThat(rows.newer(order)).isEqualTo(Buyers.NONE);
    rows.newer(order, max - 1);
    assertThat(rows.newer(order)).isEqualTo(max - 1);
    assertThat(rows.deadlineMillis(order)).isEqualTo(latest);
    assertThat(rows.id(order)).isEqualTo(7);
    assertNew(order, max, max - 1, max);
    rows.extras(order, max - 1);
    assertNew(order, max, max - 1, max);
    for (Course course : Course.values()) {
      for (Payment payment : Payment.values()) {
        for (Fulfilment fulfilment : Fulfilment.values()) {
          rows.stand(order, course, payment, fulfilment);
          assertThat(rows.course(order)).isEqualTo(course);
          assertThat(rows.payment(order)).isEqualTo(payment);
          assertThat(rows.fulfilment(order)).isEqualTo(fulfilment);
          assertThat(rows.lines(order)).isEqualTo(new Span(max, LINES));
          assertThat(rows.extras(order)).isEqualTo(max - 1);
        }
      }
    }
  }

  @Test
  void shouldCountVersionsBesideTheFirstLine() {
    int order = rows.add(9, 1, 2, 3, 0, Buyers.NONE, new Span(7, Span.COUNT_MAX));
    assertNew(order, 0, Buyers.NONE, 7);
    assertThat(rows.extras(order)).isEqualTo(-1);
    rows.extras(order, 5);
    assertThat(rows.extras(order)).isEqualTo(5);
    for (int version = 2; version <= 300; version++) {
      rows.update(order, version);
      assertThat(rows.version(order)).isEqualTo(version);
      assertThat(rows.updatedAtMillis(order)).isEqualTo(version);
    }
    assertThat(rows.createdAtMillis(order)).isEqualTo(1);
    assertThat(rows.lines(order)).isEqualTo(new Span(7, Span.COUNT_MAX));
  }

  private void assertNew(int order, int buyer, int older, int firstLine) {
    assertThat(rows.buyer(order)).isEqualTo(buyer);
    assertThat(rows.older(order)).isEqualTo(older);
    assertThat(rows.lines(order).first()).isEqualTo(firstLine);
    assertThat(rows.version(order)).isEqualTo(1);
    assertThat(rows.course(order)).isEqualTo(Course.OPEN);
    assertThat(rows.payment(order)).isEqualTo(Payment.UNPAID);
    assertThat(rows.fulfilment(order)).isEqualTo(Fulfilment.NONE);
  }
}
