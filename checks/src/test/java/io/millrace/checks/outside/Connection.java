package io.millrace.checks.outside;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One socket to the server, one request at a time. A pooling client would hide how many. */
final class Connection implements AutoCloseable {

  /** Far above any answer; a server that hangs fails the test instead of stopping it. */
  private static final int ANSWER_MILLIS_MAX = 30_000;

  /** Each of them waits for five seconds before it says that the tables are behind. */
  private static final int LOOKS_MAX = 24;

  private final Socket socket;
  private final InputStream in;

  Connection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(ANSWER_MILLIS_MAX);
    in = new BufferedInputStream(socket.getInputStream());
  }

  Heard ask(Call call) throws IOException {
    byte[] body = call.body().getBytes(UTF_8);
    StringBuilder head = new StringBuilder();
    head.append("%s %s HTTP/1.1\r\nHost: localhost\r\n".formatted(call.method(), call.path()));
    head.append("Authorization: Bearer ").append(call.bearer()).append("\r\n");
    if (call.key() != null) {
      head.append("Idempotency-Key: ").append(call.key()).append("\r\n");
    }
    if (body.length > 0) {
      head.append("Content-Type: application/json\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.write(head.toString().getBytes(ISO_8859_1));
    request.write(body);
    socket.getOutputStream().write(request.toByteArray());
    return hear();
  }

  /** The same of tables that have still to come as far as the call's {@code asOf} says. */
  Heard askWhenThere(Call call) throws IOException {
    Heard heard = ask(call);
    for (int looks = 1; looks < LOOKS_MAX && heard.body().contains("read_model_behind"); looks++) {
      heard = ask(call);
    }
    return heard;
  }

  private Heard hear() throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Heard(status, headers, new String(in.readNBytes(length), UTF_8));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server hung up after: " + line);
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
