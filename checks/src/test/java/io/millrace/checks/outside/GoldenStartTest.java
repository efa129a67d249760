package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Millrace;
import io.millrace.app.Terminal;
import io.millrace.checks.GoldenDataTest;
import io.millrace.node.SystemClock;
import io.millrace.testkit.process.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Today's server on the golden data directory, and on a copy of its backup. */
final class GoldenStartTest {

  private static final String SHOP = "golden";

  @TempDir Path copies;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  @Timeout(90)
  void shouldServeWhatAnEarlierBuildWrote() throws Exception {
    Path data = copies.resolve("data");
    GoldenDataTest.copy(GoldenDataTest.golden().resolve("data"), data);
    look(data);
    assertThat(said())
        .contains("  packed    ", "  snapshot  of sequence ")
        .containsOnlyOnce("  restored  from log ");
    serve(data);
  }

  @Test
  @Timeout(90)
  void shouldRestoreABackupThatAnEarlierBuildMade() throws Exception {
    Path data = copies.resolve("data");
    GoldenDataTest.copy(GoldenDataTest.golden().resolve("backup"), data);
    serve(data);
    look(data);
    assertThat(said().split("  restored  from log ", -1))
        .as("its own parent, and that one's")
        .hasSize(3);
  }

  /** All that is read beside a start, over archive, segments and snapshots. */
  private void look(Path data) {
    for (String command : new String[] {"log verify", "audit", "log info"}) {
      PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
      String[] words = (command + " --data " + data).split(" ");
      assertThat(Millrace.run(new Terminal(out, out, Map.of()), words)).as(said()).isZero();
    }
  }

  /** With the keys of then, of every kind. */
  private static void serve(Path data) throws Exception {
    Properties story = GoldenDataTest.story();
    try (ServerProcess server = ServerProcess.start(data, "--accept-clock");
        Connection connection = new Connection(server.port())) {
      assertThat(server.errors()).contains("begins with the snapshot of sequence");
      String order = "/v1/shops/golden/orders/" + story.getProperty("order.bought");
      Heard operator = connection.ask(Call.get(order, server.operatorKey()));
      assertThat(operator.field("status")).isEqualTo("COMPLETED");
      Heard merchant = connection.ask(Call.get(order, story.getProperty("merchant.key")));
      assertThat(merchant.body()).isEqualTo(operator.body());
      String kid = story.getProperty("buyer.kid");
      String secret = story.getProperty("buyer.secret");
      long soon = new SystemClock().wallMillis() / 1_000 + 3_600;
      String token = new Storefront.BuyerSecret(SHOP, kid, secret).tokenOf("anna", soon);
      assertThat(connection.ask(Call.get(order, token)).body()).isEqualTo(operator.body());
      assertThat(server.terminate()).isZero();
    }
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
