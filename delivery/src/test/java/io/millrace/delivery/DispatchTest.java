package io.millrace.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import io.millrace.delivery.http.Pace;
import io.millrace.delivery.http.Post;
import io.millrace.delivery.http.PostResult;
import io.millrace.delivery.http.PostResult.Answered;
import io.millrace.delivery.http.PostResult.Failed;
import io.millrace.model.Limits;
import io.millrace.model.Secret;
import io.millrace.model.WebhookDisabled;
import io.millrace.model.WebhookSettings;
import io.millrace.model.command.DisableWebhookEndpoint;
import io.millrace.model.fact.WebhookEndpointDefined;
import io.millrace.model.fact.WebhookEndpointEnabled;
import io.millrace.model.fact.WebhookEndpointRemoved;
import io.millrace.model.fact.WebhookSecretRotated;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent when, and what becomes of it. Days pass in no time. */
class DispatchTest {

  private static final String A = "http://a";
  private static final String B = "http://b";

  @TempDir Path directory;

  private Scene scene;

  @BeforeEach
  void open() {
    scene = new Scene(directory);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private void pass(Duration time) {
    scene.clock.passMillis(time.toMillis());
    scene.run();
  }

  private List<String> states() throws Exception {
    return scene.rows("SELECT state, attempts FROM deliveries ORDER BY delivery");
  }

  @Test
  void shouldTellAnEndpointOfWhatItWantsAndOfItsOwnMaking() {
    scene.place(1);
    scene.endpoint("a", "*");
    scene.endpoint("b", "order.paid", "order.completed");
    scene.place(2);
    scene.pay(2);
    scene.run();
    assertThat(scene.sentTo(A))
        .containsExactly(
            "webhook_endpoint.defined",
            "webhook_endpoint.defined",
            "order.placed 2",
            "order.paid 2");
    assertThat(scene.sentTo(B)).containsExactly("order.paid 2");
  }

  /** The least and the most that each attempt may come after the first. */
  @Test
  void shouldTryAgainAsTheTableSaysAndThenGiveUp() throws Exception {
    scene.endpoint("a", "order.placed");
    scene.receivers.put(A, _ -> Scene.BROKEN);
    scene.place(1);
    scene.run();
    assertThat(scene.sent).hasSize(1);
    for (int i = 0; i < Retries.DELAYS.size(); i++) {
      Duration delay = Retries.DELAYS.get(i);
      pass(delay.minusMillis(1));
      assertThat(scene.sent).as("before %s", delay).hasSize(i + 1);
      pass(Duration.ofMillis((long) (delay.toMillis() * Retries.JITTER) + 1));
      assertThat(scene.sent).as("after %s", delay).hasSize(i + 2);
    }
    pass(Duration.ofDays(30));
    assertThat(scene.sent).hasSize(10);
    assertThat(states()).containsExactly(DeliveryTables.DEAD + " 10");
    assertThat(scene.sent.stream().map(post -> post.fields().getFirst().value()))
        .as("the same id each time")
        .containsOnly("event-2");
  }

  @Test
  void shouldKeepTheOrderOfAnOrderAndLetOthersPass() {
    scene.endpoint("a", "*");
    scene.run();
    scene.receivers.put(A, post -> isAbout(post, "1") ? Scene.BROKEN : Scene.WELL);
    scene.place(1);
    scene.pay(1);
    scene.place(2);
    scene.pay(2);
    scene.complete(1);
    scene.run();
    scene.sent.removeIf(post -> post.body().startsWith("web"));
    assertThat(scene.sentTo(A)).containsExactly("order.placed 1", "order.placed 2", "order.paid 2");
    scene.receivers.remove(A);
    pass(Duration.ofSeconds(6));
    assertThat(scene.sentTo(A))
        .endsWith("order.placed 1", "order.paid 1", "order.completed 1")
        .hasSize(6);
  }

  private static boolean isAbout(Post post, String order) {
    return post.body().endsWith(" " + order);
  }

  @Test
  void shouldGoOnWithTheNextOfAnOrderWhenOneIsGivenUp() throws Exception {
    scene.endpoint("a", "order.placed", "order.paid");
    scene.receivers.put(
        A, post -> post.body().startsWith("order.placed") ? Scene.BROKEN : Scene.WELL);
    scene.place(1);
    scene.pay(1);
    scene.run();
    for (Duration delay : Retries.DELAYS) {
      assertThat(scene.sentTo(A)).doesNotContain("order.paid 1");
      pass(delay.multipliedBy(11).dividedBy(10));
    }
    assertThat(scene.sentTo(A)).last().isEqualTo("order.paid 1");
    assertThat(states())
        .containsExactly(DeliveryTables.DEAD + " 10", DeliveryTables.DELIVERED + " 1");
  }

  @Test
  void shouldWaitAsLongAsAReceiverAsks() {
    scene.endpoint("a", "order.placed");
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            Instant.ofEpochMilli(scene.clock.wallMillis())
                .plus(Duration.ofHours(3))
                .atZone(ZoneOffset.UTC));
    List<String> wishes = new ArrayList<>(List.of("3600", date));
    scene.receivers.put(
        A, _ -> wishes.isEmpty() ? Scene.WELL : new Answered(503, "", wishes.removeFirst()));
    scene.place(1);
    scene.run();
    scene.place(2);
    pass(Duration.ofMinutes(59));
    assertThat(scene.sent).as("nothing else either").hasSize(1);
    pass(Duration.ofMinutes(2));
    assertThat(scene.sent.size()).isBetween(2, 3);
    int before = scene.sent.size();
    pass(Duration.ofMinutes(90));
    assertThat(scene.sent).hasSize(before);
    pass(Duration.ofMinutes(60));
    assertThat(scene.sentTo(A)).contains("order.placed 1", "order.placed 2");
  }

