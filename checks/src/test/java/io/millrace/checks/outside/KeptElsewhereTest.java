package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Terminal;
import io.millrace.app.audit.AuditCommand;
import io.millrace.app.logfile.LogCommand;
import io.millrace.bench.disk.SmallDisk;
import io.millrace.testkit.process.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Archive and snapshots on other disks than the log: a real file system of its own where the test
 * may mount one, else another directory.
 */
final class KeptElsewhereTest {

  private static final String ARCHIVED = "millrace_orders_archived_total";

  private static final int ARCHIVE_MIB = 64;

  /** Each answer is a frame of a block; so many fill a segment of the smallest size. */
  private static final int ORDERS = 600;

  @TempDir Path directory;

  @Test
  @Timeout(120)
  void shouldKeepThePastElsewhereAndNotStartWithoutIt() throws Exception {
    Optional<SmallDisk> disk = SmallDisk.mount(directory, ARCHIVE_MIB);
    try (AutoCloseable _ = disk.<AutoCloseable>map(mounted -> mounted).orElse(() -> {})) {
      keepElsewhere(
          disk.map(SmallDisk::path).orElse(directory.resolve("elsewhere")), disk.isPresent());
    }
  }

  @Test
  @Timeout(120)
  void shouldSayInReadinessThatTheArchiveCannotBeKept() throws Exception {
    Path archive = Files.createDirectories(directory.resolve("archive"));
    String[] flags = {"--archive", archive.toString(), "--segment-size", "2MiB"};
    try (ServerProcess server = ServerProcess.start(directory.resolve("data"), flags);
        Connection connection = new Connection(server.port())) {
      Files.createFile(archive.resolve("shard-000")); // where a directory is to be made
      fill(connection, new Storefront("shop", server.operatorKey()));
      Heard ready = connection.ask(Call.get("/health/ready", server.operatorKey()));
      while (ready.field("detail").isEmpty()) {
        ready = connection.ask(Call.get("/health/ready", server.operatorKey()));
      }
      assertThat(ready.field("detail")).startsWith("the archive cannot be kept");
      assertThat(ready.status()).as("orders go on").isEqualTo(200);
    }
  }

  @Test
  @Timeout(60)
  void shouldSayHowLongItKeepsTheLogAndWhereItBegins() throws Exception {
    Path data = directory.resolve("data");
    try (ServerProcess server = ServerProcess.start(data, "--keep-log", "90d");
        Connection connection = new Connection(server.port())) {
      Heard ready = connection.ask(Call.get("/health/ready", server.operatorKey()));
      assertThat(ready.field("keepLog")).isEqualTo("PT2160H");
      assertThat(ready.field("firstSequence")).isEqualTo("1");
      awaitMeters(connection, server.operatorKey());
      assertThat(server.errors()).contains("--keep-log", "final orders are not archived");
      assertThat(metrics(connection, server.operatorKey())).doesNotContain(ARCHIVED);
    }
    try (ServerProcess server = ServerProcess.start(data);
        Connection connection = new Connection(server.port())) {
      assertThat(connection.ask(Call.get("/health/ready", server.operatorKey())).fields("keepLog"))
          .isEmpty();
      awaitMeters(connection, server.operatorKey());
      assertThat(metrics(connection, server.operatorKey())).contains(ARCHIVED);
      assertThat(server.errors()).doesNotContain("not archived");
    }
  }

  /** The last meter that a start makes. */
  private static void awaitMeters(Connection connection, String key) throws IOException {
    while (!metrics(connection, key).contains("millrace_event_streams")) {
      // the node has only begun to serve
    }
  }

  private static String metrics(Connection connection, String key) throws IOException {
    return connection.ask(Call.get("/metrics", key)).body();
  }

