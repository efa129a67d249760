package io.millrace.bench.archiving;

import io.millrace.bench.disk.Scratch;
import io.millrace.bench.goods.OrderRequests;
import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import io.millrace.bench.writer.Heap;
import io.millrace.bench.writer.Pace;
import io.millrace.model.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory while orders pass through a whole node: each is durable in the log, stored in tables, and
 * archived when these have it.
 */
public final class NodeArchivingBench implements Benchmark {

  private static final long SEED = 20_261_126;

  /** Keys are remembered for one of them, so after the first tenth as many come as go. */
  private static final int DAYS = 15;

  private static final int TENTHS = 10;

  /** Of all kinds together while it runs, with a quarter to spare. */
  private static final long ORDER_BYTES_MAX = 4_000;

  private static final long GIB = 1L << 30;

  /** A round of the archiver takes half a second, and what is final is found in two or three. */
  private static final Duration LEAVING_MAX = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "node-archiving";
  }

  @Override
  public String purpose() {
    return "the same with log, snapshots and tables: memory, disk and orders/s of a whole node";
  }

  @Override
  public String durability() {
    return "fsync";
  }

  @Override
  public List<String> jvmFlags() {
    return List.of("-Xms3g", "-Xmx3g");
  }

  @Override
  public void run(Scale scale, Report report) {
    long orders = scale.pick(2_000L, 50_000L, 5_000_000L);
    int atOnce = scale.pick(200, 1_000, 1_000);
    try (Scratch scratch = new Scratch()) {
      DiskRoom room = new DiskRoom(scratch.directory(), scale.pick(GIB, GIB, 15 * GIB));
      room.require(orders * ORDER_BYTES_MAX);
      try (WholeNode node = new WholeNode(scratch.directory())) {
        Duration each = Duration.ofDays(DAYS).multipliedBy(atOnce).dividedBy(orders);
        NodeLoad load = new NodeLoad(node, new OrderRequests(SEED, true), atOnce, each);
        pass(orders, orders / TENTHS / atOnce, load, room, report);
        tell(orders, load, report);
      }
    }
  }

  private static void pass(long orders, long turns, NodeLoad load, DiskRoom room, Report report) {
    WholeNode node = load.node();
    Pace pace = new Pace();
    node.awaitTables(0);
    long emptyBytes = Heap.retainedBytes();
    List<Long> heapBytes = new ArrayList<>();
    for (int tenth = 1; tenth <= TENTHS; tenth++) {
      Pace ofTenth = new Pace();
      pace.begin();
      ofTenth.begin();
      for (long turn = 0; turn < turns; turn++) {
        room.check();
        load.pass();
      }
      long behindFacts = node.behindFacts();
      node.awaitTables(0);
      pace.end(orders / TENTHS);
      ofTenth.end(orders / TENTHS);
      node.requireWell();
      heapBytes.add(Heap.retainedBytes() - emptyBytes);
      tell(tenth, heapBytes.getLast(), behindFacts, ofTenth, load, report);
      node.askForSnapshot();
    }
    report.figure("archiving.node.ordersPerSecond", pace.perSecond(), "orders/s");
    NodeProof.requireFlat(heapBytes);
  }

  private static void tell(
      int tenth, long heapBytes, long behindFacts, Pace pace, NodeLoad load, Report report) {
    WholeNode node = load.node();
    double mebibytes = Heap.mebibytes(heapBytes);
    report.figure("archiving.node.heapMebibytes.tenth" + tenth, mebibytes, "MiB");
    report.progress(
        "tenth %d: %,.0f orders/s; heap %.1f MiB; %,d orders have left, %,d are there, at most %,d were; the tables were %,d facts behind; %s"
            .formatted(
                tenth,
                pace.perSecond(),
                mebibytes,
                node.passage().left(),
                node.passage().inMemory(),
                load.mostInMemory(),
                behindFacts,
                node.diskUse()));
  }

  private static void tell(long orders, NodeLoad load, Report report) {
    WholeNode node = load.node();
    node.awaitLeaving(LEAVING_MAX);
    NodeProof.requireLeft(node.passage().inMemory(), orders);
    NodeProof.requireStored(node.stored(), orders);
    report.figure("archiving.node.stayingOrders", (double) node.passage().inMemory(), "orders");
    report.figure("archiving.node.mostInMemory", (double) load.mostInMemory(), "orders");
    report.figure("archiving.node.mostBehindFacts", (double) load.mostBehindFacts(), "facts");
    node.awaitSnapshot();
    DiskUse disk = node.diskUse();
    report.figure("archiving.node.mebibytes.log", Heap.mebibytes(disk.log()), "MiB");
    report.figure("archiving.node.mebibytes.archive", Heap.mebibytes(disk.archive()), "MiB");
    report.figure("archiving.node.mebibytes.snapshots", Heap.mebibytes(disk.snapshots()), "MiB");
    report.figure("archiving.node.mebibytes.tables", Heap.mebibytes(disk.tables()), "MiB");
    report.note(
        "%,d orders in %d days of log time: 70 %% paid, sent and completed, 20 %% cancelled, 10 %% expired; each request with a key"
            .formatted(orders, DAYS));
    report.note(
        "a node in this process, whose clock is turned: log forced, archive, tables in SQLite, archiver; a snapshot is asked for at each tenth; no HTTP, no webhooks");
    report.note(
        "the load waits when the tables are more than %,d facts behind; completed orders leave after %s, others after %s, when the tables have them"
            .formatted(NodeLoad.BEHIND_FACTS_MAX, OrderLives.REFUND_WINDOW, Limits.GIVEN_UP_STAY));
    report.note(
        "heap: reachable after a collection with all orders of the tenth in the tables, less the empty node's; it is that of the writer and of the checkpointer, who has the same state once more");
  }
}
