package io.millrace.app.start;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Millrace;
import io.millrace.app.Terminal;
import io.millrace.app.config.Setting;
import io.millrace.app.config.Sources;
import io.millrace.model.Level;
import io.millrace.testkit.process.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code millrace upgrade}, with servers in this process that know levels this release does not.
 * Whatever else is started here is of this release, and so the older one.
 */
class UpgradeTest {

  private static final int SHARDS = 2;
  private static final int NEXT = Level.CURRENT + 1;
  private static final Pattern URL = Pattern.compile("ready on (http://\\S+)");
  private static final String SENTENCE =
      "facts of level 2, but this build reads levels 1 to 1: use the release that wrote it, or a later one";

  @TempDir Path directory;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private Path data() {
    return directory.resolve("data");
  }

  @Test
  @Timeout(60)
  void shouldHaveNothingToDoAtTheNewestLevel() throws Exception {
    try (Running node = Running.of(data(), SHARDS, Level.CURRENT)) {
      assertThat(upgrade(node, "--yes")).as(said()).isZero();
      assertThat(said())
          .contains("shard 0: level 1", "  read by writer, up to level 1")
          .contains("  read by checkpointer, up to level 1", "  read by credentials, up to level 1")
          .contains("  read by read-model, up to level 1", "  read by deliveries, up to level 1")
          .contains("Nothing to do: level 1 is the newest that this release knows.");
    }
  }

  @Test
  @Timeout(120)
  void shouldRaiseTheLevelWhenToldToAndStopTheReleaseBeforeIt() throws Exception {
    write(SHARDS);
    try (Running node = Running.of(data(), SHARDS, NEXT)) {
      assertThat(upgrade(node)).as("not told to").isEqualTo(2);
      assertThat(said())
          .contains("shard 0: level 1", "shard 1: level 1")
          .contains("read by a start from the snapshot of sequence ")
          .contains("Nothing was raised. Releases that know less than level 2");
    }
    assertThat(run("log", "dump", "--data", data().toString())).as("still level 1").isZero();
    try (Running node = Running.of(data(), SHARDS, NEXT)) {
      assertThat(upgrade(node, "--yes")).as(said()).isZero();
      assertThat(said()).contains("Raised to level 2.").doesNotContain("upgrade again");
      assertThat(upgrade(node, "--yes")).as("asked again").isZero();
      assertThat(said())
          .contains("shard 0: level 2", "shard 1: level 2")
          .contains("Nothing to do: level 2 is the newest that this release knows.");
    }
    try (Running node = Running.of(data(), SHARDS, NEXT)) {
      assertThat(upgrade(node)).as("it goes on at level 2").isZero();
    }
    stopsTheReleaseBefore(data());
    Path backup = directory.resolve("backup");
    assertThat(run("backup", "--data", data().toString(), backup.toString()))
        .as("bytes are bytes")
        .isZero();
    stopsTheReleaseBefore(backup);
  }

  private void stopsTheReleaseBefore(Path stopped) throws Exception {
    assertThat(run("log", "dump", "--data", stopped.toString())).isEqualTo(3);
    assertThat(said()).contains(SENTENCE);
    assertThat(run("audit", "--data", stopped.toString())).isEqualTo(3);
    assertThat(said()).contains(SENTENCE);
    try (ServerProcess server = ServerProcess.launch(stopped, "--shards", "2")) {
      assertThat(server.exitStatus()).isEqualTo(3);
      assertThat(server.errors()).contains("stops the replay: " + SENTENCE);
    }
  }

  /** A release reads snapshots of one level back; nothing may come of which none is left. */
  @Test
  @Timeout(60)
  void shouldRefuseALevelThatAReaderDoesNotKnowAndNameIt() throws Exception {
    write(1);
    try (Running node = Running.of(data(), 1, NEXT + 1)) {
      assertThat(upgrade(node, "--yes")).as(said()).isZero();
      assertThat(said()).contains("This release knows level 3", "upgrade again");
      assertThat(upgrade(node, "--yes")).isEqualTo(2);
      assertThat(said())
          .contains("Nothing was raised: of shard 0's log, a start from the snapshot of sequence ")
          .contains(" reads levels up to 2, and not 3.");
      assertThat(node.ask("PUT", "/v1/admin/level", "{\"level\":3}"))
          .as("whoever asks the node itself")
          .isEqualTo(409);
      for (int i = 0; i < 2; i++) {
        node.makeShop("corner-" + i);
        node.snapshot();
      }
      assertThat(upgrade(node, "--yes")).as(said()).isZero();
      assertThat(said()).contains("Raised to level 3.");
    }
  }

  @Test
  void shouldWantARunningNode() {
    assertThat(run("upgrade", "--data", data().toString())).isEqualTo(2);
    assertThat(said()).contains("Say with --url which node: it must be running.");
  }

  /** Shards of this release, each with a snapshot. */
  private void write(int shards) throws Exception {
    try (Running node = Running.of(data(), shards, Level.CURRENT)) {
      node.makeShop("corner");
      node.snapshot();
    }
  }

  private int upgrade(Running node, String... more) {
    String[] usual = {"upgrade", "--data", data().toString(), "--url", node.url()};
    return run(Stream.of(usual, more).flatMap(Stream::of).toArray(String[]::new));
  }

  private int run(String... arguments) {
    said.reset();
    PrintStream out = new PrintStream(said, true, UTF_8);
    return Millrace.run(new Terminal(out, out, Map.of()), arguments);
  }

  private String said() {
    return said.toString(UTF_8);
  }

  /** A server in this process. */
  private record Running(Server server, String url, Path data) implements AutoCloseable {

    static Running of(Path data, int shards, int levelKnown) throws IOException {
      Map<Setting, String> flags =
          Map.of(
              Setting.DATA,
              data.toString(),
              Setting.PORT,
              "0",
              Setting.SEGMENT_SIZE,
              "2MiB",
              Setting.SHARDS,
              Integer.toString(shards),
              Setting.DATABASE,
              // A read model is this release's, and would be left behind by the next level.
              levelKnown == Level.CURRENT ? "" : "none",
              Setting.NO_WEBHOOKS,
              Boolean.toString(levelKnown != Level.CURRENT));
      Server server = new Server(Sources.read(flags, Map.of()), levelKnown);
      Matcher ready = URL.matcher(server.start());
      assertThat(ready.find()).isTrue();
      return new Running(server, ready.group(1), data);
    }

    void makeShop(String shop) throws IOException, InterruptedException {
      String settings =
          "{\"name\":\"S\",\"currency\":\"CNY\",\"timezone\":\"UTC\",\"paymentTimeout\":\"PT30M\"}";
      assertThat(ask("PUT", "/v1/shops/" + shop, settings)).isEqualTo(201);
    }

    void snapshot() throws IOException, InterruptedException {
      assertThat(ask("POST", "/v1/admin/snapshot", "")).isEqualTo(200);
    }

    private int ask(String verb, String path, String body)
        throws IOException, InterruptedException {
      try (HttpClient client = HttpClient.newHttpClient()) {
        String key = Files.readString(data.resolve("operator.key")).strip();
        return Operator.send(client, Operator.request(url, key, path), verb, body).statusCode();
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