  @Test
  void shouldAskForADisabledEndpointWhenItIsGone() throws Exception {
    scene.endpoint("a", "order.placed");
    scene.receivers.put(A, _ -> new Answered(410, "", null));
    scene.place(1);
    scene.run();
    assertThat(scene.disabled)
        .containsExactly(new DisableWebhookEndpoint("a", WebhookDisabled.GONE));
    scene.place(2);
    pass(Duration.ofDays(1));
    assertThat(scene.sent).hasSize(1);
    assertThat(states()).as("nothing more is written down for it").hasSize(1);
    scene.receivers.remove(A);
    scene.add(new WebhookEndpointEnabled("a", 3));
    scene.place(3);
    scene.run();
    assertThat(scene.sentTo(A)).contains("order.placed 3");
    pass(Duration.ofHours(1));
    assertThat(states()).allMatch(state -> state.startsWith(DeliveryTables.DELIVERED + " "));
  }

  @Test
  void shouldAskForADisabledEndpointAfterFiveDaysWithoutOneDelivery() {
    scene.endpoint("a", "order.placed");
    scene.receivers.put(A, _ -> new Failed(PostResult.Failure.UNREACHABLE, ""));
    for (int hours = 0; hours < 119; hours++) {
      scene.place(hours + 1);
      pass(Duration.ofHours(1));
    }
    assertThat(scene.disabled).isEmpty();
    scene.receivers.remove(A);
    pass(Duration.ofMinutes(10));
    scene.receivers.put(A, _ -> Scene.BROKEN);
    for (int hours = 0; hours < 119; hours++) {
      scene.place(1_000 + hours);
      pass(Duration.ofHours(1));
    }
    assertThat(scene.disabled).as("one delivery begins the five days anew").isEmpty();
    scene.restart();
    for (int hours = 0; hours < 3; hours++) {
      scene.place(2_000 + hours);
      pass(Duration.ofHours(1));
    }
    assertThat(scene.disabled)
        .containsExactly(new DisableWebhookEndpoint("a", WebhookDisabled.FAILING));
  }

  @Test
  void shouldAskForADisabledEndpointWhenTooMuchWaitsForIt() {
    scene.allowOpen(20);
    scene.endpoint("a", "order.placed");
    scene.receivers.put(A, _ -> Scene.BROKEN);
    for (int i = 0; i < 19; i++) {
      scene.place(i + 1);
    }
    pass(Duration.ofMinutes(2));
    assertThat(scene.disabled).isEmpty();
    scene.place(20);
    pass(Duration.ofMinutes(10));
    assertThat(scene.disabled)
        .containsExactly(new DisableWebhookEndpoint("a", WebhookDisabled.BACKLOG));
  }

  @Test
  void shouldNotWaitForThoseThatHang() {
    for (int i = 0; i < 10; i++) {
      scene.endpoint("hangs" + i, "order.placed");
      scene.hanging.add("http://hangs" + i);
    }
    scene.endpoint("a", "order.placed");
    IntStream.range(1, 300).forEach(scene::place);
    scene.run();
    assertThat(scene.sentTo(A)).hasSize(299);
    assertThat(scene.hung()).as("each holds what it began with").isEqualTo(10 * Pace.FIRST);
    scene.hanging.clear();
    scene.run();
    assertThat(scene.sentTo("http://hangs3")).hasSize(299);
  }

