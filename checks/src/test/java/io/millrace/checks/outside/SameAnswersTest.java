package io.millrace.checks.outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Terminal;
import io.millrace.app.backup.BackupCommand;
import io.millrace.testkit.process.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Promises 3 and 7 from outside: any order, and any key, is answered the same before and after a
 * snapshot, a kill, a move into the archive, and a restore on another machine.
 */
final class SameAnswersTest {

  /** Each answer is a frame of a block, and a segment of 2 MiB has 511 of them. */
  private static final int ORDERS = 540;

  private static final String[] SMALL_SEGMENTS = {"--segment-size", "2MiB"};

  @TempDir Path directory;

  private final List<Call> asked = new ArrayList<>();
  private final List<String> answered = new ArrayList<>();
  private final Map<String, String> orders = new LinkedHashMap<>();

  @Test
  @Timeout(240)
  void shouldAnswerTheSameAfterSnapshotKillArchiveAndRestore() throws Exception {
    Path data = directory.resolve("data");
    Path first = data.resolve("shard-000/00000000000000000001.log");
    try (ServerProcess server = ServerProcess.start(data, SMALL_SEGMENTS);
        Connection connection = new Connection(server.port())) {
      live(connection, server);
      snapshot(connection, server);
      compare(connection, server, "a snapshot");
      server.kill();
    }
    try (ServerProcess server = ServerProcess.start(data, SMALL_SEGMENTS);
        Connection connection = new Connection(server.port())) {
      assertThat(server.errors()).contains("begins with the snapshot of sequence");
      compare(connection, server, "a kill");
      assertThat(first).exists();
      snapshot(connection, server); // the second lets the first segment go
      while (Files.exists(first)) {
        connection.ask(Call.get("/health/live", server.operatorKey()));
      }
      compare(connection, server, "a move into the archive");
      server.kill();
    }
    try (ServerProcess server = ServerProcess.start(data, SMALL_SEGMENTS);
        Connection connection = new Connection(server.port())) {
      compare(connection, server, "a kill with an archive");
      backUp(data, server);
      server.kill();
    }
    Path restored = directory.resolve("restored");
    DrillTest.copy(directory.resolve("backup"), restored);
    try (ServerProcess server = ServerProcess.start(restored, SMALL_SEGMENTS);
        Connection connection = new Connection(server.port())) {
      assertThat(server.errors()).contains("a restored copy of log ");
      compare(connection, server, "a restore");
      server.kill();
    }
    new Books(restored).audit();
    wholeLogAgain(restored);
  }

  /** And without any snapshot, from facts of both logs alone. */
  private void wholeLogAgain(Path restored) throws Exception {
    for (Path snapshot : files(restored.resolve("shard-000/snapshots"))) {
      Files.delete(snapshot);
    }
    try (ServerProcess server = ServerProcess.start(restored, SMALL_SEGMENTS);
        Connection connection = new Connection(server.port())) {
      assertThat(server.errors()).doesNotContain("begins with the snapshot");
      compare(connection, server, "a replay of everything");
      server.kill();
    }
  }

  /** Orders in every state, each change with a key of its own. */
  private void live(Connection connection, ServerProcess server) throws IOException {
    Storefront shop = new Storefront("shop", server.operatorKey());
    shop.open(connection, 2 * ORDERS);
    String key = shop.merchantKey(connection);
    for (int i = 0; i < ORDERS; i++) {
      String id = ask(connection, shop.order(key, "anna", "wish-" + i)).field("id");
      String path = shop.path() + "/orders/" + id;
      if (i % 3 == 1) {
        ask(connection, Call.post(path + "/cancel", key, "cancel-" + i, "{}"));
      } else if (i % 3 == 2) {
        String paid = "{'amount':" + Storefront.TOTAL + ",'reference':'T-" + i + "'}";
        ask(connection, Call.post(path + "/mark-paid", key, "pay-" + i, paid));
      }
      orders.put(path, connection.ask(Call.get(path, key)).body());
    }
  }

  private Heard ask(Connection connection, Call change) throws IOException {
    Heard heard = connection.ask(change);
    assertThat(heard.status()).as(heard.body()).isBetween(200, 201);
    asked.add(change);
    answered.add(heard.body());
    return heard;
  }

  private void compare(Connection connection, ServerProcess server, String after)
      throws IOException {
    for (Map.Entry<String, String> order : orders.entrySet()) {
      Heard read = connection.ask(Call.get(order.getKey(), server.operatorKey()));
      assertThat(read.body()).as("%s after %s", order.getKey(), after).isEqualTo(order.getValue());
    }
    for (int i = 0; i < asked.size(); i++) {
      Heard again = connection.ask(asked.get(i));
      assertThat(again.isReplay()).as("%s after %s", asked.get(i), after).isTrue();
      assertThat(again.body()).as("%s after %s", asked.get(i), after).isEqualTo(answered.get(i));
    }
  }

  private void snapshot(Connection connection, ServerProcess server) throws IOException {
    Storefront shop = new Storefront("shop", server.operatorKey());
    Call movement =
        Call.post(
            shop.path() + "/skus/mug/movements",
            server.operatorKey(),
            "movement-" + asked.size(),
            "{'quantity':1,'cause':'RECEIVED'}");
    ask(connection, movement); // so that there is something to be made a snapshot of
    Heard made = connection.ask(Call.post("/v1/admin/snapshot", server.operatorKey(), "once", ""));
    assertThat(made.status()).as(made.body()).isEqualTo(200);
  }

  private void backUp(Path data, ServerProcess server) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, UTF_8);
    int status =
        new CommandLine(new BackupCommand(new Terminal(out, out, Map.of())))
            .execute(
                "--data",
                data.toString(),
                "--url",
                server.url(),
                directory.resolve("backup").toString());
    assertThat(status).as(said.toString(UTF_8)).isZero();
  }

  private static List<Path> files(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }
}
