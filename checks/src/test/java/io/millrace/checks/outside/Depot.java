package io.millrace.checks.outside;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A third party on this machine that keeps what it is sent, and can be away. */
final class Depot implements AutoCloseable {

  static final String ACCESS = "depot-secret-17";

  private static final long WAIT_SECONDS_MAX = 120;

  private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
  private final int port;
  private HttpServer server;

  /** What it was sent. */
  record Sent(
      String path,
      String key,
      String id,
      String stamp,
      String signature,
      String access,
      String body) {

    /** By hand, as a receiver without any library would. */
    boolean isSignedWith(String secret) throws GeneralSecurityException {
      byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] sum = mac.doFinal((id + "." + stamp + "." + body).getBytes(UTF_8));
      return signature.equals("v1," + Base64.getEncoder().encodeToString(sum));
    }
  }

  Depot() throws IOException {
    server = listen(0);
    port = server.getAddress().getPort();
  }

  private HttpServer listen(int at) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), at);
    HttpServer listening = HttpServer.create(address, 0);
    listening.createContext("/", this::hear);
    listening.start();
    return listening;
  }

  private void hear(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      sent.add(
          new Sent(
              exchange.getRequestURI().toString(),
              field(exchange, "Idempotency-Key"),
              field(exchange, "webhook-id"),
              field(exchange, "webhook-timestamp"),
              field(exchange, "webhook-signature"),
              field(exchange, "X-Access"),
              body));
      byte[] answer = ("<kept><token>" + ACCESS + "</token><n>1</n></kept>").getBytes(UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private static String field(HttpExchange exchange, String name) {
    return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  Sent next() throws InterruptedException {
    return Objects.requireNonNull(
        sent.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS), "nothing was sent to it");
  }

  void goAway() {
    server.stop(0);
  }

  void comeBack() throws IOException {
    server = listen(port);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
