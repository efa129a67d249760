package io.millrace.bench.soak;

import io.millrace.bench.disk.SmallDisk;
import io.millrace.bench.process.Doorway;
import io.millrace.bench.process.House;
import io.millrace.bench.process.MillraceServer;
import io.millrace.bench.report.BenchmarkFailed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Lets a server live, die and live again under load, and watches it. One thread leads; the shoppers
 * have theirs.
 *
 * <pre>
 *   start ─▶ load, two snapshots, samples ─▶ kill -9 ─▶ start …
 *                                            in a snapshot | on a full disk | under load
 *   at the end: start, look at everything that was acknowledged, stop, verify, audit
 * </pre>
 */
final class SoakRun {

  private static final double NANOS_PER_HOUR = 3_600e9;
  private static final double MICROS_PER_MILLI = 1_000;
  private static final double P50 = 50;
  private static final double P99 = 99;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long KILL_WITHIN_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  /** A directory that stood still for longer stands: the checkpointer looks ten times a second. */
  private static final long STILL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** The node looks at its disk once a second, and some traffic must come to fill the last MiB. */
  private static final Duration ROOM_MAX = Duration.ofMinutes(3);

  /** How long the load goes on once the disk is low, and once it is full. */
  private static final Duration LINGERING = Duration.ofSeconds(2);

  /** Leases that a kill has lost run out after ten seconds, several times at worst. */
  private static final Duration BELLS_MAX = Duration.ofMinutes(2);

  private final Plan plan;
  private final House house;
  private final HttpClient http;
  private final Findings findings;
  private final Pulse pulse = new Pulse();
  private final Doorway doorway = new Doorway();
  private final Bells bells = new Bells();
  private final Trends trends = new Trends();
  private final List<Shopper> shoppers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Map<Plan.Death, Integer> deaths = new EnumMap<>(Plan.Death.class);
  private final SplittableRandom random;
  private final long begunNanos = System.nanoTime();
  private Calls operator;
  private int snapshots;
  private boolean isFull;

  SoakRun(Plan plan, House house, HttpClient http, Findings findings) {
    this.plan = plan;
    this.house = house;
    this.http = http;
    this.findings = findings;
    this.random = new SplittableRandom(plan.seed());
    this.operator = new Calls(http, "");
  }

