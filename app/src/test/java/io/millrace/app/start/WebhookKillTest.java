package io.millrace.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promise 6 against {@code kill -9}: a server dies amid deliveries, and the next one goes on until
 * the receiver has heard of everything that was acknowledged, in order for each order.
 */
class WebhookKillTest {

  private static final int KILLS = 3;
  private static final int ORDERS_PER_ROUND = 30;

  /** Some have come, some are under way, and some only stand in the file or in the log. */
  private static final int HEARD_BEFORE_KILL = 20;

  private static final long WAIT_SECONDS_MAX = 200;
  private static final Pattern ID = Pattern.compile("^\\{\"id\":\"(\\d+)\"");
  private static final Pattern EVENT =
      Pattern.compile("^\\{\"type\":\"order\\.(placed|paid)\".*\"order\":\"(\\d+)\"");

  @TempDir Path data;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Semaphore heard = new Semaphore(0);

  /** What came about each order, as it came. */
  private final Map<String, List<String>> events = new ConcurrentHashMap<>();

  private final List<String> acknowledged = new ArrayList<>();
  private HookListener receiver;
  private int keys;

  @BeforeEach
  void listen() throws IOException {
    receiver = new HookListener(this::hear);
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private int hear(HttpExchange exchange, String body) {
    Matcher event = EVENT.matcher(body);
    assertThat(event.find()).as(body).isTrue();
    events.computeIfAbsent(event.group(2), _ -> new CopyOnWriteArrayList<>()).add(event.group(1));
    heard.release();
    return 204;
  }

  private ServerProcess launch() throws IOException {
    ServerProcess server =
        ServerProcess.launch(data, "--allow-private-targets", "--database", "none");
    assertThat(server.isReady()).as(server.errors()).isTrue();
    return server;
  }

  @Test
  @Timeout(300)
  void shouldTellEverythingInOrderThroughKills() throws Exception {
    for (int round = 0; round < KILLS; round++) {
      try (ServerProcess server = launch()) {
        if (round == 0) {
          open(server);
        }
        for (int i = 0; i < ORDERS_PER_ROUND; i++) {
          orderAndPay(server);
        }
        assertThat(heard.tryAcquire(HEARD_BEFORE_KILL, WAIT_SECONDS_MAX, TimeUnit.SECONDS))
            .as(server.errors())
            .isTrue();
        server.kill();
      }
    }
    try (ServerProcess server = launch()) {
      while (!acknowledged.stream().allMatch(this::isHeardWhole)) {
        assertThat(heard.tryAcquire(WAIT_SECONDS_MAX, TimeUnit.SECONDS))
            .as("something is missing: %s", events)
            .isTrue();
      }
      assertThat(server.terminate()).isZero();
    }
    assertThat(acknowledged).hasSize(KILLS * ORDERS_PER_ROUND);
    for (String order : acknowledged) {
      List<String> came = List.copyOf(events.getOrDefault(order, List.of()));
      assertThat(came.subList(0, came.indexOf("paid")))
          .as("order %s: %s", order, came)
          .isNotEmpty()
          .containsOnly("placed");
      assertThat(came.subList(came.indexOf("paid"), came.size()))
          .as("order %s: %s", order, came)
          .containsOnly("paid");
    }
  }

  private boolean isHeardWhole(String order) {
    return events.getOrDefault(order, List.of()).contains("paid");
  }

  private void open(ServerProcess server) throws Exception {
    Operator.makeShop(client, server);
    Operator.makeMug(client, server);
    post(server, "/v1/shops/demo/skus/mug/movements", "{'quantity':1000,'cause':'RECEIVED'}", 201);
    post(
        server,
        "/v1/shops/demo/webhook-endpoints",
        "{'url':'%s','eventTypes':['order.placed','order.paid']}".formatted(receiver.url()),
        201);
  }

  private void orderAndPay(ServerProcess server) throws Exception {
    String placed =
        post(
            server,
            "/v1/shops/demo/orders",
            "{'buyer':'b1','lines':[{'sku':'mug','quantity':1}],"
                + "'expectedTotal':{'amount':100,'currency':'CNY'}}",
            201);
    Matcher id = ID.matcher(placed);
    assertThat(id.find()).as(placed).isTrue();
    post(
        server,
        "/v1/shops/demo/orders/" + id.group(1) + "/mark-paid",
        "{'amount':{'amount':100,'currency':'CNY'},'reference':'bank'}",
        200);
    acknowledged.add(id.group(1));
  }

  private String post(ServerProcess server, String path, String body, int status) throws Exception {
    HttpRequest.Builder request =
        Operator.request(server, path).header("Idempotency-Key", "key-" + ++keys);
    HttpResponse<String> answer = Operator.sendQuoted(client, request, "POST", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer.body();
  }
}