  /** However often it is rotated: whose answer was lost knows an older one only. */
  @Test
  void shouldSignWithOlderSecretsForADay() throws Exception {
    scene.endpoint("a", "order.placed");
    rotate("new", 2);
    scene.place(1);
    scene.run();
    Post during = scene.sent.getLast();
    verify(during, Scene.secret("a"));
    verify(during, Scene.secret("new"));
    assertThat(signatures(during)).hasSize(2);
    rotate("third", 3);
    scene.restart();
    scene.place(2);
    scene.run();
    during = scene.sent.getLast();
    verify(during, Scene.secret("a"));
    verify(during, Scene.secret("new"));
    verify(during, Scene.secret("third"));
    scene.clock.passMillis(Limits.WEBHOOK_SECRET_OVERLAP.toMillis());
    scene.place(3);
    scene.run();
    assertThat(signatures(scene.sent.getLast())).hasSize(1);
    for (int i = 0; i < Endpoint.OLDER_MAX + 2; i++) {
      rotate("often" + i, 4 + i);
    }
    scene.place(4);
    scene.run();
    assertThat(signatures(scene.sent.getLast())).hasSize(1 + Endpoint.OLDER_MAX);
  }

  private void rotate(String secret, int version) {
    scene.add(
        new WebhookSecretRotated(
            "a",
            new Secret(Scene.secret(secret)),
            scene.clock.wallMillis() + Limits.WEBHOOK_SECRET_OVERLAP.toMillis(),
            version));
  }

  private static List<String> signatures(Post post) {
    return List.of(post.fields().getLast().value().split(" ", -1));
  }

  private static void verify(Post post, byte[] secret) throws Exception {
    Map<String, List<String>> fields =
        post.fields().stream()
            .collect(Collectors.toMap(Post.Field::name, field -> List.of(field.value())));
    new Webhook(secret).verify(post.body(), fields);
  }

  @Test
  void shouldGoOnAfterARestart() throws Exception {
    scene.endpoint("a", "order.placed", "order.paid");
    scene.place(1);
    scene.run();
    scene.receivers.put(A, _ -> Scene.BROKEN);
    scene.pay(1);
    scene.place(2);
    scene.run();
    scene.place(3);
    scene.follow();
    scene.restart();
    scene.receivers.remove(A);
    scene.sent.clear();
    pass(Duration.ofSeconds(6));
    assertThat(scene.sentTo(A))
        .containsExactlyInAnyOrder("order.paid 1", "order.placed 2", "order.placed 3");
    assertThat(states()).allMatch(state -> state.startsWith(DeliveryTables.DELIVERED + " "));
  }

  @Test
  void shouldForgetARemovedEndpointAndWhatWaitedForIt() throws Exception {
    scene.endpoint("a", "order.placed");
    scene.endpoint("b", "order.placed");
    scene.hanging.add(A);
    IntStream.range(1, 20).forEach(scene::place);
    scene.run();
    scene.add(new WebhookEndpointRemoved("a"));
    scene.run();
    scene.hanging.clear();
    scene.run();
    pass(Duration.ofDays(1));
    assertThat(scene.rows("SELECT count(*) FROM deliveries")).containsExactly("19");
    assertThat(scene.rows("SELECT endpoint FROM endpoints")).containsExactly("b");
    assertThat(scene.rows("SELECT count(*) FROM events")).containsExactly("19");
    assertThat(scene.rows("SELECT count(*) FROM attempts")).containsExactly("19");
  }

  @Test
  void shouldKeepWhatIsOpenAndForgetWhatWasSettledLongAgo() throws Exception {
    scene.endpoint("a", "order.placed");
    scene.place(1);
    scene.run();
    scene.clock.passMillis(Keeping.KEPT_MAX.toMillis() - 1_000);
    scene.hanging.add(A);
    scene.place(2);
    scene.run();
    assertThat(states()).hasSize(2);
    pass(Duration.ofMinutes(1));
    assertThat(states()).containsExactly(DeliveryTables.READY + " 0");
    assertThat(scene.rows("SELECT count(*) FROM attempts")).containsExactly("0");
    assertThat(scene.rows("SELECT type FROM events")).containsExactly("order.placed");
  }

  /** Rules may become stricter than what stands in a log. */
  @Test
  void shouldSendToOthersWhenAnAddressCannotBeRead() {
    scene.endpoint("[12]", "order.placed");
    scene.endpoint("a", "order.placed");
    scene.place(1);
    scene.run();
    assertThat(scene.sentTo(A)).containsExactly("order.placed 1");
    assertThat(scene.complaints.all).containsExactly("cannot call mill [12]");
    scene.restart();
    scene.place(2);
    scene.run();
    assertThat(scene.sentTo(A)).contains("order.placed 2");
    scene.add(
        new WebhookEndpointDefined(
            "[12]", new WebhookSettings(B, List.of("order.placed"), ""), null, 2));
    scene.run();
    assertThat(scene.sentTo(B)).containsExactly("order.placed 1", "order.placed 2");
  }

  @Test
  void shouldSendToOthersWhenOneEndpointIsBroken() {
    scene.endpoint(Scene.KEYLESS, "order.placed");
    scene.endpoint("a", "order.placed");
    scene.place(1);
    scene.run();
    assertThat(scene.sentTo(A)).containsExactly("order.placed 1");
    assertThat(scene.complaints.all)
        .containsExactly("broken mill keyless IllegalArgumentException");
  }
}
