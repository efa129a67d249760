package io.millrace.checks.outside;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** A port of loopback that leads to another one, and drips while it is told to. */
final class SlowLine implements AutoCloseable {
  private static final int DRIP_BYTES = 64;
  private static final long DRIP_NANOS = 20_000_000;
  private static final int BUFFER_BYTES = 64 << 10;

  private final int target;
  private final ServerSocket port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private volatile boolean drips;

  SlowLine(int target) throws IOException {
    this.target = target;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return port.getLocalPort();
  }

  /** From now on, in both directions. */
  void drip(boolean wanted) {
    drips = wanted;
  }

  private void accept() {
    try {
      while (true) {
        Socket near = port.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(near);
        open.add(far);
        Thread.ofVirtual().start(() -> carry(near, far));
        Thread.ofVirtual().start(() -> carry(far, near));
      }
    } catch (IOException _) {
      // it is closed
    }
  }

  private void carry(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        for (int at = 0; at < read; ) {
          int part = drips ? Math.min(DRIP_BYTES, read - at) : read - at;
          if (drips) {
            LockSupport.parkNanos(DRIP_NANOS);
          }
          out.write(buffer, at, part);
          at += part;
        }
      }
    } catch (IOException _) {
      // one of the two has hung up
    }
  }

  @Override
  public void close() throws IOException {
    port.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
