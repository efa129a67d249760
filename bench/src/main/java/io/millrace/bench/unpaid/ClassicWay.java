package io.millrace.bench.unpaid;

import io.millrace.bench.process.JavaProcess;
import io.millrace.bench.server.Child;
import io.millrace.bench.server.NotRun;
import io.millrace.bench.server.Postgres;
import io.millrace.bench.server.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Orders in PostgreSQL, a worker that closes them there, and a trigger that tells it when: a server
 * of its own, or something inside the worker or the database.
 */
final class ClassicWay implements ClosingWay {

  private static final String WORKER_MEMORY = "-Xmx512m";

  private final String name;
  private final Class<?> program;
  private final String classPath;
  private final Postgres postgres = new Postgres();
  private final List<Server> servers = new ArrayList<>();
  private final Closes closes = new Closes();
  private Optional<Orders> orders = Optional.empty();
  private Optional<Path> directory = Optional.empty();
  private Optional<WorkerLink> link = Optional.empty();

  /** Whose trigger needs no server beside the database. */
  ClassicWay(String name, Class<?> program) {
    this.name = name;
    this.program = program;
    this.classPath = System.getProperty("java.class.path");
    servers.add(postgres);
  }

  ClassicWay(String name, Class<?> program, Server trigger) {
    this(name, program, trigger, System.getProperty("java.class.path"));
  }

  ClassicWay(String name, Class<?> program, Server trigger, String classPath) {
    this.name = name;
    this.program = program;
    this.classPath = classPath;
    servers.add(postgres);
    servers.add(trigger);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> servers() {
    return servers.stream().map(Server::title).toList();
  }

  @Override
  public int extraPrograms() {
    return servers.stream().mapToInt(Server::programs).sum();
  }

  @Override
  public void start(Path here) throws NotRun {
    directory = Optional.of(here);
    // What may be missing comes first: what is there would have been started for nothing.
    for (Server server : servers.reversed()) {
      server.start(here);
    }
    Orders store = new Orders(postgres.url());
    orders = Optional.of(store);
    store.createTables();
    startWorker();
  }

  @Override
  public List<UnpaidOrder> place(List<UnpaidOrder> placed) {
    link.orElseThrow().place(placed);
    return placed;
  }

  @Override
  public int pay(List<UnpaidOrder> paid) {
    return link.orElseThrow().pay(paid.stream().map(UnpaidOrder::id).toList()).size();
  }

  @Override
  public Closes closes() {
    return closes;
  }

  @Override
  public boolean hasOpen(List<UnpaidOrder> asked) {
    int fromId = asked.stream().mapToInt(UnpaidOrder::id).min().orElse(0);
    int toId = asked.stream().mapToInt(UnpaidOrder::id).max().orElse(-1) + 1;
    return orders.orElseThrow().countOpen(fromId, toId) > 0;
  }

  @Override
  public Killable worker() {
    return new Killable(() -> link.orElseThrow().kill(), this::startWorker);
  }

  /** The trigger's, or the database if there is no other. */
  @Override
  public Optional<Killable> server() {
    Server last = servers.getLast();
    return Optional.of(new Killable(last::kill, last::restart));
  }

  private void startWorker() {
    String[] where =
        servers.stream()
            .flatMap(server -> server.where().entrySet().stream())
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .toArray(String[]::new);
    Path here = directory.orElseThrow();
    // Some clients log below the user's home.
    List<String> flags = List.of(WORKER_MEMORY, "-Duser.home=" + here);
    link =
        Optional.of(
            new WorkerLink(
                JavaProcess.builder(flags, classPath, program.getName(), where),
                here.resolve("worker.log"),
                closes));
  }

  @Override
  public Duration processorTime() {
    Duration worker = link.orElseThrow().child().processorTime();
    return servers.stream()
        .flatMap(server -> server.children().stream())
        .map(Child::processorTime)
        .reduce(worker, Duration::plus);
  }

  @Override
  public long memoryBytes() {
    return link.orElseThrow().child().reachableBytes()
        + servers.stream().mapToLong(Server::memoryBytes).sum();
  }

  @Override
  public Tally tally() {
    return orders.orElseThrow().tally();
  }

  @Override
  public void close() {
    link.ifPresent(WorkerLink::close);
    orders.ifPresent(Orders::close);
    servers.forEach(Server::close);
  }
}
