package io.millrace.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Answers 201 to every request, but the first ones only when its stall is over. */
final class StallingServer implements AutoCloseable {

  private static final byte[] ANSWER =
      "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int BACKLOG = 64;

  private final Duration stall;
  private final ServerSocket socket;
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicBoolean asked = new AtomicBoolean();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  StallingServer(Duration stall) throws IOException {
    this.stall = stall;
    this.socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        threads.execute(() -> serve(client));
      }
    } catch (IOException _) {
      // closed: the test is over
    }
  }

  /** Each request of the test ends with an empty line and has no body. */
  private void serve(Socket client) {
    try (client;
        InputStream in = client.getInputStream()) {
      int lineFeeds = 0;
      for (int b = in.read(); b >= 0; b = in.read()) {
        lineFeeds = b == '\n' ? lineFeeds + 1 : b == '\r' ? lineFeeds : 0;
        if (lineFeeds == 2) {
          awaitEndOfStall();
          client.getOutputStream().write(ANSWER);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitEndOfStall() {
    if (asked.compareAndSet(false, true)) {
      var _ = timer.schedule(over::countDown, stall.toMillis(), TimeUnit.MILLISECONDS);
    }
    try {
      over.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Its clients must be gone: it waits for the end of every connection. */
  @Override
  public void close() throws IOException {
    over.countDown();
    timer.shutdownNow();
    socket.close();
    threads.close();
  }
}
