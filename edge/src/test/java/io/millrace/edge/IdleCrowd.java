package io.millrace.edge;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A crowd of clients that connect and then ask nothing, half of them after half a word. A process
 * of its own, because each connection is a descriptor at both ends.
 *
 * <p>Says {@code connected N}; at each line on standard input, what its clients find: {@code
 * answered N}, after each has asked what it came for. Ends with standard input.
 */
final class IdleCrowd {
  private static final String HALF = "GET /hea";
  private static final String REST = "lth/live HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String OK = "HTTP/1.1 200";

  private final List<Socket> sockets = new ArrayList<>();

  private IdleCrowd() {}

  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    IdleCrowd crowd = new IdleCrowd();
    for (int i = 0; i < count; i++) {
      crowd.connect(port, i % 2 == 0 ? "" : HALF);
    }
    System.out.println("connected " + crowd.sockets.size());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    while (in.readLine() != null) {
      System.out.println("answered " + crowd.ask());
    }
  }

  private void connect(int port, String word) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
    sockets.add(socket);
  }

  private long ask() {
    for (int i = 0; i < sockets.size(); i++) {
      say(sockets.get(i), i % 2 == 0 ? HALF + REST : REST);
    }
    return sockets.stream().filter(IdleCrowd::hearsYes).count();
  }

  /** What cannot be said will not be answered either. */
  private static void say(Socket socket, String words) {
    try {
      socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("a connection was closed meanwhile", e);
    }
  }

  private static boolean hearsYes(Socket socket) {
    try {
      byte[] begin = socket.getInputStream().readNBytes(OK.length());
      return new String(begin, StandardCharsets.US_ASCII).equals(OK);
    } catch (IOException e) {
      return false;
    }
  }
}
