package io.millrace.bench.unpaid;

import io.millrace.bench.process.JavaProcess;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.server.Child;
import io.millrace.edge.auth.NodeKey;
import io.millrace.edge.auth.OperatorKey;
import io.millrace.edge.auth.RandomBytes;
import it.unimi.dsi.fastutil.ints.Int2LongMap;
import it.unimi.dsi.fastutil.ints.Int2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2IntMap;
import it.unimi.dsi.fastutil.longs.Long2IntMaps;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** Ours: one program, over HTTP, as shops use it. */
final class MillraceWay implements ClosingWay {

  private static final List<String> FLAGS = List.of("-Xmx4g");
  private static final long READY_SECONDS_MAX = 120;

  private final RandomBytes random = new SecureRandom()::nextBytes;
  private final String operatorKey = OperatorKey.generate(random);
  private final String nodeKey = NodeKey.generate(random);
  private final Closes closes = new Closes();

  /** Of the orders that were placed: the server's id → ours, and the other way. */
  private final Long2IntMap numbers = Long2IntMaps.synchronize(new Long2IntOpenHashMap());

  private final Int2LongMap ids = new Int2LongOpenHashMap();
  private final SynchronousQueue<Integer> ports = new SynchronousQueue<>();
  private Optional<Path> data = Optional.empty();
  private Optional<Child> server = Optional.empty();
  private Optional<Thread> reader = Optional.empty();
  private Optional<MillraceShop> shop = Optional.empty();
  private int placed;

  @Override
  public String name() {
    return "millrace";
  }

  @Override
  public List<String> servers() {
    return List.of("nothing else");
  }

  @Override
  public int extraPrograms() {
    return 0;
  }

  @Override
  public void start(Path directory) {
    data = Optional.of(directory.resolve("log"));
    MillraceShop opened = new MillraceShop(operatorKey);
    shop = Optional.of(opened);
    startServer();
    opened.open();
  }

  @Override
  public List<UnpaidOrder> place(List<UnpaidOrder> orders) {
    List<UnpaidOrder> known = new ArrayList<>(orders.size());
    for (MillraceShop.Placed each : shop.orElseThrow().place(orders)) {
      UnpaidOrder order = each.order();
      numbers.put(each.id(), order.id());
      ids.put(order.id(), each.id());
      known.add(order);
    }
    placed += known.size();
    return known;
  }

  @Override
  public int pay(List<UnpaidOrder> orders) {
    return shop.orElseThrow().pay(orders.stream().map(this::idOf).toList());
  }

  private long idOf(UnpaidOrder order) {
    return ids.get(order.id());
  }

  @Override
  public Closes closes() {
    return closes;
  }

  @Override
  public boolean hasOpen(List<UnpaidOrder> orders) {
    return closes.missing(orders).stream()
        .anyMatch(order -> shop.orElseThrow().isOpen(idOf(order)));
  }

  @Override
  public Killable worker() {
    return new Killable(this::killServer, this::startServer);
  }

  /** The server is the worker. */
  @Override
  public Optional<Killable> server() {
    return Optional.empty();
  }

  private void killServer() {
    server.orElseThrow().kill();
    try {
      reader.orElseThrow().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }

  private void startServer() {
    Path directory = data.orElseThrow();
    Child child =
        Child.start(
            JavaProcess.builder(FLAGS, MillraceServer.class, directory.toString())
                .redirectError(
                    ProcessBuilder.Redirect.appendTo(
                        directory.resolveSibling("server.log").toFile())));
    server = Optional.of(child);
    try {
      child
          .process()
          .getOutputStream()
          .write((operatorKey + "\n" + nodeKey + "\n").getBytes(StandardCharsets.US_ASCII));
      child.process().getOutputStream().flush();
      reader = Optional.of(Thread.ofVirtual().start(() -> read(child)));
      Integer port = ports.poll(READY_SECONDS_MAX, TimeUnit.SECONDS);
      if (port == null) {
        throw new BenchmarkFailed("the server did not start");
      }
      shop.orElseThrow().moved(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }

  private void read(Child child) {
    try (BufferedReader lines = child.process().inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(MillraceServer.READY)) {
          ports.put(Integer.parseInt(line.substring(MillraceServer.READY.length())));
        } else if (line.startsWith(MillraceServer.EXPIRED)) {
          expired(line.split(" ", -1), false);
        } else if (line.startsWith(MillraceServer.HAD_EXPIRED)) {
          expired(line.split(" ", -1), true);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void expired(String[] words, boolean before) {
    long micros = Long.parseLong(words[1]);
    List<Integer> orders = new ArrayList<>();
    for (int i = 2; i < words.length; i++) {
      orders.add(numbers.get(Long.parseLong(words[i])));
    }
    if (before) {
      closes.addIfNew(orders, micros);
    } else {
      closes.add(orders, micros);
    }
  }

  @Override
  public Duration processorTime() {
    return server.orElseThrow().processorTime();
  }

  @Override
  public long memoryBytes() {
    return server.orElseThrow().reachableBytes();
  }

  /**
   * From the stock: an order that is open holds a unit, and one that is paid has it committed; if
   * it were closed, fewer would be committed than were paid.
   */
  @Override
  public Tally tally() {
    MillraceShop.Units units = shop.orElseThrow().units();
    int open = Math.toIntExact(units.held());
    int sold = Math.toIntExact(units.committed());
    long lost = units.received() - units.available() - units.held() - units.committed();
    return new Tally(
        open, sold, placed - open - sold, closes.again(), 0, Math.toIntExact(Math.abs(lost)));
  }

  @Override
  public void close() {
    shop.ifPresent(MillraceShop::close);
    server.ifPresent(Child::close);
  }
}
