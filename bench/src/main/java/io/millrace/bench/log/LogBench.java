package io.millrace.bench.log;

import io.millrace.bench.disk.BareDisk;
import io.millrace.bench.disk.BenchLog;
import io.millrace.bench.disk.Scratch;
import io.millrace.bench.goods.OrderRequests;
import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import io.millrace.bench.writer.Pace;
import io.millrace.journal.Durability;
import io.millrace.journal.LogFigures;
import java.util.List;

/** The engine with its log, every frame forced to the disk, beside the bare disk. */
public final class LogBench implements Benchmark {

  private static final long SEED = 20_261_122;
  private static final int BLOCK_BYTES = 4_096;
  private static final double MEGABYTE = 1e6;

  @Override
  public String name() {
    return "log";
  }

  @Override
  public String purpose() {
    return "engine + log with fsync, batched; forces and bytes a second beside the bare disk's";
  }

  @Override
  public String durability() {
    return "fsync";
  }

  @Override
  public List<String> jvmFlags() {
    return List.of("-Xmx6g");
  }

  @Override
  public void run(Scale scale, Report report) {
    long orders = scale.pick(3_000L, 600_000L, 6_000_000L);
    long bareMillis = scale.pick(20L, 2_000L, 5_000L);
    try (Scratch scratch = new Scratch()) {
      report.progress("the bare disk, blocks of 4 KiB");
      double blockForces = BareDisk.forcesPerSecond(scratch.directory(), BLOCK_BYTES, bareMillis);
      int frameBytes = measureLog(scratch, orders, report);
      report.progress("the bare disk, blocks as large as the log's frames");
      double frameForces = BareDisk.forcesPerSecond(scratch.directory(), frameBytes, bareMillis);
      report.figure("disk.fsyncsPerSecond.4KiB", blockForces, "fsyncs/s");
      report.figure("disk.fsyncsPerSecond.frame", frameForces, "fsyncs/s");
      report.figure("disk.megabytesPerSecond.frame", frameForces * frameBytes / MEGABYTE, "MB/s");
    }
  }

  /** The mean size of the log's frames, in whole blocks. */
  private static int measureLog(Scratch scratch, long orders, Report report) {
    try (BenchLog opened = new BenchLog(scratch.directory().resolve("log"), Durability.FSYNC)) {
      FramedOrders framed = new FramedOrders(opened.log());
      OrderRequests requests = new OrderRequests(SEED, true);
      report.progress("warming up");
      framed.place(requests, orders / 4);
      LogFigures before = opened.log().figures();
      report.progress("%,d orders".formatted(orders));
      Pace pace = framed.place(requests, orders);
      LogFigures after = opened.log().figures();
      long frames = after.frames() - before.frames();
      long bytes = after.bytes() - before.bytes();
      report.figure("log.ordersPerSecond", pace.perSecond(), "orders/s");
      report.figure("log.fsyncsPerSecond", frames / pace.seconds(), "fsyncs/s");
      report.figure("log.megabytesPerSecond", bytes / MEGABYTE / pace.seconds(), "MB/s");
      report.figure("log.ordersPerFrame", (double) orders / frames, "orders");
      report.figure("log.bytesPerOrder", (double) bytes / orders, "bytes");
      long blocks = Math.max(1, Math.round((double) bytes / frames / BLOCK_BYTES));
      return (int) blocks * BLOCK_BYTES;
    }
  }
}
