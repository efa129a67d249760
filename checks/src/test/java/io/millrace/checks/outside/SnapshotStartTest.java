package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.checks.GoldenDataTest;
import io.millrace.testkit.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real server that begins with a snapshot is the one that it was. */
final class SnapshotStartTest {

  private static final String SNAPSHOT = "/v1/admin/snapshot";

  @TempDir Path data;

  private final List<Heard> placed = new ArrayList<>();
  private String merchantKey = "";

  @Test
  @Timeout(90)
  void shouldAnswerTheSameBeforeAndAfterASnapshotAKillAndAStop() throws Exception {
    try (ServerProcess server = ServerProcess.start(data);
        Connection connection = new Connection(server.port())) {
      Storefront shop = new Storefront("shop", server.operatorKey());
      shop.open(connection, 10);
      merchantKey = shop.merchantKey(connection);
      place(connection, shop);
      keep(connection, server);
      place(connection, shop);
      server.kill();
    }
    try (ServerProcess server = ServerProcess.start(data);
        Connection connection = new Connection(server.port())) {
      assertThat(server.errors()).contains("begins with the snapshot of sequence");
      compare(server, connection);
      place(connection, new Storefront("shop", server.operatorKey()));
      assertThat(server.terminate()).isZero();
    }
    assertThat(snapshots()).as("a tail of one order is left to the next start").hasSize(1);
    try (ServerProcess server = ServerProcess.start(data);
        Connection connection = new Connection(server.port())) {
      compare(server, connection);
      server.kill();
    }
    new Books(data).audit();
  }

  @Test
  @Timeout(90)
  void shouldUseTheOlderSnapshotAndThenTheLogWhenOneIsDamaged() throws Exception {
    try (ServerProcess server = ServerProcess.start(data);
        Connection connection = new Connection(server.port())) {
      Storefront shop = new Storefront("shop", server.operatorKey());
      shop.open(connection, 10);
      merchantKey = shop.merchantKey(connection);
      for (int i = 0; i < 2; i++) {
        place(connection, shop);
        keep(connection, server);
      }
      server.kill();
    }
    List<Path> newestLast = snapshots();
    assertThat(newestLast).hasSize(2);
    damage(newestLast.getLast());
    try (ServerProcess server = ServerProcess.start(data);
        Connection connection = new Connection(server.port())) {
      assertThat(server.errors())
          .contains("is not used", "the one before it is used instead", "begins with the snapshot");
      compare(server, connection);
      server.kill();
    }
    damage(newestLast.getFirst());
    try (ServerProcess server = ServerProcess.start(data);
        Connection connection = new Connection(server.port())) {
      assertThat(server.errors())
          .contains("the whole log is replayed instead")
          .doesNotContain("begins with the snapshot");
      compare(server, connection);
      server.kill();
    }
  }

  @Test
  @Timeout(90)
  void shouldNotStartWhenASnapshotIsAheadOfItsLog() throws Exception {
    GoldenDataTest.copy(
        GoldenDataTest.golden().resolve("data/shard-000"), data.resolve("shard-000"));
    Files.copy(GoldenDataTest.golden().resolve("data/node.key"), data.resolve("node.key"));
    Path snapshot = snapshots().getLast();
    Files.move(snapshot, snapshot.resolveSibling("00000000000000099999.snapshot"));
    try (ServerProcess server = ServerProcess.launch(data)) {
      assertThat(server.exitStatus()).isEqualTo(3);
      assertThat(server.errors()).contains("is ahead of the log");
    }
  }

  private static void keep(Connection connection, ServerProcess server) throws IOException {
    Heard made = connection.ask(Call.post(SNAPSHOT, server.operatorKey(), "once", ""));
    assertThat(made.status()).as(made.body()).isEqualTo(200);
    assertThat(Long.parseLong(made.field("sequence"))).isPositive();
  }

  private void place(Connection connection, Storefront shop) throws IOException {
    Heard order = connection.ask(shop.order(merchantKey, "anna", "wish-" + placed.size()));
    assertThat(order.status()).as(order.body()).isEqualTo(201);
    placed.add(order);
  }

  /** Keys, orders, merchants' keys and stock are what they were. */
  private void compare(ServerProcess server, Connection connection) throws IOException {
    Storefront shop = new Storefront("shop", server.operatorKey());
    for (int i = 0; i < placed.size(); i++) {
      Heard again = connection.ask(shop.order(merchantKey, "anna", "wish-" + i));
      assertThat(again.body()).isEqualTo(placed.get(i).body());
      assertThat(again.isReplay()).isTrue();
      Call read = Call.get(shop.path() + "/orders/" + placed.get(i).field("id"), merchantKey);
      assertThat(connection.ask(read).body()).isEqualTo(placed.get(i).body());
    }
    assertThat(connection.ask(shop.stock()).field("available"))
        .isEqualTo(Integer.toString(10 - placed.size()));
  }

  private List<Path> snapshots() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("shard-000").resolve("snapshots"))) {
      return files.sorted().toList();
    }
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }
}
