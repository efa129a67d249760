package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.disk.SmallDisk;
import io.millrace.checks.FullDiskTest;
import io.millrace.testkit.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real server on a real disk that fills, killed in between, until there is room again. */
final class SmallDiskTest {

  private static final int DISK_MIB = 64;
  private static final int SEGMENT_MIB = 2;
  private static final int RESERVE_MIB = 8;

  /**
   * Without a read model, whose file would grow and shrink beside the log that is measured here.
   */
  private static final String[] SIZES = {
    "--segment-size", SEGMENT_MIB + "MiB", "--reserve", RESERVE_MIB + "MiB", "--database", "none"
  };

  /** Below reserve and two segments, above the two segments. */
  private static final long LOW_BYTES = 9L << 20;

  /**
   * To pay, ship and complete them takes more blocks of 4 KiB than a segment has, so one is used up
   * while it cannot be replaced.
   */
  private static final int ORDERS = 260;

  @TempDir Path directory;

  private final Deque<String> unpaid = new ArrayDeque<>();
  private final Deque<String> paid = new ArrayDeque<>();
  private final Deque<String> shipped = new ArrayDeque<>();
  private final List<String> completed = new ArrayList<>();
  private int keys;

  @Test
  @Timeout(300)
  void shouldRefuseOrdersThenEverythingThenNothing() throws Exception {
    Optional<SmallDisk> mounted = SmallDisk.mount(directory, DISK_MIB);
    System.out.println(
        "a disk that fills: "
            + (mounted.isPresent() ? "ext4 on a loop" : "simulated, not mounted"));
    if (mounted.isEmpty()) {
      FullDiskTest.simulate();
      return;
    }
    try (SmallDisk disk = mounted.get()) {
      Path data = disk.path().resolve("data");
      fillUp(disk, data);
      new Books(data).audit();
    }
  }

  private void fillUp(SmallDisk disk, Path data) throws Exception {
    Storefront shop;
    Heard first;
    try (ServerProcess server = ServerProcess.start(data, SIZES);
        Connection connection = new Connection(server.port())) {
      shop = new Storefront("shop", server.operatorKey());
      shop.open(connection, 10 * ORDERS);
      first = connection.ask(shop.order(shop.operatorKey(), "anna", "first"));
      assertThat(first.status()).as(first.body()).isEqualTo(201);
      unpaid.add(first.field("id"));
      while (unpaid.size() < ORDERS) {
        unpaid.add(place(connection, shop).field("id"));
      }
      disk.leave(LOW_BYTES);
      awaitStorage(connection, "LOW");
      refusesOrders(connection, shop);
      finishOne(connection, shop);
      die(server);
    }
    try (ServerProcess server = ServerProcess.start(data, SIZES);
        Connection connection = new Connection(server.port())) {
      awaitStorage(connection, "LOW");
      checkAll(connection, shop, first);
      refusesOrders(connection, shop);
      disk.leave(0);
      finishAllThatFits(connection, shop);
      awaitStorage(connection, "FULL");
      checkAll(connection, shop, first);
      die(server);
    }
    try (ServerProcess server = ServerProcess.start(data, SIZES);
        Connection connection = new Connection(server.port())) {
      awaitStorage(connection, "FULL");
      checkAll(connection, shop, first);
      refusesOrders(connection, shop);
      assertThat(pay(connection, shop, unpaid.element()).status()).isEqualTo(503);
      disk.makeRoom();
      awaitStorage(connection, "OK");
      unpaid.add(place(connection, shop).field("id"));
      finishOne(connection, shop);
      die(server);
    }
    try (ServerProcess server = ServerProcess.start(data, SIZES);
        Connection connection = new Connection(server.port())) {
      checkAll(connection, shop, first);
      assertThat(server.terminate()).isZero();
    }
  }

