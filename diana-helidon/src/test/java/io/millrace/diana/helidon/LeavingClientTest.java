package io.millrace.diana.helidon;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerResponse;
import io.millrace.diana.Diana;
import io.millrace.diana.Request;
import io.millrace.diana.algorithm.AdaptiveConcurrency;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who breaks his own connection off says nothing of the service, over a real socket. */
final class LeavingClientTest {
  private static final long HOUR = 3_600_000_000_000L;

  /** Far more than lies between a server and a client that reads nothing. */
  private static final int PIECES_MAX = 4_000;

  private static final byte[] PIECE = new byte[1 << 16];
  private static final int TRIES_MAX = 6_000;

  private final Diana diana =
      new Diana(Policy.of(Rule.limit("adapts", Limit.of(new AdaptiveConcurrency(1, 100, HOUR)))));
  private final WebServer server =
      WebServer.builder()
          .host("127.0.0.1")
          .port(0)
          .routing(routing ->
              routing
                  .addFilter(new DianaHelidonFilter(diana))
                  .get("/quick", (request, response) -> response.send())
                  .post("/reads", (request, response) -> request.content().as(byte[].class))
                  .get("/endless", (request, response) -> endless(response))
                  .get(
                      "/fails",
                      (request, response) -> {
                        throw new IllegalStateException("as it happens");
                      }))
          .build()
          .start();

  @AfterEach
  void stop() {
    server.stop();
  }

  private static void endless(ServerResponse response) throws IOException {
    try (OutputStream out = response.outputStream()) {
      for (int piece = 0; piece < PIECES_MAX; piece++) {
        out.write(PIECE);
      }
    }
  }

  private Socket ask(String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoLinger(true, 0); // closed by a reset
    socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(US_ASCII));
    return socket;
  }

  private void get(String path) throws IOException {
    try (Socket socket = ask("GET " + path + " HTTP/1.1\nHost: x\n\n")) {
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
  }

  /** A few that are quick, and the limit is 3. */
  private void grow() throws Exception {
    for (long limit : new long[] {2, 2, 2, 3}) {
      get("/quick");
      awaitLeft(limit);
    }
  }

  private void awaitLeft(long limit) throws InterruptedException {
    await(() -> left() == limit);
    assertThat(left()).isEqualTo(limit);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int tries = 0; !condition.getAsBoolean() && tries < TRIES_MAX; tries++) {
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
  }

  private long left() {
    return Objects.requireNonNull(
        diana.explain(Request.of(name -> null)).lines().get(0).left(), "it counts everything");
  }

  private void awaitArrived(long requests) throws InterruptedException {
    await(() -> diana.report().get(0).admitted() == requests);
  }

  @Test
  void shouldNotBlameTheServiceForABodyThatBreaksOff() throws Exception {
    grow();
    ask("POST /reads HTTP/1.1\nHost: x\nContent-Length: 100\n\n{").close();
    awaitArrived(5);
    awaitLeft(3);
  }

  @Test
  void shouldNotBlameTheServiceForAnAnswerThatNobodyTakes() throws Exception {
    grow();
    get("/endless");
    awaitArrived(5);
    awaitLeft(3);
  }

  /** An error is answered behind the filter, so it has been told of it. */
  @Test
  void shouldBlameTheServiceForAHandlerThatThrows() throws Exception {
    grow();
    get("/fails");
    assertThat(left()).isEqualTo(2);
  }
}
