package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Request;
import io.millrace.node.Gate;
import io.millrace.node.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that send half of something or read nothing, over raw sockets. */
class SlowClientTest {
  private static final int WAIT_MILLIS_MAX = 10_000;

  private static final EdgeSettings QUICK =
      EdgeSettings.of("127.0.0.1", 0, "fsync")
          .withArrivalMax(Duration.ofSeconds(1))
          .withDepartureMax(Duration.ofSeconds(1));

  /** Longer than what a client has, and than it takes to notice. */
  private static final int THINKING_SECONDS = 2;

  private TestEdge edge;
  private TestShop shop;
  private volatile CompletableFuture<Boolean> thought = CompletableFuture.completedFuture(true);

  @BeforeEach
  void start() {
    edge = new TestEdge(QUICK, this::thinking);
    shop = edge.shop("s", 3);
  }

  /** A node that takes its time, when the test wants it to. */
  private Gate thinking(Gate node) {
    return new Gate() {
      @Override
      public CompletableFuture<Reply> submit(Request request) {
        return node.submit(request).thenCombine(thought, (reply, _) -> reply);
      }

      @Override
      public CompletableFuture<Reply> submit(int shard, Request request) {
        return node.submit(shard, request).thenCombine(thought, (reply, _) -> reply);
      }

      @Override
      public int shards() {
        return node.shards();
      }
    };
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  private Socket connect(String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.server.port());
    socket.setSoTimeout(WAIT_MILLIS_MAX);
    write(socket, text);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** All that comes until the server closes. */
  private static String rest(Socket socket) throws IOException {
    try (InputStream in = socket.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private String head(String more) {
    return "POST "
        + shop.path
        + "/orders HTTP/1.1\r\nHost: x\r\nIdempotency-Key: k\r\nContent-Type: application/json\r\n"
        + "Authorization: Bearer "
        + shop.merchantKey
        + "\r\n"
        + more
        + "\r\n";
  }

  @Test
  void shouldAnswer408ToABodyThatStopsAndServeOthersMeanwhile() throws IOException {
    try (Socket slow = connect(head("Content-Length: 100\r\n") + "{\"lines\"")) {
      assertThat(shop.order("anna")).isNotEmpty();
      String answer = rest(slow);
      assertThat(answer)
          .startsWith("HTTP/1.1 408")
          .contains("\"code\":\"timeout\"", "Request-Id: ");
    }
  }

  @Test
  void shouldNotBlameAClientForAnAnswerThatTakesLong() throws Exception {
    String order = shop.order("anna");
    for (String method : List.of("GET", "POST")) {
      CompletableFuture<Boolean> thinking = new CompletableFuture<>();
      thought = thinking;
      String path = method.equals("GET") ? "/orders/" + order : "/orders/" + order + "/cancel";
      String body = method.equals("GET") ? "" : "{}";
      CompletableFuture<Answer> answer =
          CompletableFuture.supplyAsync(() -> shop.merchant(method, path, body));
      assertThatThrownBy(() -> answer.get(THINKING_SECONDS, TimeUnit.SECONDS))
          .isInstanceOf(TimeoutException.class);
      thinking.complete(true);
      assertThat(answer.get(WAIT_MILLIS_MAX, TimeUnit.MILLISECONDS).status())
          .as(method)
          .isEqualTo(200);
    }
  }

  @Test
  void shouldNotBeFooledByAByteNowAndThen() throws IOException {
    try (Socket slow = connect("POST /v1/shops HTTP/1.1\r\nHost: x\r\n")) {
      slow.setSoTimeout(100);
      StringBuilder answer = new StringBuilder();
      boolean open = true;
      for (int i = 0; i < WAIT_MILLIS_MAX / 100 && open; i++) {
        open = drips(slow, answer);
      }
      assertThat(open).as("still open").isFalse();
      assertThat(answer.toString()).startsWith("HTTP/1.1 408");
    }
  }

  /** Sends a byte of a header and reads for a tenth of a second. False once the server closed. */
  private static boolean drips(Socket socket, StringBuilder answer) throws IOException {
    try {
      write(socket, "x");
      int read = socket.getInputStream().read();
      while (read >= 0) {
        answer.append((char) read);
        read = socket.getInputStream().read();
      }
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (SocketException e) {
      return false;
    }
  }

  @Test
  @Timeout(WAIT_MILLIS_MAX / 1_000)
  void shouldLeaveAClientThatNeverReads() throws IOException {
    try (Socket deaf = new Socket()) {
      deaf.setReceiveBufferSize(1_024);
      deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.server.port()));
      // The server stops reading when it can no longer write; a write of ours fails once it left.
      assertThatThrownBy(() -> askForEver(deaf)).isInstanceOf(SocketException.class);
    }
    assertThat(shop.order("anna")).isNotEmpty();
  }

  private static void askForEver(Socket socket) throws IOException {
    for (; ; ) {
      write(socket, "GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n");
    }
  }

  @Test
  void shouldRefuseALengthThatLiesWithoutReadingOn() throws IOException {
    try (Socket socket = connect(head("Content-Length: 99999999999\r\n") + "{}")) {
      String answer = rest(socket);
      assertThat(answer).startsWith("HTTP/1.1 413").contains("\"code\":\"too_large\"");
    }
  }

  @Test
  void shouldTellWhatTheServerBeneathRefusesAsAProblemToo() throws IOException {
    String[][] table = {
      {"nonsense\r\n\r\n", "400", "invalid"},
      {"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "400", "invalid"},
      {"GET / HTTP/1.1\r\n\r\n", "400", "invalid"},
      {"GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", "414", "too_large"},
      {"GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(20_000) + "\r\n\r\n", "4", ""},
      {head("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n") + "{}", "400", "invalid"},
      {head("Transfer-Encoding: chunked\r\n") + "zz\r\n{}\r\n0\r\n\r\n", "400", "invalid"},
      {head("Content-Length: -2\r\n") + "{}", "400", "invalid"},
    };
    for (String[] row : table) {
      try (Socket socket = connect(row[0])) {
        String answer = rest(socket);
        assertThat(answer).as(row[0]).startsWith("HTTP/1.1 " + row[1]);
        assertThat(answer).as(row[0]).contains("application/problem+json");
        assertThat(answer).as(row[0]).contains("\"code\":\"" + row[2]);
        assertThat(answer).as(row[0]).contains("Request-Id: ");
      }
    }
  }

  @Test
  void shouldTakePipelinedRequestsInTheirOrder() throws IOException {
    String live = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
    String last = "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    try (Socket socket = connect(live + live + last)) {
      String answer = rest(socket);
      assertThat(answer.split("HTTP/1.1 200", -1)).hasSize(3);
      assertThat(answer).contains("HTTP/1.1 404");
    }
  }
}
