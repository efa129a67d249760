package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a client gets that is still reading an export when something happens. */
class ExportTest {
  private static final int WAIT_MILLIS_MAX = 60_000;

  private static final int BATCH = 450;

  /** Of three bytes each: a batch's events are about 400 KB. */
  private static final String NAME = "茶".repeat(200);

  /** More than the buffers of both sockets hold. */
  private static final int BATCHES = 15;

  /** Far less than an export has, and enough to take what is in the buffers at a good pace. */
  private static final int RECEIVED_BYTES_MAX = 64 * 1_024;

  /** With what a body of chunks says that it is whole. */
  private static final String END = "\r\n0\r\n\r\n";

  private final TestEdge edge = new TestEdge();
  private final TestShop shop = edge.shop("large", 1);

  private void fill() {
    for (int batch = 0; batch < BATCHES; batch++) {
      StringBuilder items = new StringBuilder();
      for (int i = 0; i < BATCH; i++) {
        items
            .append(i == 0 ? "" : ",")
            .append(
                "{\"sku\":\"s-%d-%d\",\"name\":\"%s\",\"price\":{\"amount\":1,\"currency\":\"CNY\"},\"onSale\":true}"
                    .formatted(batch, i, NAME));
      }
      Answer made = shop.merchant("POST", "/skus/batch", "{\"items\":[" + items + "]}");
      assertThat(made.status()).isEqualTo(200);
    }
  }

  /** Has read the first bytes, and the server waits for it to read on. */
  private Socket reading() throws IOException {
    fill();
    Socket socket = new Socket();
    socket.setReceiveBufferSize(RECEIVED_BYTES_MAX);
    socket.setSoTimeout(WAIT_MILLIS_MAX);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.server.port()));
    String request =
        "GET "
            + shop.path
            + "/events HTTP/1.1\r\nHost: x\r\nAccept: application/jsonl\r\nConnection: close\r\n"
            + "Authorization: Bearer "
            + shop.merchantKey
            + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    byte[] begin = socket.getInputStream().readNBytes(100);
    assertThat(new String(begin, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 200");
    assertThat(edge.listeners()).as("the export is still being sent").isPositive();
    return socket;
  }

  private static String rest(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void shouldBreakOffWhenTheNodeStopsSoThatNothingLooksWhole() throws IOException {
    try (edge;
        Socket socket = reading()) {
      edge.endStreams();
      assertThat(rest(socket).endsWith(END)).isFalse();
    }
  }

  @Test
  void shouldBreakOffWhenTheKeyIsRevoked() throws IOException {
    try (edge;
        Socket socket = reading()) {
      String key = shop.path + "/keys/" + shop.merchantKeyId;
      assertThat(edge.asOperator("DELETE", key, "").status()).isBetween(200, 204);
      assertThat(rest(socket).endsWith(END)).isFalse();
    }
  }

  @Test
  void shouldEndWithTheLastFactOfTheMomentAtWhichItBegan() throws IOException {
    try (edge;
        Socket socket = reading()) {
      shop.order("anna");
      assertThat(rest(socket))
          .contains("sku_batch.answered")
          .doesNotContain("order.placed")
          .endsWith(END);
    }
  }
}
