package io.millrace.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Actor;
import io.millrace.model.OrderId;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.command.Command;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.ReadTime;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class LaneQueueTest {

  private static final ShopId RUSH = new ShopId("rush");
  private static final ShopId QUIET = new ShopId("quiet");

  @Test
  void shouldRefuseWhatIsOverTheLaneAndTakeAgainWhenThereIsRoom() {
    LaneQueue lane = new LaneQueue(2, 2);
    assertThat(lane.offer(ticket(RUSH, new ReadTime()))).isTrue();
    assertThat(lane.offer(ticket(QUIET, new ReadTime()))).isTrue();
    assertThat(lane.offer(ticket(QUIET, new ReadTime()))).isFalse();
    assertThat(lane.count()).isEqualTo(2);
    assertThat(lane.poll()).isNotNull();
    assertThat(lane.offer(ticket(QUIET, new ReadTime()))).isTrue();
  }

  @Test
  void shouldKeepRoomForOthersWhenOneShopIsInARush() {
    LaneQueue lane = new LaneQueue(4, 3);
    for (int i = 0; i < 3; i++) {
      assertThat(lane.offer(ticket(RUSH, new ReadTime()))).isTrue();
    }
    assertThat(lane.offer(ticket(RUSH, new ReadTime()))).isFalse();
    assertThat(lane.offer(ticket(QUIET, new ReadTime()))).isTrue();
    assertThat(lane.count()).isEqualTo(4);
  }

  @Test
  void shouldTakeFinishingWorkFirstButNotMoreThanItsShare() {
    Ingress ingress = new Ingress(new IngressLimits(8_192, 8_192));
    for (int i = 0; i < Batch.TICKETS_MAX; i++) {
      ingress.offer(Lane.FINISHING, ticket(RUSH, new CompleteOrder(new OrderId(1))));
      ingress.offer(Lane.ORDINARY, ticket(QUIET, new ReadTime()));
    }
    assertThat(finishingAmong(ingress, 256)).isEqualTo(192);
    assertThat(finishingAmong(ingress, 256)).as("however a batch is cut").isEqualTo(192);
  }

  private static int finishingAmong(Ingress ingress, int tickets) {
    int finishing = 0;
    for (int i = 0; i < tickets; i++) {
      Ticket ticket = ingress.poll();
      assertThat(ticket).isNotNull();
      if (ticket != null && ticket.request().command() instanceof CompleteOrder) {
        finishing++;
      }
    }
    return finishing;
  }

  @Test
  void shouldGiveTheWholeBatchToFinishingWorkWhenNobodyElseWaits() {
    Ingress ingress = new Ingress(new IngressLimits(8_192, 8_192));
    for (int i = 0; i < Batch.TICKETS_MAX; i++) {
      ingress.offer(Lane.FINISHING, ticket(RUSH, new CompleteOrder(new OrderId(1))));
    }
    for (int i = 0; i < Batch.TICKETS_MAX; i++) {
      assertThat(ingress.poll()).isNotNull();
    }
    assertThat(ingress.isEmpty()).isTrue();
  }

  @Test
  void shouldShowWhatIsNextAndLeaveItInTheLanes() {
    Ingress ingress = new Ingress(new IngressLimits(8, 8));
    Request[] coming = new Request[4];
    assertThat(ingress.peek(coming)).isZero();
    for (int i = 1; i <= 3; i++) {
      ingress.offer(Lane.ORDINARY, ticket(QUIET, new ReadTime()));
    }
    ingress.offer(Lane.FINISHING, ticket(RUSH, new CompleteOrder(new OrderId(1))));
    assertThat(ingress.peek(coming)).isEqualTo(4);
    assertThat(coming).extracting(Request::shop).containsExactly(RUSH, QUIET, QUIET, QUIET);
    ingress.offer(Lane.ORDINARY, ticket(QUIET, new ReadTime()));
    assertThat(ingress.peek(coming)).as("no more than there is room for").isEqualTo(4);
    for (int i = 1; i <= 5; i++) {
      assertThat(ingress.poll()).isNotNull();
    }
    assertThat(ingress.peek(coming)).isZero();
  }

  static Ticket ticket(ShopId shop, Command command) {
    return new Ticket(Request.of(shop, Actor.OPERATOR, command), new CompletableFuture<>());
  }
}
