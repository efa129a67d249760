package io.millrace.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Many connections on one thread, which owns it: who is idle, and who waits for an answer. */
final class Crowd implements AutoCloseable {

  /** Larger than any request or response of the benchmarks. */
  private static final int BUFFER_BYTES = 64 << 10;

  private final Selector selector;
  private final List<Connection> all = new ArrayList<>();
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final ByteBuffer outgoing = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private long lastKey;

  private Crowd(Selector selector, long lastKey) {
    this.selector = selector;
    this.lastKey = lastKey;
  }

  /** Told of each answer; the connection is idle by then. */
  interface Listener {
    void answered(Template asked, int status, long sinceNanos);
  }

  static Crowd connect(InetSocketAddress server, int connections) throws IOException {
    return connect(server, connections, 0);
  }

  /**
   * A crowd that comes after another one.
   *
   * @param lastKey under which that one has sent
   */
  static Crowd connect(InetSocketAddress server, int connections, long lastKey) throws IOException {
    Crowd crowd = new Crowd(Selector.open(), lastKey);
    for (int i = 0; i < connections; i++) {
      Connection connection = Connection.open(server, crowd.selector);
      crowd.all.add(connection);
      crowd.idle.add(connection);
    }
    return crowd;
  }

  boolean hasIdle() {
    return !idle.isEmpty();
  }

  boolean allIdle() {
    return idle.size() == all.size();
  }

  /** Sends under a key that was never used before. Only when one {@link #hasIdle is idle}. */
  void send(Template template, long sinceNanos) throws IOException {
    Connection connection = idle.remove();
    template.fill(outgoing, ++lastKey);
    connection.send(template, outgoing, sinceNanos);
  }

  long lastKey() {
    return lastKey;
  }

  /** Waits until something has come, and takes it. */
  void await(Listener listener) throws IOException {
    selector.select(key -> receive(key, listener));
  }

  /** Takes what has come. False if nothing had. */
  boolean poll(Listener listener) throws IOException {
    return selector.selectNow(key -> receive(key, listener)) > 0;
  }

  private void receive(SelectionKey key, Listener listener) {
    Connection connection = (Connection) key.attachment();
    try {
      if (connection.receive(incoming)) {
        idle.add(connection);
        listener.answered(connection.asked(), connection.status(), connection.sinceNanos());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : all) {
      connection.close();
    }
    selector.close();
  }
}
