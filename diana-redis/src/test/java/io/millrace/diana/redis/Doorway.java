package io.millrace.diana.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An address behind which one server can take another's place, as behind a virtual address. */
final class Doorway implements AutoCloseable {
  private final ServerSocket door;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile int leadsTo;

  Doorway(int leadsTo) {
    this.leadsTo = leadsTo;
    try {
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    start(this::accept);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "doorway");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return door.getLocalPort();
  }

  void leadTo(int port) {
    leadsTo = port;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket outside = door.accept();
        open.add(outside);
        Socket inside = new Socket(InetAddress.getLoopbackAddress(), leadsTo);
        open.add(inside);
        start(() -> pass(outside, inside));
        start(() -> pass(inside, outside));
      } catch (IOException e) {
        // nobody is behind it now, or the test is over
        closeLast();
      }
    }
  }

  private void closeLast() {
    if (!open.isEmpty()) {
      close(open.get(open.size() - 1));
    }
  }

  private static void pass(Socket from, Socket to) {
    byte[] bytes = new byte[8_192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        out.write(bytes, 0, read);
      }
    } catch (IOException e) {
      // one end is gone
    }
    close(from);
    close(to);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    open.forEach(Doorway::close);
  }
}
