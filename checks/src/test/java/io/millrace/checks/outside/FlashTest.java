package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.checks.outside.Storefront.BuyerSecret;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.node.SystemClock;
import io.millrace.testkit.process.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A rush on too few units: five hundred buyers with a connection each, every wish asked twice. */
final class FlashTest {

  private static final int BUYERS = 500;
  private static final int STOCK = 100;
  private static final long TOKEN_SECONDS = 3_600;

  @TempDir Path data;

  /** What a buyer heard: to the two of the rush, in any order, and to the one after it. */
  private record Buyer(String name, List<Heard> rush, Heard after) {}

  @Test
  @Timeout(60)
  void shouldSellEachUnitOnceAndSayTheSameAgain() throws Exception {
    try (ServerProcess server = ServerProcess.start(data);
        Connection operator = new Connection(server.port())) {
      Storefront shop = new Storefront("rush", server.operatorKey());
      shop.open(operator, STOCK);
      List<Buyer> buyers = rush(server, shop, shop.buyerSecret(operator));

      Map<String, String> sold = new HashMap<>();
      for (Buyer buyer : buyers) {
        if (buyer.after().status() == 201) {
          sold.put(buyer.after().field("id"), buyer.name());
          checkAccepted(buyer);
        } else {
          checkRefused(buyer);
        }
      }
      assertThat(sold).hasSize(STOCK);
      assertThat(sold.values()).doesNotHaveDuplicates();

      Heard stock = operator.ask(shop.stock());
      assertThat(stock.field("onHand")).isEqualTo("100");
      assertThat(stock.field("available")).isEqualTo("0");
      assertThat(stock.field("held")).isEqualTo("100");
      assertThat(stock.field("committed")).isEqualTo("0");
      assertThat(server.terminate()).as(server.errors()).isZero();

      Map<String, String> logged = new HashMap<>();
      for (OrderPlaced placed : new Books(data).orders(0)) {
        logged.put(placed.order().toString(), placed.buyer().value());
      }
      assertThat(logged).isEqualTo(sold);
      new Books(data).audit();
    }
  }

  private static List<Buyer> rush(ServerProcess server, Storefront shop, BuyerSecret secret)
      throws Exception {
    long expiresAtSeconds = new SystemClock().wallMillis() / 1_000 + TOKEN_SECONDS;
    CountDownLatch connected = new CountDownLatch(BUYERS);
    CountDownLatch soldOut = new CountDownLatch(BUYERS);
    List<Future<Buyer>> running = new ArrayList<>();
    List<Buyer> buyers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < BUYERS; i++) {
        String name = "buyer-" + i;
        Call call = shop.order(secret.tokenOf(name, expiresAtSeconds), name, "wish");
        boolean atOnce = i % 2 == 0;
        running.add(
            threads.submit(() -> {
              try (Connection connection = new Connection(server.port());
                  Connection twin = new Connection(server.port())) {
                connected.countDown();
                connected.await();
                List<Heard> rush = new ArrayList<>();
                if (atOnce) {
                  Future<Heard> second = threads.submit(() -> twin.ask(call));
                  rush.add(connection.ask(call));
                  rush.add(second.get());
                } else {
                  rush.add(connection.ask(call));
                  rush.add(connection.ask(call));
                }
                soldOut.countDown();
                soldOut.await();
                return new Buyer(name, rush, connection.ask(call));
              }
            }));
      }
      for (Future<Buyer> buyer : running) {
        buyers.add(buyer.get());
      }
    }
    return buyers;
  }

  private static void checkAccepted(Buyer buyer) {
    assertThat(buyer.rush()).extracting(Heard::status).containsExactly(201, 201);
    assertThat(buyer.rush())
        .as("one is the first answer, the other its repeat")
        .extracting(Heard::isReplay)
        .containsExactlyInAnyOrder(false, true);
    assertThat(buyer.after().isReplay()).as("also after the sell-out").isTrue();
    assertThat(buyer.after().field("buyer")).isEqualTo(buyer.name());
    for (Heard heard : buyer.rush()) {
      assertThat(heard.body()).isEqualTo(buyer.after().body());
    }
  }

  private static void checkRefused(Buyer buyer) {
    List<Heard> all = new ArrayList<>(buyer.rush());
    all.add(buyer.after());
    for (Heard heard : all) {
      assertThat(heard.status()).as(heard.body()).isEqualTo(409);
      assertThat(heard.field("code")).isEqualTo("sold_out");
      assertThat(heard.field("sku")).isEqualTo("mug");
      assertThat(heard.field("available")).isEqualTo("0");
      assertThat(heard.header("idempotent-replayed")).isNull();
    }
  }
}
