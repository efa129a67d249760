package io.millrace.bench.versus.peer;

import io.millrace.bench.orders.ServerProcess;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The yardstick: our HTTP server reads the same order with the same care and answers a constant.
 */
public final class Ceiling implements Peer {

  private Optional<ServerProcess> server = Optional.empty();
  private Optional<MillraceShop.BuyerSecret> secret = Optional.empty();

  @Override
  public String name() {
    return "noop";
  }

  @Override
  public String title() {
    return "No-op, the ceiling";
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
    ServerProcess started = ServerProcess.start(directory.resolve(name()));
    server = Optional.of(started);
    try (HttpClient http = HttpClient.newHttpClient()) {
      secret = Optional.of(new MillraceShop(http, started.address(), started.operatorKey()).open());
    }
  }

  @Override
  public Door door() {
    MillraceShop.BuyerSecret with = secret.orElseThrow();
    String path = Door.ORDERS.replace("/orders", "/no-ops");
    return new Door(server.orElseThrow().port(), path, with.kid(), with.secret());
  }

  @Override
  public void settle() {
    // nothing is ever done
  }

  @Override
  public Stream<ProcessHandle> processes() {
    return Stream.of(server.orElseThrow().handle());
  }

  @Override
  public List<Part> parts() {
    return List.of();
  }

  @Override
  public long orders() {
    return 0;
  }

  @Override
  public Set<String> missing(Collection<String> ids) {
    return Set.copyOf(ids);
  }

  @Override
  public Stock stock() {
    return new Stock(0, 0);
  }

  @Override
  public void close() {
    server.ifPresent(ServerProcess::close);
  }
}
