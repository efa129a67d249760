package io.millrace.bench.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Actor;
import io.millrace.proof.audit.BrokenPromise;
import io.millrace.proof.linear.Event;
import io.millrace.proof.linear.OneSku;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Recorded requests and answers of the rush, as operations of one SKU. */
final class HistoriesTest {
  private static final Actor MERCHANT = Actor.merchant("m");
  private static final String RUSH = "/v1/shops/rush";
  private static final Asking RECEIVE =
      Asking.post(RUSH + "/skus/hot/movements", MERCHANT, "a", "{'quantity':2,'cause':'RECEIVED'}");
  private static final Asking ORDER =
      Asking.post(
          RUSH + "/orders", MERCHANT, "b", "{'buyer':'x','lines':[{'sku':'hot','quantity':2}]}");
  private static final Asking CANCEL = Asking.post(RUSH + "/orders/7/cancel", MERCHANT, "c", "{}");
  private static final Asking LOOK = Asking.get(RUSH + "/skus/hot/stock", MERCHANT);

  private final Histories histories = new Histories();

  private void told(long fromNanos, long toNanos, Asking asking, int status, String body) {
    Answered answered = new Answered(status, false, 1, 1, body.replace('\'', '"'));
    histories.add(
        Event.answered(
            fromNanos, toNanos, Objects.requireNonNull(Histories.told(asking, answered))));
  }

  @Test
  void shouldFindAnOrderAcrossPieces() {
    told(0, 1, RECEIVE, 201, "{}");
    told(2, 5, ORDER, 201, "{'id':'7'}");
    told(3, 4, ORDER, 409, "{'code':'sold_out','sku':'hot','available':0}");
    told(6, 7, CANCEL, 200, "{}");
    told(8, 9, CANCEL, 409, "{'code':'order_state'}");
    told(10, 11, LOOK, 200, "{'available':2,'held':0}");
    histories.search(List.of());
    assertThat(histories.pieces()).isEqualTo(5);
    assertThat(histories.operations()).isEqualTo(6);
  }

  @Test
  void shouldObjectToWhatHasNoOrder() {
    told(0, 1, RECEIVE, 201, "{}");
    told(2, 5, ORDER, 201, "{'id':'7'}");
    told(6, 7, LOOK, 200, "{'available':1,'held':1}");
    assertThatThrownBy(() -> histories.search(List.of()))
        .isInstanceOf(BrokenPromise.class)
        .hasMessageContaining("Looked[available=1, held=1]");
  }

  @Test
  void shouldWaitForWhatIsStillUnderWay() {
    told(0, 1, RECEIVE, 201, "{}");
    told(6, 7, LOOK, 200, "{'available':0,'held':2}");
    histories.search(List.of(5L));
    assertThat(histories.pieces()).isEqualTo(1);
    told(5, 8, ORDER, 201, "{'id':'7'}");
    histories.search(List.of());
    assertThat(histories.pieces()).isEqualTo(2);
  }

  @Test
  void shouldAllowBothOfWhatNobodyWasTold() {
    told(0, 1, RECEIVE, 201, "{}");
    OneSku.Operation order = Objects.requireNonNull(Histories.unheard(ORDER));
    histories.add(Event.unanswered(2, 3, order));
    histories.search(List.of());
    assertThat(histories.unanswered()).isEqualTo(1);
    told(4, 5, LOOK, 200, "{'available':0,'held':2}");
    histories.search(List.of());
    told(6, 7, LOOK, 200, "{'available':2,'held':0}");
    assertThatThrownBy(() -> histories.search(List.of())).isInstanceOf(BrokenPromise.class);
  }

  @Test
  void shouldLeaveOutWhatChangedNothing() {
    assertThat(
            Histories.told(ORDER, new Answered(503, false, -1, 0, "{\"code\":\"storage_full\"}")))
        .isNull();
    assertThat(Histories.unheard(LOOK)).isNull();
    assertThat(Histories.unheard(Asking.post("/v1/shops/mill/orders", MERCHANT, "k", "{}")))
        .isNull();
  }
}
