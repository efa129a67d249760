package io.millrace.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Terminal;
import io.millrace.app.audit.AuditCommand;
import io.millrace.testkit.process.ServerProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Promises 1, 2 and 3 against {@code kill -9}: many connections order, the process dies in the
 * middle, and the next one is asked for everything that was acknowledged.
 */
class KillTest {

  private static final int KILLS = 12;
  private static final int CONNECTIONS = 16;

  /** Each kill comes after so many answers of its round: always under load, never at rest. */
  private static final int ANSWERS_BEFORE_KILL = 60;

  private static final int STOCK = 1_000_000;
  private static final Pattern ID = Pattern.compile("^\\{\"id\":\"(\\d+)\"");
  private static final Pattern NUMBER = Pattern.compile("\"(onHand|available|held)\":(\\d+)");

  @TempDir Path data;

  private final HttpClient client = HttpClient.newHttpClient();

  /** Order ids by idempotency key, as clients were told them. */
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

  /** Keys whose request got no answer: their outcome is unknown until they are asked again. */
  private final Map<String, Boolean> unanswered = new ConcurrentHashMap<>();

  private final AtomicInteger nextKey = new AtomicInteger();

  @Test
  @Timeout(300)
  void shouldKeepEveryAcknowledgedOrderThroughTwelveKills() throws Exception {
    for (int round = 0; round < KILLS; round++) {
      try (ServerProcess server = ServerProcess.launch(data)) {
        assertThat(server.isReady()).as(server.errors()).isTrue();
        if (round == 0) {
          stockUp(server);
        }
        askAgain(server);
        orderUntilKilled(server);
      }
    }
    try (ServerProcess server = ServerProcess.launch(data)) {
      askAgain(server);
      checkEveryOrder(server);
      checkStock(server);
      assertThat(server.terminate()).isZero();
    }
    Terminal terminal = new Terminal(System.out, System.err, Map.of());
    int audited = new CommandLine(new AuditCommand(terminal)).execute("--data", data.toString());
    assertThat(audited).as("every promise, against the log").isZero();
  }

  private void stockUp(ServerProcess server) throws Exception {
    Operator.makeShop(client, server);
    Operator.makeMug(client, server);
    HttpRequest.Builder movement =
        Operator.request(server, "/v1/shops/demo/skus/mug/movements")
            .header("Idempotency-Key", "stock");
    HttpResponse<String> moved =
        Operator.sendQuoted(
            client, movement, "POST", "{'quantity':" + STOCK + ",'cause':'RECEIVED'}");
    assertThat(moved.statusCode()).as(moved.body()).isEqualTo(201);
  }

  private void orderUntilKilled(ServerProcess server) throws Exception {
    CountDownLatch answers = new CountDownLatch(ANSWERS_BEFORE_KILL);
    List<Future<?>> buyers = new ArrayList<>();
    try (ExecutorService connections = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CONNECTIONS; i++) {
        buyers.add(
            connections.submit(() -> {
              orderUntilItFails(server, answers);
              return null;
            }));
      }
      answers.await();
      server.kill();
      for (Future<?> buyer : buyers) {
        buyer.get();
      }
    }
  }

  private void orderUntilItFails(ServerProcess server, CountDownLatch answers) throws Exception {
    while (true) {
      String key = "order-" + nextKey.incrementAndGet();
      unanswered.put(key, true);
      try {
        order(server, key);
      } catch (IOException killed) {
        return;
      }
      answers.countDown();
    }
  }

  private void order(ServerProcess server, String key) throws Exception {
    HttpResponse<String> placed =
        Operator.sendQuoted(
            client,
            Operator.request(server, "/v1/shops/demo/orders").header("Idempotency-Key", key),
            "POST",
            "{'buyer':'b1','lines':[{'sku':'mug','quantity':1}],"
                + "'expectedTotal':{'amount':100,'currency':'CNY'}}");
    assertThat(placed.statusCode()).as(placed.body()).isEqualTo(201);
    Matcher id = ID.matcher(placed.body());
    assertThat(id.find()).as(placed.body()).isTrue();
    String before = acknowledged.put(key, id.group(1));
    assertThat(before == null || before.equals(id.group(1)))
        .as("key %s gave two orders", key)
        .isTrue();
    unanswered.remove(key);
  }

  /** With its key: whether it had happened or not, it gives one order. */
  private void askAgain(ServerProcess server) throws Exception {
    for (String key : List.copyOf(unanswered.keySet())) {
      order(server, key);
    }
  }

  private void checkEveryOrder(ServerProcess server) throws Exception {
    for (Map.Entry<String, String> entry : acknowledged.entrySet()) {
      HttpResponse<String> read =
          Operator.send(
              client,
              Operator.request(server, "/v1/shops/demo/orders/" + entry.getValue()),
              "GET",
              "");
      assertThat(read.statusCode()).as("order %s", entry.getValue()).isEqualTo(200);
      order(server, entry.getKey());
    }
    assertThat(acknowledged.values()).doesNotHaveDuplicates();
  }

  private void checkStock(ServerProcess server) throws Exception {
    String stock =
        Operator.send(client, Operator.request(server, "/v1/shops/demo/skus/mug/stock"), "GET", "")
            .body();
    int ordered = acknowledged.size();
    Matcher number = NUMBER.matcher(stock);
    Map<String, Integer> numbers = new ConcurrentHashMap<>();
    while (number.find()) {
      numbers.put(number.group(1), Integer.parseInt(number.group(2)));
    }
    assertThat(numbers)
        .containsEntry("onHand", STOCK)
        .containsEntry("available", STOCK - ordered)
        .containsEntry("held", ordered);
  }
}
