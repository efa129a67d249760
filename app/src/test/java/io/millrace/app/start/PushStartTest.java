package io.millrace.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.testkit.process.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
  private HttpServer receiver;
  private String secret = "";

  private record Heard(String task, int attempt, boolean isSigned) {}

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::hear);
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
  }

  private void hear(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Matcher task = TASK.matcher(body);
      assertThat(task.find()).as(body).isTrue();
      heard.add(
          new Heard(task.group(1), Integer.parseInt(task.group(2)), isSigned(exchange, body)));
      exchange.sendResponseHeaders(status, -1);
    }
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
    put(
        server,
        "/v1/shops/demo",
        "{'name':'Demo','currency':'CNY','timezone':'UTC','paymentTimeout':'PT30M'}");
    String made =
        put(
            server,
            QUEUE,
            "{'maxAttempts':9,'backoff':{'delays':['PT1H']},'lease':'PT30S','pastDue':'FIRE','push':{'url':'http://127.0.0.1:%d/'}}"
                .formatted(receiver.getAddress().getPort()));
    Matcher shown = SECRET.matcher(made);
    assertThat(shown.find()).as(made).isTrue();
    secret = shown.group(1);
  }

  private void schedule(ServerProcess server, String task) throws Exception {
    put(server, QUEUE + "/tasks/" + task, "{'delay':'PT0S','payload':'do'}");
  }

  private String queue(ServerProcess server) throws Exception {
    return Operator.send(client, Operator.request(server, QUEUE), "GET", "").body();
  }

  private String put(ServerProcess server, String path, String body) throws Exception {
    HttpRequest.Builder request = Operator.request(server, path);
    HttpResponse<String> answer = Operator.send(client, request, "PUT", body.replace('\'', '"'));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return answer.body();
  }
}
