package io.millrace.edge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Listens on loopback, keeps what it is posted, by path, and answers as it was told. */
final class HookReceiver implements AutoCloseable {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Map<String, BlockingQueue<Heard>> heard = new ConcurrentHashMap<>();
  private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
  private final HttpServer server;

  HookReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::take);
    server.start();
  }

  /** What was posted, and how it was signed. */
  record Heard(String id, String timestamp, String signature, String body) {
    JsonNode json() {
      return MAPPER.readTree(body);
    }

    /** Computed by hand: whoever made the signature must not judge it. */
    boolean isSigned(String secret) throws GeneralSecurityException {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] signed =
          mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
      String expected = "v1," + Base64.getEncoder().encodeToString(signed);
      return List.of(signature.split(" ")).contains(expected);
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      heard(path)
          .add(
              new Heard(
                  field(exchange, "webhook-id"),
                  field(exchange, "webhook-timestamp"),
                  field(exchange, "webhook-signature"),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      exchange.sendResponseHeaders(statuses.getOrDefault(path, 204), -1);
    }
  }

  private static String field(HttpExchange exchange, String name) {
    return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** From now on. */
  void answer(String path, int status) {
    statuses.put(path, status);
  }

  /** With 204 again. */
  void answerWell(String path) {
    statuses.remove(path);
  }

  BlockingQueue<Heard> heard(String path) {
    return heard.computeIfAbsent(path, _ -> new LinkedBlockingQueue<>());
  }

  Heard next(String path) throws InterruptedException {
    return Objects.requireNonNull(heard(path).poll(100, TimeUnit.SECONDS), "nothing came");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
