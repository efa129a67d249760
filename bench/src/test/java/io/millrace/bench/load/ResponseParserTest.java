package io.millrace.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ResponseParserTest {

  private static final String CREATED =
      "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Lengthy: 7\r\n"
          + "content-LENGTH: 13\r\nDate: today\r\n\r\n{\"id\":\"\n\r\n4\"}";
  private static final String EMPTY = "HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n";

  @Test
  void shouldFindTheEndWhereverTheNetworkCuts() {
    byte[] both = bytes(CREATED + EMPTY);
    for (int first = 0; first <= both.length; first++) {
      for (int second = first; second <= both.length; second++) {
        List<Integer> statuses = new ArrayList<>();
        ResponseParser parser = new ResponseParser();
        feed(parser, ByteBuffer.wrap(both, 0, first), statuses);
        feed(parser, ByteBuffer.wrap(both, first, second - first), statuses);
        feed(parser, ByteBuffer.wrap(both, second, both.length - second), statuses);
        assertThat(statuses).as("cut at %d and %d", first, second).containsExactly(201, 409);
      }
    }
  }

  @Test
  void shouldFindTheEndWhenEveryByteComesAlone() {
    List<Integer> statuses = new ArrayList<>();
    ResponseParser parser = new ResponseParser();
    for (byte b : bytes(CREATED + EMPTY + CREATED)) {
      feed(parser, ByteBuffer.wrap(new byte[] {b}), statuses);
    }
    assertThat(statuses).containsExactly(201, 409, 201);
  }

  @Test
  void shouldStopAtTheEndOfTheResponse() {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(EMPTY + CREATED));
    assertThat(new ResponseParser().feed(bytes)).isTrue();
    assertThat(bytes.position()).isEqualTo(EMPTY.length());
  }

  @Test
  void shouldRefuseAResponseThatDoesNotSayItsLength() {
    ByteBuffer chunked =
        ByteBuffer.wrap(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
    assertThatIllegalStateException().isThrownBy(() -> new ResponseParser().feed(chunked));
  }

  private static void feed(ResponseParser parser, ByteBuffer bytes, List<Integer> statuses) {
    while (bytes.hasRemaining()) {
      if (parser.feed(bytes)) {
        statuses.add(parser.status());
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
