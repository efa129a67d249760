package io.millrace.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.millrace.testkit.process.ServerProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A queue pushes through stops, from snapshots, and after a kill; and not with --no-webhooks. */
class PushStartTest {

  private static final long WAIT_SECONDS_MAX = 100;
  private static final String QUEUE = "/v1/shops/demo/queues/mail";
  private static final Pattern SECRET = Pattern.compile("\"secret\":\"whsec_([^\"]+)\"");
  private static final Pattern TASK = Pattern.compile("\"task\":\"(\\w+)\".*\"attempt\":(\\d+)");

  @TempDir Path data;

  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private volatile int status = 204;
  private HookListener receiver;
  private String secret = "";

  private record Heard(String task, int attempt, boolean isSigned) {}

  @BeforeEach
  void listen() throws IOException {
    receiver = new HookListener(this::hear);
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private int hear(HttpExchange exchange, String body) {
    Matcher task = TASK.matcher(body);
    assertThat(task.find()).as(body).isTrue();
    heard.add(new Heard(task.group(1), Integer.parseInt(task.group(2)), isSigned(exchange, body)));
    return status;
  }

  private boolean isSigned(HttpExchange exchange, String body) {
    try {
      String signed = field(exchange, "webhook-id") + "." + field(exchange, "webhook-timestamp");
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret), "HmacSHA256"));
      byte[] sum = mac.doFinal((signed + "." + body).getBytes(StandardCharsets.UTF_8));
      return field(exchange, "webhook-signature")
          .equals("v1," + Base64.getEncoder().encodeToString(sum));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String field(HttpExchange exchange, String name) {
    return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
  }

  private Heard next() throws InterruptedException {
    return Objects.requireNonNull(heard.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS), "nothing came");
  }

  private ServerProcess launch(String flag) throws IOException {
    ServerProcess server = ServerProcess.launch(data, flag, "--database", "none");
    assertThat(server.isReady()).as(server.errors()).isTrue();
    return server;
  }

  @Test
  @Timeout(300)
  void shouldPushThroughStopsAndKillsAndNotWhereNothingIsSent() throws Exception {
    try (ServerProcess server = launch("--allow-private-targets")) {
      open(server);
      schedule(server, "a");
      assertThat(next()).isEqualTo(new Heard("a", 1, true));
      assertThat(server.terminate()).as("with a snapshot").isZero();
    }
    try (ServerProcess server = launch("--allow-private-targets")) {
      schedule(server, "b");
      assertThat(next()).isEqualTo(new Heard("b", 1, true));
      status = 500;
      schedule(server, "c");
      assertThat(next()).isEqualTo(new Heard("c", 1, true));
      while (!queue(server).contains("\"outcome\":\"REJECTED\",\"status\":500")) {
        // each look is a request
      }
      server.kill();
    }
    try (ServerProcess server = launch("--no-webhooks")) {
      assertThat(queue(server)).contains("\"state\":\"SILENT\"").doesNotContain("secret");
      assertThat(server.terminate()).isZero();
    }
    assertThat(heard).isEmpty();
  }

  private void open(ServerProcess server) throws Exception {
    Operator.makeShop(client, server);
    String made =
        Operator.make(
            client,
            server,
            QUEUE,
            "{'maxAttempts':9,'backoff':{'delays':['PT1H']},'lease':'PT30S','pastDue':'FIRE','push':{'url':'%s'}}"
                .formatted(receiver.url()));
    Matcher shown = SECRET.matcher(made);
    assertThat(shown.find()).as(made).isTrue();
    secret = shown.group(1);
  }

  private void schedule(ServerProcess server, String task) throws Exception {
    Operator.make(client, server, QUEUE + "/tasks/" + task, "{'delay':'PT0S','payload':'do'}");
  }

  private String queue(ServerProcess server) throws Exception {
    return Operator.send(client, Operator.request(server, QUEUE), "GET", "").body();
  }
}