  /** One of each: what finishes an order passes. */
  private void finishOne(Connection connection, Storefront shop) throws IOException {
    assertThat(pay(connection, shop, unpaid.element()).status()).isEqualTo(200);
    paid.add(unpaid.remove());
    assertThat(ship(connection, shop, paid.element()).status()).isEqualTo(201);
    shipped.add(paid.remove());
    assertThat(act(connection, shop, shipped.element(), "complete", "").status()).isEqualTo(200);
    completed.add(shipped.remove());
    assertThat(act(connection, shop, unpaid.element(), "cancel", "{}").status()).isEqualTo(200);
    unpaid.remove();
  }

  private void finishAllThatFits(Connection connection, Storefront shop) throws IOException {
    while (!unpaid.isEmpty()) {
      if (!passes(pay(connection, shop, unpaid.element()))) {
        return;
      }
      paid.add(unpaid.remove());
      if (!passes(ship(connection, shop, paid.element()))) {
        return;
      }
      shipped.add(paid.remove());
      if (!passes(act(connection, shop, shipped.element(), "complete", ""))) {
        return;
      }
      completed.add(shipped.remove());
    }
    throw new AssertionError("the disk was never full");
  }

  private static boolean passes(Heard heard) {
    if (heard.status() < 300) {
      return true;
    }
    assertThat(heard.field("code")).as(heard.body()).isEqualTo("storage_full");
    return false;
  }

  private void refusesOrders(Connection connection, Storefront shop) throws IOException {
    Heard refused = connection.ask(shop.order(shop.operatorKey(), "ben", "refused"));
    assertThat(refused.status()).as(refused.body()).isEqualTo(503);
    assertThat(refused.field("code")).isEqualTo("storage_full");
    assertThat(refused.header("retry-after")).isNotNull();
  }

  /** All that was acknowledged is there, and can be read whatever the room. */
  private void checkAll(Connection connection, Storefront shop, Heard first) throws IOException {
    assertStatus(connection, shop, unpaid, "PENDING_PAYMENT");
    assertStatus(connection, shop, paid, "PAID");
    assertStatus(connection, shop, shipped, "SHIPPED");
    assertStatus(connection, shop, completed, "COMPLETED");
    Heard again = connection.ask(shop.order(shop.operatorKey(), "anna", "first"));
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.isReplay()).isTrue();
    assertThat(connection.ask(shop.stock()).field("held"))
        .isEqualTo(Integer.toString(unpaid.size()));
  }

  private static void assertStatus(
      Connection connection, Storefront shop, Iterable<String> orders, String status)
      throws IOException {
    for (String order : orders) {
      Heard read = connection.ask(Call.get(shop.path() + "/orders/" + order, shop.operatorKey()));
      assertThat(read.status()).as(read.body()).isEqualTo(200);
      assertThat(read.field("status")).isEqualTo(status);
    }
  }

  private Heard place(Connection connection, Storefront shop) throws IOException {
    Heard placed = connection.ask(shop.order(shop.operatorKey(), "buyer", "order-" + ++keys));
    assertThat(placed.status()).as(placed.body()).isEqualTo(201);
    return placed;
  }

  private Heard pay(Connection connection, Storefront shop, String order) throws IOException {
    String body = "{'amount':" + Storefront.TOTAL + ",'reference':'bank'}";
    return act(connection, shop, order, "mark-paid", body);
  }

  private Heard ship(Connection connection, Storefront shop, String order) throws IOException {
    return act(connection, shop, order, "ship", "{'carrier':'post','trackingNumber':'1'}");
  }

  private Heard act(Connection connection, Storefront shop, String order, String what, String body)
      throws IOException {
    String path = shop.path() + "/orders/" + order + "/" + what;
    return connection.ask(Call.post(path, shop.operatorKey(), "act-" + ++keys, body));
  }

  /** The node looks once a second; the test's own deadline is the limit. */
  private static void awaitStorage(Connection connection, String storage) throws IOException {
    String said = "";
    while (!said.equals(storage)) {
      Heard ready = connection.ask(Call.get("/health/ready", ""));
      said = ready.field("storage");
    }
  }

  private static void die(ServerProcess server) throws Exception {
    server.kill();
    assertThat(server.exitStatus()).isNotZero();
  }
}
