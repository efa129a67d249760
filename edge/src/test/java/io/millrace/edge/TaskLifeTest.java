package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(30)
class TaskLifeTest {
  private TestEdge edge;

  @BeforeAll
  void start() {
    edge = new TestEdge();
  }

  @AfterAll
  void stop() {
    edge.close();
  }

  private TestShop shop(String id) {
    TestShop shop = edge.shop(id, 1);
    assertThat(shop.queue(2).status()).isEqualTo(201);
    return shop;
  }

  @Test
  void shouldHandATaskToAWorkerAndHearThatItIsDone() {
    TestShop shop = shop("life");
    Answer scheduled = shop.task("t", "PT0S");
    assertThat(scheduled.status()).isEqualTo(201);
    assertThat(scheduled.header("Location")).isEqualTo(shop.path + "/queues/mail/tasks/t");
    Answer again = shop.task("t", "PT0S");
    assertThat(again.status()).isEqualTo(200);
    Answer leased = shop.lease();
    assertThat(leased.at("/items/0/task/id")).isEqualTo("t");
    assertThat(leased.at("/items/0/task/state")).isEqualTo("LEASED");
    assertThat(leased.at("/items/0/task/attempts")).isEqualTo("1");
    String lease = "/leases/" + leased.at("/items/0/lease");
    assertThat(shop.merchant("DELETE", "/queues/mail/tasks/t", "").at("/outcome"))
        .isEqualTo("LEASED");
    assertThat(
            shop.merchant("PUT", "/queues/mail/tasks/t", "{\"delay\":\"PT9S\",\"payload\":\"\"}")
                .verdict())
        .isEqualTo("409 task_leased");
    assertThat(shop.merchant("POST", lease + "/extend", "{\"lease\":\"PT1H\"}").at("/outcome"))
        .isEqualTo("EXTENDED");
    assertThat(shop.merchant("POST", lease + "/ack", "").at("/outcome")).isEqualTo("DONE");
    assertThat(shop.merchant("POST", lease + "/ack", "").verdict()).isEqualTo("409 lease_lost");
    assertThat(shop.task("t", "PT0S").at("/state")).isEqualTo("ENDED");
    assertThat(shop.merchant("DELETE", "/queues/mail/tasks/t", "").at("/outcome"))
        .isEqualTo("ALREADY_FIRED");
    assertThat(shop.merchant("GET", "/queues/mail/tasks/t", "").verdict())
        .isEqualTo("404 task_unknown");
    Answer queue = shop.merchant("GET", "/queues/mail", "");
    assertThat(queue.at("/pending") + queue.at("/due") + queue.at("/leased") + queue.at("/dead"))
        .isEqualTo("0000");
    assertThat(queue.at("/deliveryLateness/count")).isEqualTo("1");
    assertThat(queue.at("/deliveryLateness/p99")).isEqualTo("PT0S");
  }

  @Test
  void shouldWaitUntilSomethingIsDueAndHandItToTheHighestRank()
      throws ExecutionException, InterruptedException, TimeoutException {
    TestShop shop = shop("waiting");
    CompletableFuture<Answer> low = waiting(shop, 1);
    CompletableFuture<Answer> high = waiting(shop, 7);
    assertThat(shop.task("t", "PT10S").status()).isEqualTo(201);
    // Both wait by now: their requests were taken before the task's was, or are offered it later.
    assertThat(low.isDone() || high.isDone()).isFalse();
    edge.gate.pass(10_000);
    Answer first = (Answer) CompletableFuture.anyOf(low, high).get(20, TimeUnit.SECONDS);
    assertThat(first.at("/items/0/task/id")).isEqualTo("t");
    assertThat(waitedFor(low).status()).isEqualTo(200);
    assertThat(waitedFor(high).status()).isEqualTo(200);
  }