  private void keepElsewhere(Path elsewhere, boolean isOtherDisk) throws Exception {
    Path data = directory.resolve("data");
    Path archive = elsewhere.resolve("archive");
    Path snapshots = elsewhere.resolve("snapshots");
    String[] places = {"--archive", archive.toString(), "--snapshots", snapshots.toString()};
    String[] flags = {places[0], places[1], places[2], places[3], "--segment-size", "2MiB"};
    try (ServerProcess server = ServerProcess.start(data, flags);
        Connection connection = new Connection(server.port())) {
      Storefront shop = new Storefront("shop", server.operatorKey());
      String key = fill(connection, shop);
      while (names(data.resolve("shard-000")).contains("00000000000000000001.log")) {
        connection.ask(Call.get("/health/live", key)); // the keeper is at it
      }
      Heard ready = connection.ask(Call.get("/health/ready", key));
      while (ready.fields("secondsToFull").isEmpty()) { // looked at once a second
        ready = connection.ask(Call.get("/health/ready", key));
      }
      String metrics = connection.ask(Call.get("/metrics", key)).body();
      assertThat(metrics)
          .contains("millrace_disk_usable_bytes{shard=\"0\"} ")
          .contains("millrace_disk_low_bytes{shard=\"0\"} ", "millrace_disk_room{shard=\"0\"} 0.0")
          .contains("millrace_disk_full_after_seconds{shard=\"0\"} ")
          .doesNotContain("millrace_disk_full_after_seconds{shard=\"0\"} +Inf");
      if (isOtherDisk) {
        assertThat(ready.field("lowBytes"))
            .as("the reserve and two segments; no snapshot is written to the log's disk")
            .isEqualTo(Integer.toString((256 + 2 * 2) << 20));
        assertThat(ready.fields("holds")).containsExactly("archive", "snapshots");
        long usable = Long.parseLong(ready.fields("usableBytes").getLast());
        assertThat(usable).as("of the other disk").isBetween(1L << 20, (long) ARCHIVE_MIB << 20);
        assertThat(metrics)
            .contains("millrace_other_disk_usable_bytes{holds=\"archive\"} ")
            .contains("millrace_other_disk_full_after_seconds{holds=\"snapshots\"} ");
      } else {
        assertThat(ready.fields("holds")).isEmpty();
      }
      server.kill();
    }
    assertThat(names(snapshots.resolve("shard-000"))).hasSize(2);
    assertThat(names(data.resolve("shard-000"))).doesNotContain("archive");
    try (ServerProcess forgetful = ServerProcess.launch(data)) {
      assertThat(forgetful.exitStatus()).isEqualTo(2);
      assertThat(forgetful.errors()).contains("say with --archive where it lies");
    }
    try (ServerProcess server = ServerProcess.start(data, flags);
        Connection connection = new Connection(server.port())) {
      assertThat(server.errors()).contains("begins with the snapshot of sequence");
      Storefront shop = new Storefront("shop", server.operatorKey());
      assertThat(connection.ask(shop.stock()).field("held"))
          .isEqualTo(Integer.toString(ORDERS + 2));
      server.kill();
    }
    look(data, places);
  }

  /** More than a segment of orders, and two snapshots behind it. Returns a merchant's key. */
  private static String fill(Connection connection, Storefront shop) throws IOException {
    shop.open(connection, 2 * ORDERS);
    String key = shop.merchantKey(connection);
    for (int i = 0; i < ORDERS; i++) {
      assertThat(connection.ask(shop.order(key, "anna", "wish-" + i)).status()).isEqualTo(201);
    }
    for (int i = 0; i < 2; i++) { // a segment may go that both snapshots lie behind
      assertThat(connection.ask(shop.order(key, "anna", "late-" + i)).status()).isEqualTo(201);
      Call ask = Call.post("/v1/admin/snapshot", shop.operatorKey(), "once", "");
      assertThat(connection.ask(ask).status()).isEqualTo(200);
    }
    return key;
  }

  /** What only looks must be told, too, and then reads from one disk into the other. */
  private static void look(Path data, String[] places) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(out, out, Map.of());
    for (String command : List.of("log info", "log verify", "audit")) {
      CommandLine line =
          new CommandLine(new Everything())
              .addSubcommand(LogCommand.of(terminal))
              .addSubcommand(new AuditCommand(terminal));
      String[] words = (command + " --data " + data + " " + String.join(" ", places)).split(" ");
      assertThat(line.execute(words)).as(said.toString(StandardCharsets.UTF_8)).isZero();
    }
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains(places[1] + "/shard-000/00000000000000000001.packed: sequences 1 to ")
        .contains("snapshot  of sequence ");
  }

  private static List<String> names(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Stands where the program's own name does. */
  @CommandLine.Command(name = "everything")
  private static final class Everything {}
}
