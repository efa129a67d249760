package io.millrace.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import io.millrace.delivery.http.Post;
import io.millrace.delivery.http.Post.Field;
import io.millrace.delivery.http.PostResult;
import io.millrace.delivery.http.PostResult.Answered;
import io.millrace.delivery.party.FailureKind;
import io.millrace.delivery.party.PartySettings;
import io.millrace.delivery.party.Retry;
import io.millrace.model.ShopId;
import io.millrace.model.WebhookDisabled;
import io.millrace.model.WebhookSettings;
import io.millrace.model.command.DisableWebhookEndpoint;
import io.millrace.model.fact.WebhookEndpointDefined;
import io.millrace.node.delivery.CallReplay;
import io.millrace.node.delivery.CallSearch;
import io.millrace.node.delivery.CallView;
import io.millrace.node.delivery.Holdup;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries to endpoints that name a third party of the operator's. */
class PartyDeliveryTest {

  private static final String URL = "https://depot.example/v1/hooks";
  private static final String A = "http://a";
  private static final PostResult DOWN =
      new PostResult.Failed(PostResult.Failure.UNREACHABLE, "refused", false);

  @TempDir Path directory;

  private Scene scene;

  @BeforeEach
  void open() {
    scene = new Scene(directory);
    scene.parties(depot(new PartySettings.Audience.Everybody(), Retry.DEFAULT));
    scene.endpointAt("d", "party:depot/hooks", "*");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /** Opens after four calls, for fifteen seconds. */
  private static PartySettings depot(PartySettings.Audience webhooks, Retry retry) {
    PartySettings usual = PartySettings.of("depot", URI.create("https://depot.example/v1"));
    return new PartySettings(
        "depot",
        usual.baseUrl(),
        new PartySettings.Form(
            "Idempotency-Key", List.of(new Field("X-Access", "depot-secret")), Set.of()),
        usual.timeouts(),
        retry,
        new PartySettings.Breaker(50, 10, 4, Duration.ofSeconds(15), 1),
        usual.callsMax(),
        usual.rate(),
        webhooks);
  }

  private void pass(Duration time) {
    scene.clock.passMillis(time.toMillis());
    scene.run();
  }

  private static @Nullable String field(Post post, String name) {
    return post.fields().stream()
        .filter(field -> field.name().equals(name))
        .map(Field::value)
        .findFirst()
        .orElse(null);
  }

  private List<CallView> calls(@Nullable String order) throws Exception {
    return scene.gateway.page(new CallSearch(null, order, null, null, 100)).items();
  }

  @Test
  void shouldSendWhatAnEndpointGetsAndLogIt() throws Exception {
    scene.place(7);
    scene.run();
    Post post = scene.sent.getLast();
    assertThat(post.url()).hasToString(URL);
    assertThat(post.body()).isEqualTo("order.placed 7");
    assertThat(field(post, "X-Access")).isEqualTo("depot-secret");
    assertThat(field(post, "Idempotency-Key")).isEqualTo(field(post, "webhook-id")).isNotNull();
    Map<String, List<String>> head = new HashMap<>();
    post.fields().forEach(each -> head.put(each.name(), List.of(each.value())));
    new Webhook(Base64.getEncoder().encodeToString(Scene.secret("d")))
        .verify(post.body(), HttpHeaders.of(head, (_, _) -> true));
    assertThat(calls("7"))
        .singleElement()
        .satisfies(call -> {
          assertThat(call.party()).isEqualTo("depot");
          assertThat(call.shop()).isEqualTo("mill");
          assertThat(call.key()).isEqualTo(field(post, "webhook-id"));
          assertThat(call.outcome()).isEqualTo("WELL");
          assertThat(call.request())
              .contains("X-Access: …", "webhook-signature: …")
              .doesNotContain("depot-secret", String.valueOf(field(post, "webhook-signature")));
        });
    assertThat(scene.rows("SELECT outcome, status, response FROM attempts ORDER BY delivery"))
        .last()
        .isEqualTo("1 204 HTTP 204 (tries: 1)");
  }

  @Test
  void shouldSendAgainWithTheSameKeyWhenAnOperatorSaysSo() throws Exception {
    scene.place(7);
    scene.run();
    CallView call = calls("7").getFirst();
    assertThat(scene.gateway.replay(call.number(), "OPERATOR", false))
        .isEqualTo(new CallReplay.Done(204, 1));
    Post again = scene.sent.getLast();
    assertThat(field(again, "Idempotency-Key")).isEqualTo(call.key());
    assertThat(field(again, "X-Access")).as("what the file says now").isEqualTo("depot-secret");
    assertThat(calls("7"))
        .first()
        .satisfies(replay -> {
          assertThat(replay.replayOf()).isEqualTo(call.number());
          assertThat(replay.by()).isEqualTo("OPERATOR");
          assertThat(replay.call()).isEqualTo(call.call());
        });
    assertThat(scene.gateway.replay(99, "OPERATOR", false)).isInstanceOf(CallReplay.Unknown.class);
    scene.parties();
    assertThat(scene.gateway.replay(call.number(), "OPERATOR", false))
        .isInstanceOf(CallReplay.Unknown.class);
  }

  /** The party's own tries are one attempt; the days between attempts are the table's. */
  @Test
  void shouldTryByTheTableOfDaysWhatThePartyHasGivenUp() throws Exception {
    scene.run();
    scene.receivers.put(URL, _ -> Scene.BROKEN);
    scene.place(7);
    scene.run();
    assertThat(calls("7")).as("two tries of one call").hasSize(2);
    assertThat(scene.rows("SELECT tries, state FROM deliveries WHERE order_id = 7"))
        .containsExactly("1 " + DeliveryTables.READY);
    scene.receivers.clear();
    pass(Duration.ofSeconds(6));
    assertThat(scene.rows("SELECT state FROM deliveries WHERE order_id = 7"))
        .containsExactly(Integer.toString(DeliveryTables.DELIVERED));
    assertThat(calls("7").stream().map(CallView::key).distinct()).hasSize(1);
  }

  @Test
  void shouldGiveUpAtOnceWhatTheOperatorWantsGivenUp() throws Exception {
    Retry.Rule never =
        new Retry.Rule(0, Duration.ofMillis(1), Duration.ofMillis(1), Retry.Then.NEVER);
    scene.parties(
        depot(
            new PartySettings.Audience.Everybody(),
            new Retry(Map.of(FailureKind.REJECTED, never))));
    scene.receivers.put(URL, _ -> new Answered(422, "HTTP 422", null));
    scene.place(7);
    scene.run();
    assertThat(scene.rows("SELECT state, attempts FROM deliveries WHERE order_id = 7"))
        .containsExactly(DeliveryTables.DEAD + " 1");
  }

  /** What the breaker holds back is no failure of the receiver's, and nobody else waits for it. */
  @Test
  void shouldPutOffWhatTheBreakerHoldsBack() throws Exception {
    scene.endpoint("a", "order.placed");
    scene.run();
    scene.receivers.put(URL, _ -> DOWN);
    for (int order = 1; order <= 20; order++) {
      scene.place(order);
      scene.run();
    }
    int tries = calls(null).size();
    assertThat(tries).isLessThan(10);
    assertThat(scene.sentTo(A)).hasSize(20);
    assertThat(scene.gateway.statuses().getFirst().breaker().name()).isEqualTo("OPEN");
    assertThat(scene.dispatcher.holdup(1)).isEqualTo(Holdup.BREAKER_OPEN);
    assertThat(scene.rows("SELECT count(*) FROM deliveries WHERE endpoint = 1 AND attempts = 0"))
        .first()
        .satisfies(untried -> assertThat(Integer.parseInt(untried)).isGreaterThan(15));
    for (int second = 0; second < 10; second++) {
      pass(Duration.ofSeconds(1));
    }
    assertThat(calls(null)).as("left alone").hasSize(tries);
    scene.receivers.remove(URL);
    for (int second = 0; second < 400; second++) {
      pass(Duration.ofSeconds(1));
    }
    assertThat(scene.dispatcher.holdup(1)).isNull();
    assertThat(scene.rows("SELECT count(*) FROM deliveries WHERE state <> 3")).containsExactly("0");
  }

  @Test
  void shouldWaitForAPartyThatTheFileDoesNotOpenToTheShop() throws Exception {
    for (PartySettings.Audience nobody :
        List.of(
            new PartySettings.Audience.Nobody(),
            new PartySettings.Audience.Shops(Set.of(new ShopId("another"))))) {
      scene.run();
      int sent = scene.sent.size();
      scene.parties(depot(nobody, Retry.DEFAULT));
      scene.place(7);
      scene.run();
      assertThat(scene.sent).hasSize(sent);
      assertThat(scene.complaints.all).endsWith("no party mill d depot");
      assertThat(scene.dispatcher.holdup(1)).isEqualTo(Holdup.PARTY_UNKNOWN);
      scene.parties(depot(new PartySettings.Audience.Shops(Set.of(Scene.SHOP)), Retry.DEFAULT));
      scene.run();
      assertThat(scene.sent).hasSize(sent + 1);
      assertThat(scene.dispatcher.holdup(1)).isNull();
    }
  }

  /** It has an address again, and what waited goes there. */
  @Test
  void shouldGoOnWhenTheEndpointMovesAwayFromAPartyThatIsNoMore() {
    scene.run();
    scene.parties();
    scene.place(7);
    scene.run();
    scene.add(new WebhookEndpointDefined("d", new WebhookSettings(A, List.of("*"), ""), null, 2));
    scene.run();
    assertThat(scene.sentTo(A)).startsWith("order.placed 7");
    assertThat(scene.dispatcher.holdup(1)).isNull();
  }

  @Test
  void shouldDisableAnEndpointWhosePartySaysThatItIsGone() {
    scene.receivers.put(URL, _ -> new Answered(410, "HTTP 410", null));
    scene.place(7);
    scene.run();
    assertThat(scene.disabled)
        .containsExactly(new DisableWebhookEndpoint("d", WebhookDisabled.GONE));
  }

  /** Stands for the death of the process: nobody catches it. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** The party has it, and before anybody knows that the process dies: it comes again, known. */
  @Test
  void shouldSendAgainWithTheSameKeyWhatTheProcessDiedWith() throws Exception {
    scene.run();
    AtomicBoolean dies = new AtomicBoolean(true);
    scene.receivers.put(
        URL,
        _ -> {
          if (dies.getAndSet(false)) {
            throw new Death();
          }
          return Scene.WELL;
        });
    scene.place(7);
    scene.pay(7);
    assertThat(diesRunning()).isTrue();
    scene.restart();
    scene.run();
    assertThat(scene.sentTo(URL)).endsWith("order.placed 7", "order.placed 7", "order.paid 7");
    List<CallView> calls = calls("7");
    assertThat(calls).hasSize(3);
    assertThat(calls.getLast().outcome()).as("the first").isNull();
    assertThat(calls.getLast().key()).isEqualTo(calls.get(1).key());
  }

  private boolean diesRunning() {
    try {
      scene.run();
      return false;
    } catch (Death _) {
      return true;
    }
  }

  /** Between the call and what is written of it, at each step of the file. */
  @Test
  void shouldSendAtLeastOnceAndInOrderWhereverTheDispatcherDies() throws Exception {
    scene.run();
    int deaths = 0;
    boolean died = true;
    while (died) {
      int first = scene.sent.size();
      long order = 10L + deaths;
      scene.place(order);
      scene.pay(order);
      scene.follow();
      int[] left = {deaths++};
      scene.restart(_ -> {
        if (left[0]-- == 0) {
          throw new Death();
        }
      });
      died = diesDispatching();
      scene.restart();
      scene.run();
      List<Post> sent = scene.sent.subList(first, scene.sent.size());
      assertThat(sent.stream().map(Post::body).distinct())
          .as("after death %d", deaths)
          .containsExactly("order.placed " + order, "order.paid " + order);
      assertThat(sent.stream().map(post -> field(post, "Idempotency-Key")).distinct()).hasSize(2);
      assertThat(scene.rows("SELECT count(*) FROM deliveries WHERE state <> 3"))
          .containsExactly("0");
    }
    assertThat(deaths).as("steps to die at").isGreaterThan(8);
  }

  private boolean diesDispatching() {
    try {
      scene.dispatch();
      return false;
    } catch (Death _) {
      return true;
    }
  }
}
