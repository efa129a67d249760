package io.millrace.bench.streams;

import io.millrace.bench.goods.Catalogue;
import io.millrace.bench.load.Tokens;
import io.millrace.node.SystemClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The crowd's process: so many buyers listen, each on a connection of its own, all on one thread.
 * On a line of standard input, some of them order, and it says how soon each heard of it. Ends with
 * standard input.
 */
final class Crowd {
  static final String LISTENING = "listening";
  static final String HEARD = "heard";

  private static final String SHOP = "/v1/shops/" + Catalogue.SHOP;

  /** Few enough not to overflow what the server's socket keeps for it. */
  private static final int CONNECTED_AT_A_TIME = 200;

  private static final long SELECT_MILLIS = 100;

  /** Nobody waits longer for an event. */
  private static final long LAST_HEARD_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

  private static final int CREATED = 201;
  private static final double NANOS_PER_SECOND = 1e9;

  private final InetSocketAddress server;
  private final List<String> tokens;
  private final Delays delays = new Delays();
  private final Selector selector;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(64 * 1_024);
  private volatile boolean over;
  private int listening;

  private Crowd(int port, List<String> tokens) throws IOException {
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.tokens = tokens;
    this.selector = Selector.open();
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Tokens mint =
        new Tokens(
            Catalogue.SHOP.value(), in.readLine(), in.readLine(), new SystemClock().wallMillis());
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
      tokens.add(mint.mint("listener-" + i));
    }
    Crowd crowd = new Crowd(Integer.parseInt(arguments[0]), tokens);
    crowd.connect();
    System.out.println(LISTENING);
    Thread ears = Thread.ofPlatform().daemon().start(crowd::listen);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] plan = line.split(" ", -1);
      System.out.println(crowd.order(Integer.parseInt(plan[0]), Integer.parseInt(plan[1])));
    }
    crowd.over = true;
    ears.join();
  }

  private void connect() throws IOException {
    for (int i = 0; i < tokens.size(); i++) {
      SocketChannel channel = SocketChannel.open(server);
      channel.write(ByteBuffer.wrap(request(tokens.get(i))));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new Ear(delays));
      while (i + 1 - listening >= CONNECTED_AT_A_TIME) {
        hear();
      }
    }
    while (listening < tokens.size()) {
      hear();
    }
  }

  private static byte[] request(String token) {
    return ("GET "
            + SHOP
            + "/me/events HTTP/1.1\r\nHost: mill\r\nAccept: text/event-stream\r\nAuthorization: Bearer "
            + token
            + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private void listen() {
    try {
      while (!over) {
        hear();
      }
    } catch (IOException e) {
      throw new IllegalStateException("a listener was cut off", e);
    }
  }

  private void hear() throws IOException {
    selector.select(SELECT_MILLIS);
    for (SelectionKey key : selector.selectedKeys()) {
      Ear ear = (Ear) key.attachment();
      boolean had = ear.listens();
      scratch.clear();
      if (((SocketChannel) key.channel()).read(scratch) < 0) {
        throw new IOException("the server closed a connection");
      }
      ear.hear(scratch.flip(), System.nanoTime());
      listening += ear.listens() && !had ? 1 : 0;
    }
    selector.selectedKeys().clear();
  }

  /** An open loop, one order after the other. */
  private String order(int perSecond, int seconds) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      int orders = perSecond * seconds;
      long begun = System.nanoTime();
      for (int i = 0; i < orders; i++) {
        long due = begun + (long) (i * NANOS_PER_SECOND / perSecond);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        place(http, i);
      }
      double took = (System.nanoTime() - begun) / NANOS_PER_SECOND;
      long last = System.nanoTime();
      while (delays.open() > 0 && System.nanoTime() - last < LAST_HEARD_NANOS_MAX) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
      if (delays.open() > 0) {
        throw new IllegalStateException(delays.open() + " orders were never heard of");
      }
      return "%s %.1f %s"
          .formatted(HEARD, orders / took, delays.summary())
          .toLowerCase(Locale.ROOT);
    }
  }

  private void place(HttpClient http, int number) throws IOException, InterruptedException {
    String body =
        """
        {"lines":[{"sku":"%s","quantity":1}],"expectedTotal":{"amount":%d,"currency":"%s"}}\
        """
            .formatted(Catalogue.sku(0), Catalogue.price(0), Catalogue.CURRENCY.getCurrencyCode());
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://" + server.getHostString() + ":" + server.getPort() + SHOP + "/orders"))
            .header("Authorization", "Bearer " + tokens.get(number % tokens.size()))
            .header("Idempotency-Key", "heard-" + number)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    long answered = System.nanoTime();
    if (response.statusCode() != CREATED) {
      throw new IllegalStateException(response.statusCode() + " " + response.body());
    }
    int from = response.body().indexOf("\"id\":\"") + "\"id\":\"".length();
    delays.acknowledged(
        Long.parseLong(response.body(), from, response.body().indexOf('"', from), 10), answered);
  }
}
