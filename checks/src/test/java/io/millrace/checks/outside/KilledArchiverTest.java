package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.process.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real server is killed while orders leave its memory, wherever it is at that moment: between the
 * tables' commit and their cursor, between the command and its fact. Every order is found as it
 * was.
 */
class KilledArchiverTest {

  private static final int KILLS = 3;

  /** The shortest: most have left when the server is killed, and the last ones cannot have. */
  private static final Duration WINDOW = Duration.ofSeconds(1);

  private static final int ORDERS_BEFORE_KILL = 40;
  private static final int SILENCE_MILLIS_MAX = 120_000;
  private static final Pattern ORDERS = Pattern.compile("\"orders\":\\[([^\\]]*)]");

  @TempDir Path data;

  /** What each order looked like when it was complete. */
  private final Map<String, String> done = new HashMap<>();

  private final List<String> newestFirst = new ArrayList<>();
  private String position = "";

  @Test
  void shouldFindEveryOrderAsItWasAfterKills() throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      try (ServerProcess server = ServerProcess.start(data);
          Connection connection = new Connection(server.port())) {
        Storefront shop = new Storefront("corner", server.operatorKey());
        if (kill == 0) {
          shop.open(connection, 1_000, WINDOW);
        }
        finish(shop, connection, kill);
        server.kill(); // some have left, some are in the tables, some are not
      }
    }
    try (ServerProcess server = ServerProcess.start(data);
        Connection connection = new Connection(server.port())) {
      Storefront shop = new Storefront("corner", server.operatorKey());
      awaitAllLeft(server, shop);
      check(shop, connection);
      assertThat(server.terminate()).isZero();
    }
    checkWithoutTables();
  }

  private void finish(Storefront shop, Connection connection, int kill) throws IOException {
    String token = shop.operatorKey();
    for (int i = 0; i < ORDERS_BEFORE_KILL; i++) {
      String key = kill + "-" + i;
      String id = connection.ask(shop.order(token, "anna", "place-" + key)).field("id");
      String order = shop.path() + "/orders/" + id;
      String money = "{'amount':" + Storefront.TOTAL + ",'reference':'bank'}";
      String parcel = "{'carrier':'post','trackingNumber':'1'}";
      for (Call step :
          List.of(
              Call.post(order + "/mark-paid", token, "pay-" + key, money),
              Call.post(order + "/ship", token, "ship-" + key, parcel),
              Call.post(order + "/complete", token, "complete-" + key, ""))) {
        assertThat(connection.ask(step).status()).isBetween(200, 201);
      }
      Heard whole = read(shop, connection, id);
      position = Objects.requireNonNull(whole.header("millrace-position"));
      done.put(id, whole.body());
      newestFirst.addFirst(id);
    }
  }

  private static Heard read(Storefront shop, Connection connection, String id) throws IOException {
    return connection.ask(Call.get(shop.path() + "/orders/" + id, shop.operatorKey()));
  }

  /** Listens to the shop's facts until they have said of all orders that they left. */
  private void awaitAllLeft(ServerProcess server, Storefront shop) throws IOException {
    Set<String> left = new HashSet<>();
    HttpURLConnection events =
        (HttpURLConnection)
            URI.create(server.url() + shop.path() + "/events").toURL().openConnection();
    events.setRequestProperty("Authorization", "Bearer " + shop.operatorKey());
    events.setRequestProperty("Accept", "text/event-stream");
    events.setReadTimeout(SILENCE_MILLIS_MAX);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(events.getInputStream(), StandardCharsets.UTF_8))) {
      while (!left.equals(done.keySet())) {
        String line = lines.readLine();
        assertThat(line).as("the stream goes on until all have left").isNotNull();
        Matcher orders = ORDERS.matcher(line);
        if (orders.find()) {
          for (String id : orders.group(1).replace("\"", "").split(",", -1)) {
            assertThat(left.add(id)).as("an order leaves once").isTrue();
          }
        }
      }
    } finally {
      events.disconnect();
    }
  }

  private void check(Storefront shop, Connection connection) throws IOException {
    String token = shop.operatorKey();
    for (Map.Entry<String, String> each : done.entrySet()) {
      assertThat(read(shop, connection, each.getKey()).body()).isEqualTo(each.getValue());
    }
    Heard list =
        connection.ask(Call.get(shop.path() + "/orders?buyer=anna&limit=200", shop.operatorKey()));
    assertThat(list.fields("id")).isEqualTo(newestFirst);
    Heard again = connection.ask(shop.order(token, "anna", "place-0-0"));
    assertThat(again.isReplay()).isTrue();
    assertThat(again.field("id")).isEqualTo(newestFirst.getLast());
    Call late =
        Call.post(shop.path() + "/orders/" + newestFirst.getFirst() + "/cancel", token, "late", "");
    assertThat(connection.ask(late).field("code")).isEqualTo("order_archived");
  }

  /** While tables are made anew an order may have to wait, but there it is. */
  private void checkWithoutTables() throws Exception {
    for (String end : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(data.resolve("read-model.db" + end));
    }
    try (ServerProcess server = ServerProcess.start(data);
        Connection connection = new Connection(server.port())) {
      Storefront shop = new Storefront("corner", server.operatorKey());
      String last = newestFirst.getFirst();
      Heard early = read(shop, connection, last);
      assertThat(early.status() == 503 ? early.field("code") : early.body())
          .matches(said -> said.startsWith("read_model_") || said.equals(done.get(last)));
      Call list =
          Call.get(
              shop.path() + "/orders?status=COMPLETED&limit=1&asOf=" + position,
              shop.operatorKey());
      assertThat(connection.askWhenThere(list).status()).isEqualTo(200);
      check(shop, connection);
    }
    try (ServerProcess server = ServerProcess.start(data, "--database", "none");
        Connection connection = new Connection(server.port())) {
      Storefront shop = new Storefront("corner", server.operatorKey());
      assertThat(read(shop, connection, newestFirst.getFirst()).field("code"))
          .isEqualTo("read_model_unavailable");
      assertThat(server.terminate()).isZero();
      assertThat(server.errors()).contains("final orders are not archived");
    }
  }
}
