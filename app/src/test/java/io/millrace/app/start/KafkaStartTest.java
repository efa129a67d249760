package io.millrace.app.start;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Millrace;
import io.millrace.app.Terminal;
import io.millrace.testkit.process.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A start that names brokers: what is wrong is told at once, and that they are away stops nothing.
 */
class KafkaStartTest {

  /** Nobody listens there. */
  private static final String AWAY = "127.0.0.1:1";

  @TempDir Path directory;

  private int starts;

  @Test
  void shouldServeWhileTheBrokersAreAway() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    try (ServerProcess server = ServerProcess.start(directory.resolve("data"), "--kafka", AWAY)) {
      String shop =
          "{\"name\":\"S\",\"currency\":\"CNY\",\"timezone\":\"UTC\",\"paymentTimeout\":\"PT30M\"}";
      HttpResponse<String> made =
          Operator.send(client, Operator.request(server, "/v1/shops/s"), "PUT", shop);
      assertThat(made.statusCode()).isEqualTo(201);
      HttpResponse<String> followers =
          Operator.send(client, Operator.request(server, "/v1/admin/followers"), "GET", "");
      assertThat(followers.body())
          .containsPattern("\"follower\":\"kafka\".*\"sequence\":0,\"lagFacts\":-1");
      HttpResponse<String> metrics =
          Operator.send(client, Operator.request(server, "/metrics"), "GET", "");
      assertThat(metrics.body()).contains("millrace_follower_lag_facts{follower=\"kafka\"}");
      server.kill();
    }
  }

  @Test
  void shouldRefuseSettingsThatAreNotRight() throws Exception {
    assertThat(start("--kafka", "nowhere")).contains("the brokers must be HOST:PORT");
    assertThat(start("--kafka", AWAY, "--kafka-topic", "a b")).contains("the topic must be");
    Path properties = directory.resolve("kafka.properties");
    Files.writeString(properties, "sasl.jaas.config=secret\nacks=0\n");
    assertThat(start("--kafka", AWAY, "--kafka-config", properties.toString()))
        .contains("acks is not to be set")
        .doesNotContain("secret");
    assertThat(start("--kafka", AWAY, "--kafka-config", directory.resolve("none").toString()))
        .contains("The file that --kafka-config names cannot be read");
  }

  private String start(String... flags) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, UTF_8);
    String[] arguments = new String[flags.length + 5];
    arguments[0] = "start";
    arguments[1] = "--port";
    arguments[2] = "0";
    arguments[3] = "--data";
    arguments[4] = directory.resolve("refused-" + ++starts).toString();
    System.arraycopy(flags, 0, arguments, 5, flags.length);
    assertThat(Millrace.run(new Terminal(out, out, Map.of()), arguments)).isEqualTo(2);
    return said.toString(UTF_8);
  }
}
