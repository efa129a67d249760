package io.millrace.bench.torture;

import io.millrace.app.data.DataDirectory;
import io.millrace.bench.process.Doorway;
import io.millrace.bench.process.House;
import io.millrace.bench.process.MillraceServer;
import io.millrace.journal.StoredFrame;
import io.millrace.model.Actor;
import io.millrace.proof.audit.BrokenPromise;
import io.millrace.proof.audit.Promise;
import java.io.Closeable;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets a server live, suffer, die and live again, on one data directory. One thread leads; clients
 * have theirs.
 *
 * <pre>
 *   start ─▶ load, one ordeal, a snapshot ─▶ kill -9 ─▶ inquest ─▶ damage ─▶ start …
 *   at the end: start, load, kill, the whole log again, log verify, audit
 * </pre>
 */
final class TortureRun implements Closeable {
  private static final long CLIENTS_END_SECONDS_MAX = 120;
  private static final String LEDGERS = "ledgers";

  /** On a machine that is busy otherwise, half a life lasts until there are so many answers. */
  private static final long ANSWERS_MIN = 60;

  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Plan plan;
  private final House house;
  private final SplittableRandom random;
  private final DataDirectory data;
  private final Keyring keys = new Keyring();
  private final Wire wire;
  private final Doorway doorway = new Doorway();
  private final ReadWriteLock line = new ReentrantReadWriteLock(true);
  private final Tally tally;
  private final Disturbances disturbances = new Disturbances();
  private final Ordeal ordeal;
  private final Deck<Fault> ordeals;
  private final Deck<Fault> damages;
  private final Damage damage;
  private final List<Path> ledgers = new ArrayList<>();
  private final List<Closeable> open = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final long begunNanos = System.nanoTime();
  private @Nullable Inquest inquest;
  private @Nullable Fault damaged;
  private boolean isFull;
  private int lives;

  TortureRun(Plan plan, House house, HttpClient http, Tally tally) {
    this.plan = plan;
    this.house = house;
    this.tally = tally;
    this.random = new SplittableRandom(plan.seed());
    this.data = new DataDirectory(house.data());
    this.wire = new Wire(http, keys);
    this.ordeal = new Ordeal(house, wire, disturbances, tally, random.split());
    this.ordeals = new Deck<>(faults(Fault.When.ALIVE), random.split());
    this.damages = new Deck<>(faults(Fault.When.DEAD), random.split());
    this.damage = new Damage(data, random.split());
  }

  private static List<Fault> faults(Fault.When when) {
    return Arrays.stream(Fault.values()).filter(fault -> fault.when() == when).toList();
  }

  /**
   * From the first start to the last look.
   *
   * @throws BrokenPromise at the first thing that is wrong
   */
  Inquest run() throws IOException, InterruptedException {
    Files.createDirectories(house.scratch().resolve(LEDGERS));
    while (lives < Plan.LIVES_MIN || System.nanoTime() - begunNanos < plan.time().toNanos()) {
      live(ordeals.draw());
      harm(damages.draw());
    }
    live(Fault.STOP);
    endClients();
    Inquest last = held();
    last.holdAll();
    expectWell("log", "verify");
    expectWell("audit");
    return last;
  }

  private Inquest held() {
    Inquest held = inquest;
    if (held == null) {
      throw new IllegalStateException("nobody has lived yet");
    }
    return held;
  }

  private void live(Fault trouble) throws IOException, InterruptedException {
    long said = errors().length();
    boolean isTold = trouble == Fault.FULL_DISK && house.disk() == null;
    try (MillraceServer server = isTold ? house.start(Plan.FLAGS_WITHOUT_ROOM) : house.start()) {
      expectSaid(errors().substring((int) said));
      if (lives++ == 0) {
        open(server);
      }
      doorway.open(server.address());
      if (isFull) {
        ordeal.makeRoom(server);
        isFull = false;
      }
      if (isTold) {
        tellOfNoRoom(server);
      }
      spend();
      isFull = !isTold && ordeal.begin(trouble, server);
      snapshot(server);
      if (isFull && random.nextBoolean()) {
        ordeal.makeRoom(server);
        isFull = false;
      }
      spend();
      doorway.shut();
      server.kill();
      tally.happened(Fault.KILL);
    }
    if (isTold) {
      disturbances.hasRoom();
    }
    holdInquest();
    tell(
        "life %d, %s: %,d answers hold against %,d facts; %,d pieces of history have an order"
            .formatted(
                lives,
                trouble.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                held().judged().answers(),
                held().judged().facts,
                held().histories().pieces()));
  }

  /** Where no small disk can be mounted, a node is told to keep more free than there is. */
  private void tellOfNoRoom(MillraceServer server) throws IOException, InterruptedException {
    disturbances.fills();
    ordeal.await(server, Set.of("LOW", "FULL"));
    tally.happened(Fault.FULL_DISK);
  }

