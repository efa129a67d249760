package io.millrace.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.delivery.http.PostResult.Answered;
import io.millrace.model.WebhookDisabled;
import io.millrace.model.WebhookSettings;
import io.millrace.model.command.DisableWebhookEndpoint;
import io.millrace.model.fact.WebhookEndpointDefined;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an attempt says of its delivery, of its endpoint, and of neither. */
class OutcomesTest {

  private static final String A = "http://a";
  private static final String B = "http://b";

  @TempDir Path directory;

  private Scene scene;

  @BeforeEach
  void open() {
    scene = new Scene(directory);
    scene.endpoint("a", "order.placed");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private void pass(Duration time) {
    scene.clock.passMillis(time.toMillis());
    scene.run();
  }

  private void moveToB() {
    scene.add(
        new WebhookEndpointDefined(
            "a", new WebhookSettings(B, List.of("order.placed"), ""), null, 2));
  }

  /** Whoever moves an endpoint away from a receiver that is gone has mended it. */
  @Test
  void shouldNotJudgeAnEndpointByAnAddressThatItHasLeft() throws Exception {
    scene.receivers.put(A, _ -> new Answered(410, "", null));
    scene.hanging.add(A);
    scene.place(1);
    scene.run();
    moveToB();
    scene.run();
    scene.hanging.clear();
    scene.run();
    assertThat(scene.sentTo(A)).hasSize(1);
    assertThat(scene.disabled).isEmpty();
    assertThat(scene.rows("SELECT failing_since_ms FROM endpoints")).containsExactly("0");
    pass(Duration.ofSeconds(6));
    assertThat(scene.sentTo(B)).containsExactly("order.placed 1");
  }

  @Test
  void shouldForgetThatItFailedWhenItMoves() throws Exception {
    scene.receivers.put(A, _ -> Scene.BROKEN);
    scene.place(1);
    scene.run();
    assertThat(scene.rows("SELECT failing_since_ms > 0 FROM endpoints")).containsExactly("1");
    moveToB();
    scene.follow();
    assertThat(scene.rows("SELECT failing_since_ms FROM endpoints")).containsExactly("0");
  }

  /** Two failures with a quiet week between them are no week of failures. */
  @Test
  void shouldNotTakeQuietDaysForDaysOfFailure() {
    scene.receivers.put(A, _ -> Scene.BROKEN);
    scene.place(1);
    scene.run();
    for (Duration delay : Retries.DELAYS) {
      pass(delay.multipliedBy(11).dividedBy(10));
    }
    assertThat(scene.sent).hasSize(10);
    pass(Duration.ofDays(3));
    scene.place(2);
    scene.run();
    pass(Duration.ofSeconds(6));
    assertThat(scene.sent).hasSize(12);
    assertThat(scene.disabled).isEmpty();
    for (int hours = 0; hours < 121; hours++) {
      scene.place(10 + hours);
      pass(Duration.ofHours(1));
    }
    assertThat(scene.disabled)
        .containsExactly(new DisableWebhookEndpoint("a", WebhookDisabled.FAILING));
  }

  /** A restart forgets nothing of it. */
  @Test
  void shouldNotTakeQuietDaysBehindARestartForDaysOfFailure() throws Exception {
    scene.receivers.put(A, _ -> Scene.BROKEN);
    scene.place(1);
    scene.run();
    scene.receivers.remove(A);
    scene.file.write(sql -> sql.update("DELETE FROM deliveries")); // nothing is tried meanwhile
    pass(Duration.ofDays(4));
    scene.restart();
    scene.receivers.put(A, _ -> Scene.BROKEN);
    pass(Duration.ofDays(4));
    scene.place(2);
    scene.run();
    assertThat(scene.disabled).isEmpty();
    assertThat(scene.rows("SELECT failing_since_ms = failed_ms FROM endpoints"))
        .containsExactly("1");
  }

  /** A receiver that asks for a day is tried once a day: so long nobody counts by attempts. */
  @Test
  void shouldCountWhatWaitsThoughNothingIsTried() {
    scene.allowOpen(20);
    scene.receivers.put(A, _ -> new Answered(503, "HTTP 503", "86400"));
    scene.place(1);
    pass(Duration.ofMinutes(2));
    for (int order = 2; order <= 30; order++) {
      scene.place(order);
    }
    pass(Duration.ofMinutes(2));
    assertThat(scene.sent).hasSize(1);
    assertThat(scene.disabled).isEmpty();
    scene.place(31);
    pass(Duration.ofMinutes(2));
    assertThat(scene.sent).hasSize(1);
    assertThat(scene.disabled)
        .containsExactly(new DisableWebhookEndpoint("a", WebhookDisabled.BACKLOG));
  }

  /** A file of the build before knows no time of the last failure. */
  @Test
  void shouldGoOnWithAFileOfTheVersionBefore() throws Exception {
    scene.place(1);
    scene.run();
    scene.file.write(sql -> {
      sql.execute("ALTER TABLE endpoints DROP COLUMN failed_ms");
      return sql.update("UPDATE millrace_schema SET version = 2");
    });
    scene.restart();
    scene.place(2);
    scene.run();
    assertThat(scene.sentTo(A)).containsExactly("order.placed 1", "order.placed 2");
    assertThat(scene.rows("SELECT failed_ms FROM endpoints")).containsExactly("0");
  }

  /** Too many requests, or none for now, is said of all; what else is refused is one of them. */
  @Test
  void shouldPauseOnlyForWhatConcernsTheWholeReceiver() {
    scene.receivers.put(
        A, post -> post.body().endsWith(" 1") ? new Answered(409, "HTTP 409", "3600") : Scene.WELL);
    scene.place(1);
    scene.run();
    scene.place(2);
    pass(Duration.ofMinutes(1));
    assertThat(scene.sentTo(A)).containsExactly("order.placed 1", "order.placed 2");
    pass(Duration.ofMinutes(60));
    assertThat(scene.sentTo(A)).as("it alone waits").hasSize(3);
  }

  @Test
  void shouldLetOneBeginAnewThatIsUnderWayForTheLastTime() throws Exception {
    scene.receivers.put(A, _ -> Scene.BROKEN);
    scene.place(1);
    scene.run();
    for (Duration delay : Retries.DELAYS.subList(0, Retries.DELAYS.size() - 1)) {
      pass(delay.multipliedBy(11).dividedBy(10));
    }
    scene.hanging.add(A);
    pass(Duration.ofHours(27));
    assertThat(scene.hung()).isEqualTo(1);
    var revived = scene.dispatcher.ask(sql -> DeliveryRows.revive(sql, 1, 1, 0));
    scene.dispatch();
    assertThat(revived.join()).isTrue();
    scene.hanging.clear();
    scene.run();
    assertThat(scene.rows("SELECT state, tries FROM deliveries"))
        .containsExactly(DeliveryTables.READY + " 1");
  }

  @Test
  void shouldKeepTheNewestAttemptsOfADelivery() throws Exception {
    scene.place(1);
    scene.run();
    for (int i = 0; i < DeliveryRows.ATTEMPTS_MAX + 2; i++) {
      var revived = scene.dispatcher.ask(sql -> DeliveryRows.revive(sql, 1, 1, 0));
      scene.run();
      assertThat(revived.join()).isTrue();
    }
    assertThat(scene.rows("SELECT count(*), min(attempt), max(attempt) FROM attempts"))
        .containsExactly("100 4 103");
  }

  /** What waits for one receiver does not keep what another has had for ever. */
  @Test
  void shouldForgetWhatIsSettledBehindMuchThatIsOpen() throws Exception {
    scene.endpoint("b", "order.paid");
    scene.hanging.add(A);
    IntStream.rangeClosed(1, 600).forEach(scene::place);
    scene.pay(1);
    scene.run();
    assertThat(scene.sentTo(B)).containsExactly("order.paid 1");
    pass(Keeping.KEPT_MAX.plusMinutes(1));
    assertThat(scene.rows("SELECT count(*), max(state) FROM deliveries"))
        .containsExactly("600 " + DeliveryTables.READY);
  }
}
