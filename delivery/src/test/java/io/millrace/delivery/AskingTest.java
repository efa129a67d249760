package io.millrace.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.OrderId;
import io.millrace.model.WebhookDisabled;
import io.millrace.model.fact.WebhookEndpointDisabled;
import io.millrace.model.fact.WebhookEndpointEnabled;
import io.millrace.node.delivery.AttemptOutcome;
import io.millrace.node.delivery.AttemptView;
import io.millrace.node.delivery.DeliveryPage;
import io.millrace.node.delivery.DeliverySearch;
import io.millrace.node.delivery.DeliveryState;
import io.millrace.node.delivery.DeliveryView;
import io.millrace.node.follow.EventPlace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What receivers and operators ask, and what they may let happen again. */
class AskingTest {

  private static final String A = "http://a";
  private static final String B = "http://b";

  @TempDir Path directory;

  private Scene scene;

  @BeforeEach
  void open() {
    scene = new Scene(directory);
    scene.endpoint("a", "order.placed", "order.paid", "order.completed");
    scene.endpoint("b", "order.placed");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private DeliveryPage page(
      @Nullable EventPlace event,
      @Nullable OrderId order,
      @Nullable DeliveryState state,
      @Nullable Long before,
      int limit)
      throws Exception {
    DeliverySearch search = new DeliverySearch(Scene.SHOP, "a", event, order, state, before, limit);
    return scene.file.read(
        sql -> DeliveryReads.page(sql, EndpointRows.numberOf(sql, Scene.SHOP, "a"), 0, search));
  }

  private static List<String> events(DeliveryPage page) {
    return page.items().stream().map(DeliveryView::event).toList();
  }

  private DeliveryView find(long delivery) throws Exception {
    return scene.file.read(sql -> DeliveryReads.find(sql, 1, delivery)).orElseThrow();
  }

  @Test
  void shouldFindDeliveriesByEventOrderAndState() throws Exception {
    scene.place(1);
    scene.pay(1);
    scene.run();
    scene.hanging.add(A);
    scene.place(2);
    scene.run();
    assertThat(events(page(null, null, null, null, 10)))
        .containsExactly("event-5", "event-4", "event-3");
    assertThat(events(page(null, new OrderId(1), null, null, 10)))
        .containsExactly("event-4", "event-3");
    assertThat(events(page(new EventPlace(4, 1, 0), null, null, null, 10)))
        .containsExactly("event-4");
    assertThat(events(page(null, null, DeliveryState.WAITING, null, 10)))
        .containsExactly("event-5");
    assertThat(events(page(null, null, DeliveryState.DELIVERED, null, 10)))
        .containsExactly("event-4", "event-3");
    assertThat(events(page(null, null, DeliveryState.DEAD, null, 10))).isEmpty();
  }

  @Test
  void shouldPageFromTheNewestToTheOldest() throws Exception {
    IntStream.range(1, 8).forEach(scene::place);
    scene.run();
    DeliveryPage first = page(null, null, null, null, 4);
    assertThat(first.items()).hasSize(4);
    assertThat(first.more()).isTrue();
    DeliveryPage second = page(null, null, null, first.items().getLast().delivery(), 4);
    assertThat(second.items()).hasSize(3);
    assertThat(second.more()).isFalse();
    assertThat(events(second)).last().isEqualTo("event-3");
  }

  @Test
  void shouldKeepEveryAttemptWithoutItsSecrets() throws Exception {
    scene.receivers.put(A, _ -> Scene.BROKEN);
    scene.place(1);
    scene.run();
    scene.receivers.remove(A);
    scene.clock.passMillis(Duration.ofSeconds(6).toMillis());
    scene.run();
    DeliveryView view = find(1);
    assertThat(view.state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(view.log().stream().map(AttemptView::outcome))
        .containsExactly(AttemptOutcome.REJECTED, AttemptOutcome.DELIVERED);
    AttemptView attempt = view.log().getFirst();
    assertThat(attempt.status()).isEqualTo(500);
    assertThat(attempt.response()).isEqualTo("HTTP 500");
    assertThat(attempt.request())
        .contains("POST http://a", "webhook-id: event-3", "webhook-timestamp: ")
        .contains("webhook-signature: v1,…");
  }

  @Test
  void shouldRedeliverWhatIsDeadBehindWhatIsOpenOfItsOrder() throws Exception {
    scene.receivers.put(A, _ -> Scene.BROKEN);
    scene.place(1);
    scene.run();
    for (Duration delay : Retries.DELAYS) {
      scene.clock.passMillis(delay.multipliedBy(11).dividedBy(10).toMillis());
      scene.run();
    }
    assertThat(find(1).state()).isEqualTo(DeliveryState.DEAD);
    scene.receivers.remove(A);
    scene.hanging.add(A);
    scene.pay(1);
    scene.run();
    scene.sent.clear();
    var revived = scene.dispatcher.ask(sql -> DeliveryRows.revive(sql, 1, 1, 0));
    scene.run();
    assertThat(revived.join()).isTrue();
    assertThat(find(1).state()).isEqualTo(DeliveryState.WAITING);
    scene.hanging.clear();
    scene.run();
    assertThat(scene.sentTo(A)).containsExactly("order.paid 1", "order.placed 1");
    assertThat(find(1).attempts()).isEqualTo(11);
    assertThat(scene.dispatcher.ask(sql -> DeliveryRows.revive(sql, 2, 1, 0)))
        .as("of another endpoint")
        .satisfies(answer -> {
          scene.run();
          assertThat(answer.join()).isFalse();
        });
  }

  @Test
  void shouldReplayFromAPlaceWithTheSameIdsAndThenStop() throws Exception {
    scene.place(1);
    scene.pay(1);
    scene.place(2);
    scene.run();
    scene.sent.clear();
    assertThat(scene.replay("a", new EventPlace(3, 1, scene.clock.wallMillis()), 5)).isTrue();
    scene.run();
    assertThat(scene.sentTo(A)).containsExactlyInAnyOrder("order.paid 1", "order.placed 2");
    assertThat(scene.sent.stream().map(post -> post.fields().getFirst().value()))
        .containsExactlyInAnyOrder("event-4", "event-5");
    assertThat(scene.rows("SELECT * FROM replays")).isEmpty();
  }

  /** A replay of years must not be written down at once, and survives the process. */
  @Test
  void shouldReplayNoFasterThanTheReceiverTakesAndGoOnAfterARestart() throws Exception {
    int orders = 3 * Replays.OPEN_MAX;
    for (int order = 1; order <= orders; order++) {
      scene.place(order);
    }
    scene.run();
    scene.sent.clear();
    scene.hanging.add(A);
    assertThat(scene.replay("a", EventPlace.BEGINNING, orders)).isTrue();
    scene.run();
    assertThat(
            Long.parseLong(
                scene.rows("SELECT count(*) FROM deliveries WHERE state < 3").getFirst()))
        .isBetween((long) Replays.OPEN_MAX, Replays.OPEN_MAX + 200L);
    scene.restart();
    scene.hanging.clear();
    for (int i = 0; i < 100 && scene.sentTo(A).size() < orders; i++) {
      scene.clock.passMillis(1_000);
      scene.run();
    }
    assertThat(scene.sentTo(A)).hasSize(orders).doesNotHaveDuplicates();
    assertThat(scene.rows("SELECT * FROM replays")).isEmpty();
  }

  /** Whoever enables an endpoint and replays at once is ahead of the follower. */
  @Test
  void shouldNotReplayBeforeTheFollowerIsAsFarAsWhoeverAsks() throws Exception {
    scene.add(new WebhookEndpointDisabled("a", WebhookDisabled.BY_HAND, 2));
    scene.place(1);
    scene.run();
    scene.add(new WebhookEndpointEnabled("a", 3));
    assertThat(scene.replay("a", EventPlace.BEGINNING, 5))
        .as("the file says that it is disabled")
        .isFalse();
    scene.follow();
    assertThat(scene.replay("a", EventPlace.BEGINNING, 5)).isTrue();
    scene.run();
    assertThat(scene.sentTo(A)).containsExactly("order.placed 1");
    assertThat(scene.rows("SELECT * FROM replays")).isEmpty();
  }

  @Test
  void shouldRestAReplayWhileItsEndpointIsDisabled() throws Exception {
    scene.place(1);
    scene.run();
    scene.sent.clear();
    scene.add(new WebhookEndpointDisabled("a", WebhookDisabled.BY_HAND, 2));
    scene.run();
    assertThat(scene.replay("a", EventPlace.BEGINNING, 4)).isTrue();
    scene.run();
    assertThat(scene.sentTo(A)).isEmpty();
    scene.restart();
    scene.add(new WebhookEndpointEnabled("a", 3));
    scene.run();
    assertThat(scene.sentTo(A)).containsExactly("order.placed 1");
    assertThat(scene.rows("SELECT * FROM replays")).isEmpty();
  }

  /** One that hangs has what it gets, and is nobody else's trouble. */
  @Test
  void shouldReplayToOthersWhileOneIsStuck() throws Exception {
    int orders = Replays.OPEN_MAX + 300;
    for (int order = 1; order <= orders; order++) {
      scene.place(order);
    }
    scene.run();
    scene.sent.clear();
    scene.hanging.add(A);
    assertThat(scene.replay("a", EventPlace.BEGINNING, orders)).isTrue();
    assertThat(scene.replay("b", EventPlace.BEGINNING, orders)).isTrue();
    for (int i = 0; i < 100 && scene.sentTo(B).size() < orders; i++) {
      scene.run();
      scene.clock.passMillis(1_000);
    }
    assertThat(scene.sentTo(B)).hasSize(orders);
    assertThat(scene.rows("SELECT endpoint FROM replays")).containsExactly("1");
  }

  @Test
  void shouldReplaceAReplayByALaterOne() throws Exception {
    scene.place(1);
    scene.place(2);
    scene.run();
    scene.sent.clear();
    assertThat(scene.replay("a", EventPlace.BEGINNING, 4)).isTrue();
    assertThat(scene.replay("b", EventPlace.BEGINNING, 4)).isTrue();
    EventPlace behindFirst = new EventPlace(3, 1, scene.clock.wallMillis());
    assertThat(scene.replay("a", behindFirst, 4)).isTrue();
    assertThat(scene.rows("SELECT endpoint, sequence FROM replays ORDER BY endpoint"))
        .containsExactly("1 3", "2 0");
    scene.run();
    assertThat(scene.sentTo(A)).containsExactly("order.placed 2");
  }

  @Test
  void shouldGoOnWithAReplayWhenTheLogCanBeReadAgain() throws Exception {
    scene.place(1);
    scene.run();
    scene.sent.clear();
    scene.isReadable = false;
    assertThat(scene.replay("a", EventPlace.BEGINNING, 3)).isTrue();
    scene.place(2);
    scene.run();
    assertThat(scene.complaints.all).containsExactly("replay mill a the log cannot be read");
    assertThat(scene.sentTo(A)).as("what is new").containsExactly("order.placed 2");
    scene.isReadable = true;
    scene.clock.passMillis(Duration.ofMinutes(1).toMillis());
    scene.run();
    assertThat(scene.sentTo(A)).contains("order.placed 1");
  }
}
