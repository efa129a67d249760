package io.millrace.bench.torture;

import io.millrace.bench.disk.SmallDisk;
import io.millrace.bench.process.House;
import io.millrace.bench.process.MillraceServer;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.model.Actor;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What befalls a server while it lives. Owned by the thread that leads. */
final class Ordeal {

  /** Long enough that requests queue up behind it, short enough that nobody's patience ends. */
  private static final int STOP_MILLIS_MAX = 900;

  private static final int FREEZE_MILLIS_MAX = 700;

  /** The node looks at its disk once a second. */
  private static final Duration ROOM_MAX = Duration.ofMinutes(3);

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final House house;
  private final Wire wire;
  private final Disturbances disturbances;
  private final Tally tally;
  private final SplittableRandom random;

  Ordeal(House house, Wire wire, Disturbances disturbances, Tally tally, SplittableRandom random) {
    this.house = house;
    this.wire = wire;
    this.disturbances = disturbances;
    this.tally = tally;
    this.random = random;
  }

  /**
   * Does it, if it can be done here.
   *
   * @return whether it lasts until somebody ends it
   */
  boolean begin(Fault fault, MillraceServer server) throws IOException, InterruptedException {
    switch (fault) {
      case STOP -> stop(server);
      case SLOW_DISK -> freeze();
      case FULL_DISK -> {
        return fill(server);
      }
      case KILL, GARBAGE_TAIL, CUT_TAIL, BIT_FLIP ->
          throw new IllegalStateException(fault + " is nothing that one lives through");
    }
    return false;
  }

  private void stop(MillraceServer server) throws IOException, InterruptedException {
    long fromMillis = System.currentTimeMillis();
    signal("STOP", server);
    LockSupport.parkNanos(
        TimeUnit.MILLISECONDS.toNanos(100 + random.nextInt(STOP_MILLIS_MAX - 100)));
    signal("CONT", server);
    disturbances.kept(fromMillis, System.currentTimeMillis());
    tally.happened(Fault.STOP);
  }

  private static void signal(String name, MillraceServer server)
      throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(server.pid())).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new BenchmarkFailed("the server could not be sent SIG" + name);
    }
  }

  private void freeze() throws IOException {
    SmallDisk disk = house.disk();
    if (disk == null) {
      return;
    }
    long fromMillis = System.currentTimeMillis();
    if (disk.freeze(Duration.ofMillis(50 + random.nextInt(FREEZE_MILLIS_MAX - 50)))) {
      disturbances.kept(fromMillis, System.currentTimeMillis());
      tally.happened(Fault.SLOW_DISK);
    }
  }

  /** To the last byte. The node still has the segments that it made ahead, and then nothing. */
  private boolean fill(MillraceServer server) throws IOException, InterruptedException {
    SmallDisk disk = house.disk();
    if (disk == null) {
      return false;
    }
    disturbances.fills();
    disk.leave(0);
    await(server, Set.of("LOW", "FULL"));
    tally.happened(Fault.FULL_DISK);
    return true;
  }

  /** Somebody has made room; orders must be taken again. */
  void makeRoom(MillraceServer server) throws IOException, InterruptedException {
    SmallDisk disk = house.disk();
    if (disk != null) {
      disk.makeRoom();
      await(server, Set.of("OK"));
      disturbances.hasRoom();
    }
  }

  /**
   * Waits until the server says one of these of its storage.
   *
   * @throws BenchmarkFailed if it does not
   */
  void await(MillraceServer server, Set<String> storage) throws IOException, InterruptedException {
    long untilNanos = System.nanoTime() + ROOM_MAX.toNanos();
    String said = "";
    while (!storage.contains(said)) {
      if (System.nanoTime() - untilNanos > 0) {
        throw new BenchmarkFailed(
            "the storage ought to be one of %s and is %s".formatted(storage, said));
      }
      Asking ready = Asking.get("/health/ready", Actor.OPERATOR);
      said = wire.ask(server.address(), ready).json().path("storage").asString("");
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
