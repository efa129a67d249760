package io.millrace.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A kept connection with at most one request under way. Owned by the load's thread. */
final class Connection {

  private static final Template NOTHING = new Template(new byte[0], 0, 0);

  private final SocketChannel channel;
  private final SelectionKey selection;
  private final ResponseParser parser = new ResponseParser();
  private Template asked = NOTHING;
  private long sinceNanos;

  private Connection(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    this.selection = channel.register(selector, SelectionKey.OP_READ, this);
  }

  static Connection open(InetSocketAddress server, Selector selector) throws IOException {
    SocketChannel channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    return new Connection(channel, selector);
  }

  /**
   * Sends the filled buffer.
   *
   * @param since from when on the answer is being waited for, which may be earlier than now
   */
  void send(Template template, ByteBuffer request, long since) throws IOException {
    asked = template;
    sinceNanos = since;
    // A request is smaller than any socket's buffer, and the one before it was answered: it fits.
    channel.write(request);
    if (request.hasRemaining()) {
      throw new IOException("a request did not fit into an empty socket buffer");
    }
  }

  /** Reads what is there. True if that ends the response. */
  boolean receive(ByteBuffer scratch) throws IOException {
    scratch.clear();
    if (channel.read(scratch) < 0) {
      throw new IOException("the server closed a connection");
    }
    scratch.flip();
    boolean ended = parser.feed(scratch);
    if (scratch.hasRemaining()) {
      throw new IOException("the server sent more than the response");
    }
    return ended;
  }

  int status() {
    return parser.status();
  }

  Template asked() {
    return asked;
  }

  long sinceNanos() {
    return sinceNanos;
  }

  void close() throws IOException {
    selection.cancel();
    channel.close();
  }
}