  /** However late the request came to the node, its time passes. */
  private Answer waitedFor(CompletableFuture<Answer> worker)
      throws ExecutionException, InterruptedException {
    while (true) {
      edge.gate.pass(30_000);
      try {
        return worker.get(100, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // not there yet
      }
    }
  }

  private static CompletableFuture<Answer> waiting(TestShop shop, int rank) {
    String body = "{\"wait\":\"PT30S\",\"rank\":" + rank + "}";
    return CompletableFuture.supplyAsync(() -> shop.merchant("POST", "/queues/mail/leases", body));
  }

  @Test
  void shouldListReviveAndDeleteTheDead() {
    TestShop shop = shop("dead");
    for (String task : new String[] {"a", "b", "c"}) {
      shop.task(task, "PT0S");
      for (int attempt = 0; attempt < 2; attempt++) {
        String lease = shop.lease().at("/items/0/lease");
        shop.merchant("POST", "/leases/" + lease + "/nack", "{}");
      }
    }
    Answer page = shop.merchant("GET", "/queues/mail/dead?limit=2", "");
    assertThat(page.at("/items/0/id") + page.at("/items/1/id")).isEqualTo("ab");
    Answer rest = shop.merchant("GET", "/queues/mail/dead?cursor=" + page.at("/nextCursor"), "");
    assertThat(rest.at("/items/0/id")).isEqualTo("c");
    assertThat(rest.json().get("nextCursor").isNull()).isTrue();
    assertThat(shop.merchant("POST", "/queues/mail/dead/a/revive", "").at("/state"))
        .isEqualTo("PENDING");
    assertThat(shop.merchant("DELETE", "/queues/mail/dead/b", "").status()).isEqualTo(200);
    assertThat(shop.merchant("DELETE", "/queues/mail/dead/b", "").verdict())
        .isEqualTo("404 task_unknown");
    assertThat(shop.merchant("POST", "/queues/mail/dead/revive-all", "").at("/reviving"))
        .isEqualTo("1");
    assertThat(shop.lease().at("/items/0/task/id")).isEqualTo("a");
    edge.gate.pass(5);
    assertThat(shop.lease().at("/items/0/task/id")).isEqualTo("c");
  }

  @Test
  void shouldRefuseWhatIsNotAsItMustBe() {
    TestShop shop = shop("shapes");
    assertThat(shop.merchant("GET", "/queues/none", "").verdict()).isEqualTo("404 queue_unknown");
    assertThat(shop.merchant("POST", "/leases/x/ack", "").verdict()).isEqualTo("409 lease_lost");
    Answer both =
        shop.merchant(
            "PUT",
            "/queues/mail",
            "{\"maxAttempts\":1,\"backoff\":{\"delays\":[],\"cap\":\"PT1S\"},"
                + "\"lease\":\"PT1S\",\"pastDue\":\"DROP\"}");
    assertThat(both.verdict()).isEqualTo("400 invalid");
    String huge = "{\"delay\":\"PT1S\",\"payload\":\"" + "x".repeat(32 * 1_024 + 1) + "\"}";
    Answer tooLong = shop.merchant("PUT", "/queues/mail/tasks/t", huge);
    assertThat(tooLong.verdict()).isEqualTo("400 invalid");
    assertThat(tooLong.at("/field")).isEqualTo("payload");
    String full = "{\"delay\":\"PT1S\",\"payload\":\"" + "\\u00e9".repeat(16 * 1_024) + "\"}";
    assertThat(shop.merchant("PUT", "/queues/mail/tasks/t", full).status()).isEqualTo(201);
  }

  @Test
  void shouldListQueues() {
    TestShop shop = shop("queues");
    Answer page = shop.merchant("GET", "/queues", "");
    assertThat(page.at("/items/0/id")).isEqualTo("mail");
    assertThat(page.at("/items/0/backoff/delays/0")).isEqualTo("PT0S");
  }

  @Test
  void shouldTellAnotherShopNothing() {
    TestShop mine = shop("mine");
    TestShop theirs = shop("theirs");
    mine.task("t", "PT0S");
    String lease = mine.lease().at("/items/0/lease");
    assertThat(theirs.merchant("POST", "/leases/" + lease + "/ack", "").verdict())
        .isEqualTo("409 lease_lost");
    assertThat(theirs.merchant("GET", "/queues/mail/tasks/t", "").verdict())
        .isEqualTo("404 task_unknown");
  }
}
