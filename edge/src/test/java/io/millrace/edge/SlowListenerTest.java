package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A buyer who listens and does not read is cut off, and misses nothing in the end. */
class SlowListenerTest {
  private static final EdgeSettings QUICK =
      EdgeSettings.of("127.0.0.1", 0, "fsync").withDepartureMax(Duration.ofSeconds(1));

  /** More than can be placed in the time that a test has. */
  private static final int ORDERS_MAX = 100_000;

  private static final int LINES = 100;

  /** Whole events only: what was cut in the middle has no end. */
  private static final Pattern EVENT =
      Pattern.compile("id: (\\S+)\nevent: order.placed\ndata: .*?\"order\":\"(\\d+)\".*?\n\n");

  private static String orderOfManyLines() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      lines.append(i == 0 ? "" : ",").append("{\"sku\":\"tea\",\"quantity\":1}");
    }
    return "{\"lines\":[%s],\"expectedTotal\":{\"amount\":%d,\"currency\":\"CNY\"}}"
        .formatted(lines, LINES * 1_999);
  }

  @Test
  void shouldCutOffWhoDoesNotReadAndGiveItTheRestWhenItComesBack() throws Exception {
    try (TestEdge edge = new TestEdge(QUICK)) {
      TestShop shop = edge.shop("slow", LINES * ORDERS_MAX);
      List<String> placed = new ArrayList<>();
      String heard;
      try (Socket deaf = listen(edge, shop)) {
        assertThat(read(deaf, "id: ")).isTrue();
        // They fill both sockets' buffers, however large these are. To read before the server has
        // hung up would be to read in time.
        while (edge.listeners() > 0) {
          Answer order = shop.buyer("anna", "POST", "/orders", orderOfManyLines());
          assertThat(order.status()).isEqualTo(201);
          placed.add(order.at("/id"));
        }
        heard = rest(deaf);
      }
      List<String> orders = new ArrayList<>();
      String lastId = "";
      for (Matcher event = EVENT.matcher(withoutChunks(heard)); event.find(); ) {
        lastId = event.group(1);
        orders.add(event.group(2));
      }
      assertThat(orders).hasSizeBetween(1, placed.size() - 1);
      try (Listening again =
          Listening.to(edge.uri(shop.path + "/me/events"), shop.token("anna"), lastId)) {
        for (Listening.Event event : again.events(placed.size() - orders.size())) {
          orders.add(event.data().at("/data/order").asString());
        }
      }
      assertThat(orders).isEqualTo(placed);
    }
  }

  private static Socket listen(TestEdge edge, TestShop shop) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(1_024);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.server.port()));
    String request =
        "GET "
            + shop.path
            + "/me/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nAuthorization: Bearer "
            + shop.token("anna")
            + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Reads byte by byte, so that nothing behind the words is taken. */
  private static boolean read(Socket socket, String words) throws IOException {
    StringBuilder read = new StringBuilder();
    InputStream in = socket.getInputStream();
    for (int b = in.read(); b >= 0 && read.indexOf(words) < 0; b = in.read()) {
      read.append((char) b);
    }
    return read.indexOf(words) >= 0;
  }

  /** What is still in the buffers; the server has gone. */
  private static String rest(Socket socket) throws IOException {
    StringBuilder rest = new StringBuilder();
    byte[] some = new byte[64 * 1_024];
    try {
      InputStream in = socket.getInputStream();
      for (int count = in.read(some); count >= 0; count = in.read(some)) {
        rest.append(new String(some, 0, count, StandardCharsets.ISO_8859_1));
      }
    } catch (SocketException _) {
      // cut off in the middle
    }
    return rest.toString();
  }

  /** Lines with the sizes of HTTP's chunks left out. */
  private static String withoutChunks(String body) {
    return body.replaceAll("\r\n[0-9a-f]+\r\n", "");
  }
}