  /** Half of a life, under load: some time, and until there is something to be judged. */
  private void spend() {
    long halfNanos = plan.life().toNanos() / 2;
    long beginNanos = System.nanoTime();
    long lastNanos = halfNanos + random.nextLong(halfNanos);
    long enough = tally.answers() + ANSWERS_MIN;
    for (long passed = 0;
        passed < lastNanos || (tally.answers() < enough && passed < PATIENCE_NANOS);
        passed = System.nanoTime() - beginNanos) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** What was durable before it moves into the archive. Its answer may be that the disk is full. */
  private void snapshot(MillraceServer server) throws IOException, InterruptedException {
    wire.ask(server.address(), Asking.post("/v1/admin/snapshot", Actor.OPERATOR, "", ""));
  }

  /** Nobody has a request under way, and no server runs. */
  private void holdInquest() throws IOException {
    Lock all = line.writeLock();
    all.lock();
    try {
      held().hold();
      if (!tally.failures().isEmpty()) {
        throw new BrokenPromise(Promise.SERVES_AGAIN, String.join("; ", tally.failures()));
      }
    } finally {
      all.unlock();
    }
  }

  private void harm(Fault fault) throws IOException, InterruptedException {
    StoredFrame last = held().last();
    if (last == null) {
      return;
    }
    switch (fault) {
      case GARBAGE_TAIL -> damaged = damage.addGarbage(last) ? fault : null;
      case CUT_TAIL -> damaged = damage.cutInAFrame(last) ? fault : null;
      case BIT_FLIP -> flipBit();
      case KILL, STOP, FULL_DISK, SLOW_DISK ->
          throw new IllegalStateException(fault + " is nothing that one does to files");
    }
  }

  /** What was cut must have been said. */
  private void expectSaid(String errors) {
    Fault done = damaged;
    damaged = null;
    if (done == null) {
      return;
    }
    if (!errors.contains("torn bytes behind sequence")) {
      throw new BrokenPromise(
          Promise.NOTHING_LOST,
          "%s, and the start did not say that it cut anything:%n%s".formatted(done.what(), errors));
    }
    tally.happened(done);
  }

  private void flipBit() throws IOException, InterruptedException {
    Path copy = house.scratch().resolve("copy");
    try {
      String where = damage.flipInCopy(copy);
      if (where.isEmpty()) {
        return;
      }
      DamagedCopy.Start start = DamagedCopy.start(copy, house.scratch().resolve("copy.err"));
      if (start.exitStatus() != DamagedCopy.EXIT_DAMAGED) {
        throw new BrokenPromise(
            Promise.NOTHING_LOST,
            "a bit of %s was turned over, and the start ended with %d: %s"
                .formatted(where, start.exitStatus(), start.said()));
      }
      tally.happened(Fault.BIT_FLIP);
    } finally {
      Copies.remove(copy);
    }
  }

  private void open(MillraceServer server) throws IOException, InterruptedException {
    keys.operator(server.operatorKey());
    Premises premises =
        Premises.open(server.address(), wire, keys, ledger("opening"), System.currentTimeMillis());
    Client.World world = new Client.World(wire, doorway, line, tally);
    for (int i = 0; i < Plan.VISITORS; i++) {
      Visitor visitor =
          new Visitor(i, new Client(ledger("visitor-" + i), world), random.split(), premises);
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("visitor-" + i)
              .start(() -> visitor.visit(Plan.periodNanos(), tally)));
    }
    List<Client> rushing = new ArrayList<>();
    for (int i = 0; i < Rush.CLIENTS; i++) {
      rushing.add(new Client(ledger("rush-" + i), world));
    }
    Rush rush = new Rush(rushing, random.split(), premises, doorway, tally);
    threads.add(Thread.ofPlatform().daemon().name("rush").start(rush::run));
    inquest = inquest(ledgers);
  }

  private Ledger ledger(String name) throws IOException {
    Path path = house.scratch().resolve(LEDGERS).resolve(name + ".jsonl");
    ledgers.add(path);
    Ledger ledger = new Ledger(path);
    open.add(ledger);
    return ledger;
  }

  List<Path> ledgers() {
    return List.copyOf(ledgers);
  }

  /** Of the same log, by somebody who has heard nothing yet. */
  Inquest inquest(List<Path> told) {
    return new Inquest(data.shard(0).inspector(), told, disturbances);
  }

  private void endClients() throws InterruptedException {
    doorway.end();
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(CLIENTS_END_SECONDS_MAX));
      if (thread.isAlive()) {
        throw new BrokenPromise(Promise.SERVES_AGAIN, thread.getName() + " still waits");
      }
    }
  }

  private void expectWell(String... words) throws IOException, InterruptedException {
    tell(String.join(" ", words));
    long said = errors().length();
    int status = house.command(words);
    if (status != 0) {
      throw new BrokenPromise(
          Promise.NOTHING_LOST,
          "%s ended with %d: %s"
              .formatted(String.join(" ", words), status, errors().substring((int) said)));
    }
  }

  private String errors() throws IOException {
    return house.errors();
  }

  /** What somebody needs who looks for the cause: the log, the ledgers, what the server said. */
  void keep(Path directory) throws IOException {
    Files.createDirectories(directory);
    Copies.copy(data.path(), directory.resolve("data"), directory);
    Copies.copy(house.scratch().resolve(LEDGERS), directory.resolve(LEDGERS), directory);
    Files.writeString(directory.resolve("server.err"), errors());
  }

  int lives() {
    return lives;
  }

  /** Those who wait for a server stop waiting. Any thread. */
  void abandon() {
    doorway.end();
  }

  @Override
  public void close() throws IOException {
    abandon();
    for (Closeable one : open) {
      one.close();
    }
  }

  private void tell(String text) {
    System.err.printf(
        Locale.ROOT,
        "torture: %4d s: %s%n",
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begunNanos),
        text);
  }
}
