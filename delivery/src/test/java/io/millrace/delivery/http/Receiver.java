package io.millrace.delivery.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes connections on loopback, reads requests, and behaves as it was told. */
final class Receiver implements AutoCloseable {

  private final ServerSocket server;
  private final Behaviour behaviour;
  private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean keepsOpen;

  /** Somebody closed a connection that was kept open here. */
  final CountDownLatch left = new CountDownLatch(1);

  final AtomicInteger connections = new AtomicInteger();
  final List<String> heads = Collections.synchronizedList(new ArrayList<>());

  /** What follows a request; the connection is closed behind it. */
  interface Behaviour {
    void answer(OutputStream out) throws IOException, InterruptedException;
  }

  Receiver(Behaviour behaviour) {
    this(plain(), behaviour);
  }

  Receiver(ServerSocket server, Behaviour behaviour) {
    this.server = server;
    this.behaviour = behaviour;
    Thread.ofVirtual().start(this::accept);
  }

  private static ServerSocket plain() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Behaviour saying(String answer) {
    return out -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Answers, and waits for the other side to close. */
  void keepOpen() {
    keepsOpen = true;
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException _) {
      // closed: the test is over
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      StringBuilder head = new StringBuilder();
      int length = 0;
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        head.append(line).append('\n');
        if (line.startsWith("Content-Length: ")) {
          length = Integer.parseInt(line.substring("Content-Length: ".length()));
        }
      }
      for (int i = 0; i < length; i++) {
        head.append((char) in.read());
      }
      heads.add(head.toString());
      behaviour.answer(socket.getOutputStream());
      socket.getOutputStream().flush();
      if (keepsOpen) {
        waitForLeaving(in);
      }
    } catch (IOException | InterruptedException _) {
      // the other side has gone
    }
  }

  private void waitForLeaving(BufferedReader in) throws IOException {
    try {
      var _ = in.read();
    } finally {
      left.countDown();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : List.copyOf(sockets)) {
      socket.close();
    }
  }
}
