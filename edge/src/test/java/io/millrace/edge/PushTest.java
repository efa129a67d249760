package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queues that push, with a receiver that listens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class PushTest {
  private TestEdge edge;
  private HookReceiver receiver;

  @BeforeAll
  void start() {
    edge = new TestEdge();
    receiver = new HookReceiver();
  }

  @AfterAll
  void stop() {
    edge.close();
    receiver.close();
  }

  @Test
  void shouldPostADueTaskSignedAndTake2xxForItsAck() throws Exception {
    TestShop shop = edge.shop("taking", 1);
    Answer made = shop.pushingQueue(receiver.url("/due"));
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Cache-Control")).isEqualTo("no-store");
    assertThat(made.at("/push/url")).isEqualTo(receiver.url("/due"));
    assertThat(made.at("/push/state")).isEqualTo("PUSHES");
    shop.task("t", "PT0S");
    HookReceiver.Heard told = receiver.next("/due");
    assertThat(told.isSigned(made.at("/secret"))).isTrue();
    assertThat(told.json().at("/type").asString()).isEqualTo("task.pushed");
    assertThat(told.json().at("/data/shop").asString()).isEqualTo("taking");
    assertThat(told.json().at("/data/queue").asString()).isEqualTo("mail");
    assertThat(told.json().at("/data/task").asString()).isEqualTo("t");
    assertThat(told.json().at("/data/attempt").asInt()).isEqualTo(1);
    assertThat(told.json().at("/data/group").asString()).isEqualTo("east");
    assertThat(told.json().at("/data/payload").asString()).isEqualTo("p");
    Answer queue = shop.awaits("/queues/mail", "/push/underWay", "0");
    assertThat(queue.at("/push/pushed")).isEqualTo("1");
    assertThat(queue.json().at("/push").has("lastPushedAt")).isTrue();
    assertThat(shop.task("t", "PT0S").at("/state")).isEqualTo("ENDED");
  }

  @Test
  void shouldRetryByTheBackoffAndShowWhatWentWrong() throws Exception {
    TestShop shop = edge.shop("failing", 1);
    receiver.answer("/away", 410); // no other than any other failure
    shop.pushingQueue(receiver.url("/away"));
    shop.task("t", "PT0S");
    Set<String> ids = new HashSet<>();
    for (int attempt = 1; attempt <= 3; attempt++) {
      HookReceiver.Heard told = receiver.next("/away");
      assertThat(told.json().at("/data/attempt").asInt()).isEqualTo(attempt);
      ids.add(told.id());
    }
    assertThat(ids).as("the same id each time").hasSize(1);
    Answer queue = shop.awaits("/queues/mail", "/dead", "1");
    assertThat(queue.at("/push/failed")).isEqualTo("3");
    assertThat(queue.at("/push/lastFailure/task")).isEqualTo("t");
    assertThat(queue.at("/push/lastFailure/outcome")).isEqualTo("REJECTED");
    assertThat(queue.at("/push/lastFailure/status")).isEqualTo("410");
    assertThat(queue.at("/push/lastFailure/detail")).startsWith("HTTP 410");
    receiver.answerWell("/away");
    assertThat(shop.merchant("POST", "/queues/mail/dead/t/revive", "").status()).isEqualTo(200);
    assertThat(receiver.next("/away").id()).isIn(ids);
    shop.awaits("/queues/mail", "/push/pushed", "1");
  }

  @Test
  void shouldShowASecretOnceAndSignWithBothAfterARotation() throws Exception {
    TestShop shop = edge.shop("rotating", 1);
    String url = receiver.url("/both");
    Answer made = shop.pushingQueue(url);
    Answer again = shop.pushingQueue(url);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().has("secret")).isFalse();
    assertThat(shop.merchant("GET", "/queues/mail", "").json().has("secret")).isFalse();
    Answer moved = shop.pushingQueue(url + "?moved");
    assertThat(moved.json().has("secret")).as("another address, the same secret").isFalse();
    Answer rotated = shop.merchant("POST", "/queues/mail/rotate-secret", "");
    assertThat(rotated.at("/secret")).startsWith("whsec_").isNotEqualTo(made.at("/secret"));
    assertThat(rotated.json().at("/push").has("oldSecretUntil")).isTrue();
    assertThat(rotated.header("ETag")).isEqualTo("\"3\"");
    shop.task("t", "PT0S");
    HookReceiver.Heard told = receiver.next("/both");
    assertThat(told.isSigned(made.at("/secret"))).isTrue();
    assertThat(told.isSigned(rotated.at("/secret"))).isTrue();
  }

  @Test
  void shouldStopWhenPushIsTakenAwayAndBeginWithAnotherSecret() throws Exception {
    TestShop shop = edge.shop("ending", 1);
    Answer made = shop.pushingQueue(receiver.url("/ending"));
    assertThat(shop.queue(3).json().has("push")).isFalse();
    assertThat(shop.merchant("POST", "/queues/mail/rotate-secret", "").verdict())
        .isEqualTo("409 push_missing");
    shop.task("mine", "PT0S");
    assertThat(shop.lease().at("/items/0/task/id")).as("a worker has it").isEqualTo("mine");
    Answer resumed = shop.pushingQueue(receiver.url("/ending"));
    assertThat(resumed.status()).isEqualTo(200);
    assertThat(resumed.at("/secret")).startsWith("whsec_").isNotEqualTo(made.at("/secret"));
    shop.task("yours", "PT0S");
    HookReceiver.Heard told = receiver.next("/ending");
    assertThat(told.json().at("/data/task").asString()).isEqualTo("yours");
    assertThat(told.isSigned(resumed.at("/secret"))).isTrue();
    assertThat(told.isSigned(made.at("/secret"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"url\":\"ftp://example.com/\"} | push.url",
        "{\"url\":\"http://user:secret@example.com/\"} | push.url",
        "{\"url\":\"http://[::1::2]/\"} | push.url",
        "{\"url\":\"\"} | push.url",
        "{\"url\":7} | push.url",
        "{} | push.url",
        "{\"url\":\"http://example.com/\",\"secret\":\"x\"} | push.secret",
        "\"http://example.com/\" | push",
      })
  void shouldNameTheFieldThatIsWrong(String push, String field) {
    TestShop shop = edge.shop("wrong-" + Integer.toHexString(push.hashCode()), 1);
    Answer refused =
        shop.merchant(
            "PUT",
            "/queues/mail",
            """
            {"maxAttempts":3,"backoff":{"delays":["PT0S"]},"lease":"PT30S","pastDue":"FIRE","push":%s}
            """
                .formatted(push));
    assertThat(refused.verdict()).isEqualTo("400 invalid");
    assertThat(refused.at("/field")).isEqualTo(field);
  }

  @Test
  void shouldRefuseToRotateWhatIsNotThere() {
    TestShop shop = edge.shop("nothing", 1);
    assertThat(shop.merchant("POST", "/queues/none/rotate-secret", "").verdict())
        .isEqualTo("404 queue_unknown");
  }
}
