package io.millrace.checks.outside;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real server with a file of third parties: what a shop's order is to one of them. */
class PartiesTest {

  private static final String CALLS = "/v1/admin/parties/calls";
  private static final int ORDERS_WHILE_AWAY = 12;

  @TempDir Path data;
  @TempDir Path elsewhere;

  private Depot depot;

  @BeforeEach
  void listen() throws IOException {
    depot = new Depot();
  }

  @AfterEach
  void stop() {
    depot.close();
  }

  /** Its breaker opens after two, for a second; nothing is tried twice within a call. */
  private ServerProcess launch() throws IOException {
    Path secret = Files.writeString(elsewhere.resolve("secret"), Depot.ACCESS + "\n");
    Path file =
        Files.writeString(
            elsewhere.resolve("parties.yaml"),
            """
            version: 1
            parties:
              - name: depot
                url: %s/v1
                headers:
                  - {name: X-Access, file: %s}
                retry: {unreachable: {times: 0}, broken-off: {times: 0}}
                breaker: {failuresPercent: 50, calls: 2, callsMin: 2, open: 1s, trials: 1}
                webhooks: [corner]
            """
                .formatted(depot.url(), secret));
    return ServerProcess.start(
        data, "--database", "none", "--parties", file.toString(), "--allow-private-targets");
  }

  private static Heard endpoint(Storefront shop, Connection connection, String url)
      throws IOException {
    return connection.ask(
        Call.post(
            shop.path() + "/webhook-endpoints",
            shop.operatorKey(),
            "unused",
            "{'url':'%s','eventTypes':['order.placed']}".formatted(url)));
  }

  private static String order(Storefront shop, Connection connection, int number)
      throws IOException {
    Heard placed = connection.ask(shop.order(shop.operatorKey(), "anna", "key-" + number));
    assertThat(placed.status()).as(placed.body()).isEqualTo(201);
    return placed.field("id");
  }

  @Test
  @Timeout(300)
  void shouldSendSignedFindByOrderMaskAndReplay() throws Exception {
    try (ServerProcess server = launch();
        Connection connection = new Connection(server.port())) {
      Storefront shop = new Storefront("corner", server.operatorKey());
      shop.open(connection, 10);
      Heard made = endpoint(shop, connection, "party:depot/hooks?of=corner");
      assertThat(made.status()).as(made.body()).isEqualTo(201);
      String order = order(shop, connection, 1);
      Depot.Sent first = depot.next();
      assertThat(first.path()).isEqualTo("/v1/hooks?of=corner");
      assertThat(first.isSignedWith(made.field("secret"))).isTrue();
      assertThat(first.key()).isEqualTo(first.id()).isNotEmpty();
      assertThat(first.access()).isEqualTo(Depot.ACCESS);
      assertThat(first.body()).contains(order);

      Heard found = awaitOutcome(connection, shop, order);
      assertThat(found.fields("key")).containsExactly(first.key());
      assertThat(found.body())
          .contains("\"shop\":\"corner\"", "X-Access: …", "<token>…</token><n>1</n>", "hooks?…")
          .doesNotContain(Depot.ACCESS, first.signature());
      String call = found.fields("id").getFirst();
      Heard replayed =
          connection.ask(Call.post(CALLS + "/" + call + "/replay", shop.operatorKey(), "k", ""));
      assertThat(replayed.body()).contains("\"result\":\"DONE\"");
      Depot.Sent second = depot.next();
      assertThat(second.key()).isEqualTo(first.key());
      assertThat(second.access()).isEqualTo(Depot.ACCESS);
      assertThat(second.body()).isEqualTo(first.body());
      Heard both = connection.ask(Call.get(CALLS + "?order=" + order, shop.operatorKey()));
      assertThat(both.fields("key")).containsExactly(first.key(), first.key());
      assertThat(both.fields("replayOf")).containsExactly(call);
      for (String kept : new String[] {"calls.db", "calls.db-wal"}) {
        assertThat(Files.readString(data.resolve(kept), ISO_8859_1)).doesNotContain(Depot.ACCESS);
      }
      assertThat(server.errors()).doesNotContain(Depot.ACCESS);
      checkThatItIsOpenToNoOther(connection, new Storefront("another", server.operatorKey()));
    }
  }

  private static void checkThatItIsOpenToNoOther(Connection connection, Storefront shop)
      throws IOException {
    shop.open(connection, 1);
    for (String url : new String[] {"party:depot/hooks", "party:bank/hooks", "party:depot/../x"}) {
      Heard refused = endpoint(shop, connection, url);
      assertThat(refused.status()).as(refused.body()).isEqualTo(400);
      assertThat(refused.field("field")).isEqualTo("url");
    }
  }

  /** What came of it is written down a moment after the party has it. */
  private static Heard awaitOutcome(Connection connection, Storefront shop, String order)
      throws IOException {
    Heard found = connection.ask(Call.get(CALLS + "?order=" + order, shop.operatorKey()));
    while (!found.body().contains("\"outcome\":\"WELL\"")) {
      found = connection.ask(Call.get(CALLS + "?order=" + order, shop.operatorKey()));
    }
    return found;
  }

  @Test
  @Timeout(300)
  void shouldGoOnWithoutAPartyThatIsAwayAndDeliverWhenItIsBack() throws Exception {
    try (Depot other = new Depot();
        ServerProcess server = launch();
        Connection connection = new Connection(server.port())) {
      Storefront shop = new Storefront("corner", server.operatorKey());
      shop.open(connection, 100);
      String through = endpoint(shop, connection, "party:depot/hooks").field("id");
      assertThat(endpoint(shop, connection, other.url() + "/direct").status()).isEqualTo(201);
      depot.goAway();
      Set<String> owed = new HashSet<>();
      for (int i = 0; i < ORDERS_WHILE_AWAY; i++) {
        owed.add(order(shop, connection, i));
      }
      for (int i = 0; i < ORDERS_WHILE_AWAY; i++) {
        assertThat(other.next().path()).isEqualTo("/direct");
      }
      Call parties = Call.get("/v1/admin/parties", shop.operatorKey());
      while (!connection.ask(parties).body().contains("\"breaker\":\"OPEN\"")) {
        // each look is a request
      }
      owed.add(order(shop, connection, ORDERS_WHILE_AWAY));
      assertThat(other.next().path()).isEqualTo("/direct");
      depot.comeBack();
      hasten(connection, shop, owed(connection, shop, through));
      while (!owed.isEmpty()) {
        String body = depot.next().body();
        owed.removeIf(body::contains);
      }
    }
  }

  private static Heard owed(Connection connection, Storefront shop, String endpoint)
      throws IOException {
    String path = shop.path() + "/webhook-endpoints/" + endpoint;
    return connection.ask(
        Call.get(path + "/deliveries?status=WAITING&limit=200", shop.operatorKey()));
  }

  /** What was put off comes by itself; what was tried and failed may have minutes to wait. */
  private static void hasten(Connection connection, Storefront shop, Heard waiting)
      throws IOException {
    List<String> attempts = waiting.fields("attempts");
    List<String> deliveries = waiting.fields("id");
    for (int i = 0; i < attempts.size(); i++) {
      if (!attempts.get(i).equals("0")) {
        String again = shop.path() + "/deliveries/" + deliveries.get(i) + "/redeliver";
        assertThat(connection.ask(Call.post(again, shop.operatorKey(), "k", "")).status())
            .isEqualTo(200);
      }
    }
  }
}
