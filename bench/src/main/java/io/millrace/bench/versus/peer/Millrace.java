package io.millrace.bench.versus.peer;

import io.millrace.bench.process.MillraceServer;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code millrace start}, as users run it, with snapshots and limits; without a read model, as no
 * peer has one beside its orders.
 */
public final class Millrace implements Peer {

  /** A few million orders with their keys, twice, and room for garbage. */
  private static final List<String> JVM_FLAGS = List.of("-Xmx6g");

  private final String durability;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Optional<MillraceServer> server = Optional.empty();
  private Optional<Path> home = Optional.empty();
  private Optional<MillraceShop.BuyerSecret> secret = Optional.empty();
  private Goods goods = new Goods(0, 0, 0);
  private long positionBefore;

  private Millrace(String durability) {
    this.durability = durability;
  }

  /** Each answer leaves when its order is forced. */
  public static Millrace forced() {
    return new Millrace("fsync");
  }

  /** Each answer leaves when its order is in the page cache. */
  public static Millrace cached() {
    return new Millrace("os");
  }

  @Override
  public String name() {
    return durability.equals("fsync") ? "millrace" : "millraceOs";
  }

  @Override
  public String title() {
    return "Millrace, " + durability;
  }

  @Override
  public String durability() {
    return durability.equals("fsync") ? "forced" : "page cache";
  }

  @Override
  public List<String> servers() {
    return List.of();
  }

  @Override
  public void start(Path directory, Goods sold) {
    home = Optional.of(directory);
    goods = sold;
    restart();
    MillraceShop shop = shop();
    secret = Optional.of(shop.open());
    shop.receive(sold);
    positionBefore = shop.position();
  }

  private void restart() {
    Path here = home.orElseThrow();
    server.ifPresent(MillraceServer::close);
    server =
        Optional.of(
            MillraceServer.start(
                here.resolve(name()),
                JVM_FLAGS,
                Stream.concat(
                        Stream.of("--durability", durability),
                        MillraceServer.WITHOUT_READ_MODEL.stream())
                    .toList(),
                here.resolve(name() + ".log")));
  }

  private MillraceServer running() {
    return server.orElseThrow();
  }

  private MillraceShop shop() {
    return new MillraceShop(http, running().address(), running().operatorKey());
  }

  @Override
  public Door door() {
    MillraceShop.BuyerSecret with = secret.orElseThrow();
    return new Door(running().address().getPort(), Door.ORDERS, with.kid(), with.secret());
  }

  /** An answer leaves when everything that it says is in the log. */
  @Override
  public void settle() {
    // nothing is behind
  }

  @Override
  public Stream<ProcessHandle> processes() {
    return ProcessHandle.of(running().pid()).stream();
  }

  @Override
  public List<Part> parts() {
    return List.of(new Part("app", () -> running().kill(), this::restart));
  }

  /** Each is one fact, as nothing is done with it. */
  @Override
  public long orders() {
    return shop().position() - positionBefore;
  }

  @Override
  public Set<String> missing(Collection<String> ids) {
    return shop().missing(ids);
  }

  /** Each order here is of one unit. */
  @Override
  public Stock stock() {
    return new Stock(orders(), shop().heldUnits(goods));
  }

  @Override
  public void close() {
    server.ifPresent(MillraceServer::close);
    http.close();
  }
}
