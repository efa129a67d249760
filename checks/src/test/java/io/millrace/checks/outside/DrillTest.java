package io.millrace.checks.outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Terminal;
import io.millrace.app.backup.BackupCommand;
import io.millrace.app.logfile.LogCommand;
import io.millrace.testkit.process.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The drill of docs/drill.md: the data directory is destroyed under load and restored from a
 * backup. Gone are the orders that were acknowledged at a position behind the backup's, and nothing
 * else.
 */
final class DrillTest {

  private static final int CONNECTIONS = 8;
  private static final int STOCK = 1_000_000;
  private static final int ORDERS_BETWEEN = 400;

  /** Bounded, or a slow backup beside fast orders leaves more to compare than time is for. */
  private static final int ORDERS_A_STAGE_MAX = 600;

  private static final String[] SMALL_SEGMENTS = {"--segment-size", "2MiB"};

  @TempDir Path directory;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
  private final Semaphore mayOrder = new Semaphore(0);
  private final Semaphore answered = new Semaphore(0);
  private final AtomicInteger nextKey = new AtomicInteger();
  private volatile boolean isDestroyed;

  /** What a client was told. */
  private record Acknowledged(String key, long position, String id, String body) {}

  @Test
  @Timeout(240)
  void shouldLoseWhatCameAfterTheBackupAndNothingElse() throws Exception {
    Path data = directory.resolve("data");
    Path backup = directory.resolve("backup");
    Path restored = directory.resolve("restored");
    String operatorKey;
    try (ServerProcess server = ServerProcess.start(data, SMALL_SEGMENTS)) {
      operatorKey = server.operatorKey();
      try (Connection connection = new Connection(server.port())) {
        new Storefront("shop", operatorKey).open(connection, STOCK);
      }
      destroyUnderLoad(server, data, backup);
    }
    copy(backup, restored);
    try (ServerProcess server = ServerProcess.start(restored, SMALL_SEGMENTS);
        Connection connection = new Connection(server.port())) {
      assertThat(server.errors()).contains("a restored copy of log ", "begins with the snapshot");
      assertThat(server.operatorKey()).isEqualTo(operatorKey);
      compare(connection, new Storefront("shop", operatorKey));
      backUp(restored, backup, server); // it goes on from the backup that it came from
      assertThat(server.terminate()).isZero();
    }
    new Books(restored).audit();
    said.reset();
    assertThat(LogCommand.of(terminal()).execute("info", "--data", restored.toString())).isZero();
    assertThat(said.toString(UTF_8))
        .containsPattern("restored  from log [0-9a-f]{32}, left behind");
    new Books(backup).audit();
    try (ServerProcess server = ServerProcess.start(restored, SMALL_SEGMENTS)) {
      assertThat(server.errors()).as("once is enough").doesNotContain("a restored copy of log ");
      server.kill();
    }
  }

  private void destroyUnderLoad(ServerProcess server, Path data, Path backup) throws Exception {
    try (ExecutorService connections = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> buyers = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        buyers.add(
            connections.submit(() -> {
              orderUntilItFails(server);
              return null;
            }));
      }
      awaitOrders();
      backUp(data, backup, server);
      awaitOrders();
      backUp(data, backup, server);
      assertThat(said.toString(UTF_8)).contains("MiB were there");
      awaitOrders();
      isDestroyed = true;
      // The node does not notice: it acknowledges into deleted files until it wants a new one.
      destroy(data);
      awaitOrders();
      server.kill();
      mayOrder.release(CONNECTIONS);
      for (Future<?> buyer : buyers) {
        buyer.get();
      }
    }
  }

  /** More than it waits for may be placed: the rest comes while the next thing is done. */
  private void awaitOrders() throws InterruptedException {
    answered.drainPermits();
    mayOrder.release(ORDERS_A_STAGE_MAX);
    answered.acquire(ORDERS_BETWEEN);
  }

  private void orderUntilItFails(ServerProcess server) throws IOException, InterruptedException {
    Storefront shop = new Storefront("shop", server.operatorKey());
    try (Connection connection = new Connection(server.port())) {
      while (true) {
        mayOrder.acquire();
        String key = "wish-" + nextKey.incrementAndGet();
        Heard heard = connection.ask(shop.order(shop.operatorKey(), "anna", key));
        if (isDestroyed && heard.status() != 201) {
          return;
        }
        assertThat(heard.status()).as(heard.body()).isEqualTo(201);
        acknowledged.add(new Acknowledged(key, position(heard), heard.field("id"), heard.body()));
        answered.release();
      }
    } catch (IOException killed) {
      // as planned
    } finally {
      answered.release(ORDERS_BETWEEN); // nobody waits for a buyer who has left
    }
  }

  private static long position(Heard heard) {
    return Long.parseLong(String.valueOf(heard.header("millrace-position")));
  }

  private void compare(Connection connection, Storefront shop) throws IOException {
    Heard first = connection.ask(shop.stock());
    long held = position(first);
    int there = 0;
    for (Acknowledged order : acknowledged) {
      Heard read =
          connection.ask(Call.get(shop.path() + "/orders/" + order.id(), shop.operatorKey()));
      if (order.position() > held) {
        assertThat(read.status()).as("%s, behind position %d", order, held).isEqualTo(404);
        continue;
      }
      there++;
      assertThat(read.status()).as("%s, up to position %d", order, held).isEqualTo(200);
      assertThat(read.body()).isEqualTo(order.body());
      Heard again = connection.ask(shop.order(shop.operatorKey(), "anna", order.key()));
      assertThat(again.isReplay()).isTrue();
      assertThat(again.body()).isEqualTo(order.body());
    }
    assertThat(there).isGreaterThanOrEqualTo(2 * ORDERS_BETWEEN);
    assertThat(acknowledged.size() - there).isGreaterThanOrEqualTo(ORDERS_BETWEEN);
    assertThat(first.field("held")).as("no order that nobody knows").isEqualTo("" + there);
    assertThat(first.field("available")).isEqualTo("" + (STOCK - there));
    askAgainForWhatIsGone(connection, shop, held);
  }

  /** Whoever kept what he was told repeats it, with the same key, and has it again. */
  private void askAgainForWhatIsGone(Connection connection, Storefront shop, long held)
      throws IOException {
    for (Acknowledged order : acknowledged) {
      if (order.position() > held) {
        Heard again = connection.ask(shop.order(shop.operatorKey(), "anna", order.key()));
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.isReplay()).isFalse();
      }
    }
    assertThat(connection.ask(shop.stock()).field("held")).isEqualTo("" + acknowledged.size());
  }

  private void backUp(Path data, Path backup, ServerProcess server) {
    int status =
        new CommandLine(new BackupCommand(terminal()))
            .execute("--data", data.toString(), "--url", server.url(), backup.toString());
    assertThat(status).as(said.toString(UTF_8)).isZero();
  }

  private Terminal terminal() {
    PrintStream out = new PrintStream(said, true, UTF_8);
    return new Terminal(out, out, Map.of());
  }

  /** {@code rm -rf}. What vanishes meanwhile is as good as deleted. */
  private static void destroy(Path data) throws IOException {
    Files.walkFileTree(
        data,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes any) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** {@code cp -a}. */
  static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