  /** What came of it. */
  record Outcome(
      Trends trends,
      Map<Plan.Death, Integer> deaths,
      int snapshots,
      int packedSegments,
      long answers,
      long changes,
      long fullRefusals,
      long repeats,
      long rung,
      Map<Bought.Stage, Long> orders) {
    long orderCount() {
      return orders.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  Outcome run() throws IOException, InterruptedException {
    for (int life = 0; life < plan.lives(); life++) {
      try (MillraceServer server = house.start()) {
        begin(life, server);
        live(server, new Vitals(server.pid()));
        die(Plan.Death.of(life), server);
      }
    }
    try (MillraceServer server = house.start()) {
      tell("all lives are over; finishing what was begun");
      begin(plan.lives(), server);
      endShopping();
      check(server);
      if (server.terminate() != 0) {
        findings.add("the server did not stop well");
      }
    }
    expectWell("log", "verify");
    expectWell("audit");
    return outcome();
  }

  private void begin(int life, MillraceServer server) throws IOException, InterruptedException {
    trends.start(pulse.changes(), server.ready().seconds());
    trends.beginLife();
    operator = new Calls(http, server.operatorKey());
    if (life == 0) {
      String merchantKey = Shelves.open(operator, server.address());
      sendShoppers(merchantKey);
    }
    doorway.open(server.address());
    if (isFull) {
      expectRoom(server, "FULL");
      expectNoRoom(server);
      makeRoom(server);
    }
    String kind =
        life < plan.lives() ? "life %d of %d".formatted(life + 1, plan.lives()) : "the end";
    tell(
        "%s: started in %.1f s with %,d facts; %,d changes so far"
            .formatted(
                kind, server.ready().seconds(), server.ready().recoveredFacts(), pulse.changes()));
  }

  private void sendShoppers(String merchantKey) {
    Shopper.World world =
        new Shopper.World(new Calls(http, merchantKey), doorway, pulse, bells, findings);
    for (int i = 0; i < Plan.SHOPPERS; i++) {
      Shopper shopper = new Shopper(i, plan.seed(), Plan.periodNanos(), world);
      shoppers.add(shopper);
      threads.add(Thread.ofPlatform().daemon().name("shopper-" + i).start(shopper));
    }
  }

  private void live(MillraceServer server, Vitals vitals) {
    long begun = System.nanoTime();
    long looked = begun;
    int made = 0;
    pulse.takeLatencies();
    pulse.calmDown();
    while (System.nanoTime() - begun < plan.life().toNanos()) {
      LockSupport.parkNanos(LOOK_NANOS);
      long age = System.nanoTime() - begun;
      if (System.nanoTime() - looked >= Plan.BETWEEN_LOOKS.toNanos()) {
        looked = System.nanoTime();
        look(vitals, age);
      }
      // After each third of the life.
      if (made < 2 && age > plan.life().toNanos() / 3 * (made + 1)) {
        made++;
        keep(server);
      }
    }
  }

  private void look(Vitals vitals, long ageNanos) {
    Histogram latencies = pulse.takeLatencies();
    boolean isWarm = ageNanos >= Plan.WARM_UP.plus(Plan.BETWEEN_LOOKS).toNanos();
    if (isWarm && latencies.getTotalCount() > 0) {
      trends.latency(
          hours(),
          latencies.getValueAtPercentile(P50) / MICROS_PER_MILLI,
          latencies.getValueAtPercentile(P99) / MICROS_PER_MILLI);
    }
    if (ageNanos >= Plan.SETTLING.toNanos()) {
      vitals.openFiles().ifPresent(open -> trends.files(hours(), open));
    }
    if (isWarm) {
      pulse.disturb();
      long changes = pulse.changes();
      trends.heap(hours(), changes, vitals.reachableBytes());
      pulse.calmDown();
    }
  }

  /** A snapshot, and what moves behind it. */
  private void keep(MillraceServer server) {
    Calls.Heard made = ask(server, Calls.Call.post("/v1/admin/snapshot", "", ""));
    if (!made.isWell()) {
      findings.add("no snapshot was made: " + made);
      return;
    }
    snapshots++;
    awaitStillArchive();
    trends.disk(hours(), pulse.changes(), house.bytes());
  }

  private void awaitStillArchive() {
    List<String> seen = List.of();
    long stillSince = System.nanoTime();
    long until = stillSince + plan.life().toNanos();
    while (System.nanoTime() - stillSince < STILL_NANOS && System.nanoTime() - until < 0) {
      List<String> there = house.archive();
      boolean isWhole = there.stream().allMatch(name -> name.endsWith(".packed"));
      if (!isWhole || !there.equals(seen)) {
        seen = there;
        stillSince = System.nanoTime();
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void die(Plan.Death planned, MillraceServer server) throws IOException {
    SmallDisk disk = house.disk();
    Plan.Death death =
        planned == Plan.Death.ON_A_FULL_DISK && disk == null ? Plan.Death.UNDER_LOAD : planned;
    pulse.disturb();
    switch (death) {
      case UNDER_LOAD -> LockSupport.parkNanos(random.nextLong(KILL_WITHIN_NANOS));
      case IN_A_SNAPSHOT -> {
        Thread.ofVirtual().start(() -> beginSnapshot(server.address()));
        LockSupport.parkNanos(random.nextLong(KILL_WITHIN_NANOS));
      }
      case ON_A_FULL_DISK -> {
        if (disk != null) {
          fill(server, disk);
        }
      }
    }
    server.kill();
    doorway.shut();
    deaths.merge(death, 1, Integer::sum);
    tell("killed " + death.name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  private void beginSnapshot(URI server) {
    try {
      var _ = operator.ask(server, Calls.Call.post("/v1/admin/snapshot", "", ""));
    } catch (IOException killed) {
      // as it was meant to be
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void fill(MillraceServer server, SmallDisk disk) throws IOException {
    disk.leave(Plan.LOW_BYTES);
    expectRoom(server, "LOW");
    expectNoRoom(server);
    LockSupport.parkNanos(LINGERING.toNanos());
    disk.leave(0);
    expectRoom(server, "FULL");
    expectNoRoom(server);
    LockSupport.parkNanos(LINGERING.toNanos());
    isFull = true;
  }

  private void makeRoom(MillraceServer server) throws IOException {
    SmallDisk disk = house.disk();
    if (disk != null) {
      disk.makeRoom();
      expectRoom(server, "OK");
    }
    isFull = false;
  }

  private void expectNoRoom(MillraceServer server) {
    Calls.Heard heard =
        ask(
            server,
            Calls.Call.post(
                Shelves.SHOP + "/orders",
                "no-room-" + System.nanoTime(),
                Shelves.order(Shelves.sku(0), "nobody")));
    if (!heard.code().equals("storage_full")) {
      findings.add("without room an order was answered with " + heard);
    }
  }

  private void expectRoom(MillraceServer server, String storage) {
    long until = System.nanoTime() + ROOM_MAX.toNanos();
    String said = "";
    while (!said.equals(storage)) {
      if (System.nanoTime() - until > 0) {
        findings.add("the storage ought to be %s and is %s".formatted(storage, said));
        return;
      }
      said = ask(server, Calls.Call.get("/health/ready")).json().path("storage").asString("");
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private Calls.Heard ask(MillraceServer server, Calls.Call call) {
    try {
      return operator.ask(server.address(), call);
    } catch (IOException e) {
      throw new BenchmarkFailed("the server does not answer to " + call, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }

  private void endShopping() throws InterruptedException {
    shoppers.forEach(Shopper::askToEnd);
    for (int i = 0; i < threads.size(); i++) {
      if (!threads.get(i).join(ROOM_MAX)) {
        findings.add("shopper %d never got an answer".formatted(i));
      }
    }
  }

  /** Everything that anybody was told. */
  private void check(MillraceServer server) throws IOException, InterruptedException {
    awaitBells();
    Map<Bought.Stage, Long> orders = orders();
    tell(
        "looking at all orders: %,d"
            .formatted(orders.values().stream().mapToLong(Long::longValue).sum()));
    List<Thread> checks = new ArrayList<>();
    for (Shopper shopper : shoppers) {
      checks.add(Thread.ofVirtual().start(() -> check(shopper, server.address())));
    }
    for (Thread check : checks) {
      check.join();
    }
    long shipped =
        orders.getOrDefault(Bought.Stage.SHIPPED, 0L)
            + orders.getOrDefault(Bought.Stage.COMPLETED, 0L);
    Shelves.Stock expected =
        new Shelves.Stock(
            (long) Shelves.SKUS * Shelves.STOCK_UNITS - shipped,
            orders.getOrDefault(Bought.Stage.PENDING_PAYMENT, 0L),
            orders.getOrDefault(Bought.Stage.PAID, 0L),
            shipped);
    Shelves.Stock found = Shelves.stock(operator, server.address());
    if (!found.equals(expected)) {
      findings.add("the stock ought to be %s and is %s".formatted(expected, found));
    }
  }

  private void check(Shopper shopper, URI server) {
    try {
      shopper.check(server);
    } catch (IOException e) {
      findings.add("not all orders could be looked at: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitBells() throws InterruptedException {
    long until = System.nanoTime() + BELLS_MAX.toNanos();
    while (bells.waiting() > 0 && System.nanoTime() - until < 0) {
      shoppers.getFirst().workOff();
      LockSupport.parkNanos(LOOK_NANOS);
    }
    if (bells.waiting() > 0) {
      findings.add("%d tasks never came to a worker".formatted(bells.waiting()));
    }
  }

  private void expectWell(String... words) throws IOException, InterruptedException {
    tell(String.join(" ", words));
    int status = house.command(words);
    if (status != 0) {
      findings.add("%s ended with %d: %s".formatted(List.of(words), status, house.errors()));
    }
  }

  private Map<Bought.Stage, Long> orders() {
    Map<Bought.Stage, Long> orders = new EnumMap<>(Bought.Stage.class);
    for (Shopper shopper : shoppers) {
      shopper.stages().forEach((stage, count) -> orders.merge(stage, count, Long::sum));
    }
    return orders;
  }

  private Outcome outcome() {
    return new Outcome(
        trends,
        deaths,
        snapshots,
        house.archive().size(),
        pulse.answers(),
        pulse.changes(),
        pulse.fullRefusals(),
        pulse.repeats(),
        bells.rung(),
        orders());
  }

  /** Those who wait for a server stop waiting. Any thread. */
  void abandon() {
    doorway.end();
  }

  private double hours() {
    return (System.nanoTime() - begunNanos) / NANOS_PER_HOUR;
  }

  private void tell(String text) {
    System.err.printf(
        "soak: %4d s: %s%n", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begunNanos), text);
  }
}
