package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.checks.RecordingDisk.Kind;
import io.millrace.checks.RecordingDisk.Operation;
import io.millrace.journal.LogException;
import io.millrace.testkit.PowerCut;
import io.millrace.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * A whole shard with its checkpointer dies at every single disk operation of making a snapshot,
 * dropping an older one, moving a segment into the archive and deleting what was moved. Each time
 * the next process has everything that was acknowledged, makes snapshots again, and goes on.
 *
 * <p>The operation at which it dies has happened in the page cache and does not return; what of it
 * and of all that was not forced reaches the platter, and in which order, the seed draws. To die
 * before an operation is to die in the one before it, so a step is tried with the one before its
 * first and the one behind its last.
 */
final class KeepingCrashTest {

  private static final int SEEDS = 6;
  private static final int SEEDS_ANYWHERE = 2;

  /** The third snapshot drops the first, and what the second does not need moves. */
  private static final int SNAPSHOTS = 4;

  private static final int ORDERS_BETWEEN = 4;

  @Test
  void shouldLoseNothingWhenItDiesWhileASnapshotIsWritten() throws IOException {
    List<Long> operations =
        around(one -> one.path().startsWith("snapshots") && one.kind() != Kind.DELETE);
    assertThat(operations).hasSizeGreaterThan(6 * SNAPSHOTS);
    dieAt(operations, SEEDS, _ -> {});
  }

  @Test
  void shouldLoseNothingWhenItDiesWhileAnOlderSnapshotIsDropped() throws IOException {
    List<Long> operations =
        around(one -> one.path().endsWith(".snapshot") && one.kind() == Kind.DELETE);
    assertThat(operations).hasSize(3 * (SNAPSHOTS - 2));
    dieAt(operations, SEEDS, _ -> {});
  }

  @Test
  void shouldLoseNothingWhenItDiesWhileASegmentMovesIntoTheArchive() throws IOException {
    List<Long> operations = around(one -> one.path().startsWith("shard-000/archive"));
    assertThat(operations).hasSizeGreaterThan(20);
    dieAt(operations, SEEDS, _ -> {});
  }

  @Test
  void shouldLoseNothingWhenItDiesWhileASegmentThatHasMovedIsDeleted() throws IOException {
    List<Long> operations = around(one -> one.path().endsWith(".log") && one.kind() == Kind.DELETE);
    assertThat(operations).hasSizeGreaterThan(6);
    dieAt(operations, SEEDS, _ -> {});
  }

  @Test
  void shouldLoseNothingWhereverItDies() throws IOException {
    dieAt(around(_ -> true), SEEDS_ANYWHERE, _ -> {});
  }

  @Test
  void shouldBeSeenToLoseWhenTheDiskForgetsForces() throws IOException {
    List<Long> operations = around(_ -> true);
    assertThatThrownBy(() -> dieAt(operations, SEEDS, SimulatedDisk::ignoreForces))
        .as("a control: without forces this test must fail")
        .isInstanceOfAny(AssertionError.class, LogException.class);
  }

  @Test
  void shouldBeSeenToLoseWhenTheDiskForgetsNames() throws IOException {
    List<Long> operations = around(_ -> true);
    assertThatThrownBy(() -> dieAt(operations, SEEDS, SimulatedDisk::ignoreDirectoryForces))
        .as("a control: without forced directories this test must fail")
        .isInstanceOfAny(AssertionError.class, LogException.class);
  }

  /**
   * A force fails, and the page cache reads well from then on, while the platter has nothing. The
   * shard rebuilds from bytes that it has written anew; then the power goes.
   */
  @Test
  void shouldMissNothingWhenAForceFailedOnceAndThePowerGoesThen() throws IOException {
    RecordingDisk recorded = new RecordingDisk(new SimulatedDisk(1));
    KeepingShard first = new KeepingShard(recorded);
    first.openShop();
    int opened = recorded.operations().size();
    trade(first);
    int forces = 0;
    for (int at = opened; at < recorded.operations().size(); at++) {
      if (recorded.operations().get(at).kind() == Kind.FORCE) {
        forces++;
        for (long seed = 0; seed < SEEDS; seed++) {
          failAt(at + 1, seed);
        }
      }
    }
    assertThat(forces).isGreaterThan(30);
  }

  private static void failAt(long operation, long seed) throws IOException {
    SimulatedDisk disk = new SimulatedDisk(1_000 * operation + seed);
    RecordingDisk recording = new RecordingDisk(disk);
    KeepingShard world = new KeepingShard(recording);
    recording.before(operation, disk::failNextForce);
    world.openShop();
    trade(world);
    disk.restorePower();
    goOn(world, disk);
  }

  private static void live(KeepingShard world) {
    world.openShop();
    trade(world);
  }

  private static void trade(KeepingShard world) {
    for (int i = 0; i < SNAPSHOTS; i++) {
      world.placeOrders(ORDERS_BETWEEN);
      world.keepInTheEnd();
    }
    world.placeOrders(ORDERS_BETWEEN);
  }

  /** Numbers of such operations in a life without accidents, each with its two neighbours. */
  private static List<Long> around(Predicate<Operation> wanted) {
    RecordingDisk disk = new RecordingDisk(new SimulatedDisk(1));
    live(new KeepingShard(disk));
    List<Operation> all = disk.operations();
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      boolean isNear =
          wanted.test(all.get(i))
              || (i > 0 && wanted.test(all.get(i - 1)))
              || (i + 1 < all.size() && wanted.test(all.get(i + 1)));
      if (isNear) {
        numbers.add(i + 1L);
      }
    }
    return numbers;
  }

  /** The power goes, so many times differently; and once only the process dies. */
  private static void dieAt(List<Long> operations, int seeds, Consumer<SimulatedDisk> temper)
      throws IOException {
    for (long operation : operations) {
      for (long seed = 0; seed < seeds; seed++) {
        die(operation, seed, temper, SimulatedDisk::restorePower);
      }
      die(operation, seeds, temper, SimulatedDisk::restartProcess);
    }
  }

  private static void die(
      long operation, long seed, Consumer<SimulatedDisk> temper, Consumer<SimulatedDisk> death)
      throws IOException {
    SimulatedDisk disk = new SimulatedDisk(1_000 * operation + seed);
    temper.accept(disk);
    KeepingShard world = new KeepingShard(disk);
    disk.crashAtOperation(operation);
    assertThatThrownBy(() -> live(world)).isInstanceOf(PowerCut.class);
    death.accept(disk);
    goOn(world, disk);
  }

  /** The next process, its own snapshots, and one more process that begins with those. */
  private static void goOn(KeepingShard world, SimulatedDisk disk) throws IOException {
    world.begin();
    world.check();
    if (world.acknowledged() == 0) {
      return; // it died before there was a shop
    }
    for (int i = 0; i < 2; i++) {
      world.placeOrders(1);
      world.keep();
    }
    world.check();
    disk.restartProcess();
    world.begin();
    world.check();
    world.checkKept();
  }
}
