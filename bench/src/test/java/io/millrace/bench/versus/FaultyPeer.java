package io.millrace.bench.versus;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.bench.versus.peer.Door;
import io.millrace.bench.versus.peer.Goods;
import io.millrace.bench.versus.peer.Part;
import io.millrace.bench.versus.peer.Peer;
import io.millrace.bench.versus.peer.Stock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A shop with every fault: it promises whatever it is asked for, and when it dies it forgets each
 * tenth order and keeps that order's unit from sale.
 */
final class FaultyPeer implements Peer {

  static final int TENTH = 10;
  private static final int CREATED = 201;
  private static final int BACKLOG = 256;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong last = new AtomicLong();
  private final Set<Long> store = new ConcurrentSkipListSet<>();
  private final HttpServer server;
  private final AtomicLong taken = new AtomicLong();

  FaultyPeer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.setExecutor(threads);
    server.createContext("/", this::place);
  }

  private void place(HttpExchange exchange) {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      long id = last.incrementAndGet();
      store.add(id);
      taken.incrementAndGet();
      byte[] body = "{\"id\":\"%d\"}".formatted(id).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(CREATED, body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void forget() {
    store.removeIf(id -> id % TENTH == 0);
  }

  @Override
  public String name() {
    return "faulty";
  }

  @Override
  public String title() {
    return "Faulty";
  }

  @Override
  public String durability() {
    return "nothing";
  }

  @Override
  public List<String> servers() {
    return List.of();
  }

  @Override
  public void start(Path directory, Goods goods) {
    server.start();
  }

  @Override
  public Door door() {
    return new Door(
        server.getAddress().getPort(), "/", "kid", "a-secret-that-is-as-long-as-it-must-be");
  }

  @Override
  public void settle() {
    // nothing is behind
  }

  @Override
  public Stream<ProcessHandle> processes() {
    return Stream.of(ProcessHandle.current());
  }

  @Override
  public List<Part> parts() {
    return List.of(new Part("app", this::forget, this::forget));
  }

  @Override
  public long orders() {
    return store.size();
  }

  @Override
  public Set<String> missing(Collection<String> ids) {
    return ids.stream().filter(id -> !store.contains(Long.valueOf(id))).collect(Collectors.toSet());
  }

  @Override
  public Stock stock() {
    return new Stock(store.size(), taken.get());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
