package io.millrace.bench.delivery;

import io.millrace.bench.disk.Scratch;
import io.millrace.bench.process.MillraceServer;
import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Webhooks of a real server to receivers in this process: as many as it can to one, and how late
 * they come to ninety endpoints beside ten that hang.
 */
public final class DeliveryBench implements Benchmark {

  private static final List<String> FLAGS =
      List.of("--allow-private-targets", "--database", "none");

  /** What a batch of goods holds at most. */
  private static final int BATCH = 500;

  private static final int SHOPS = 5;
  private static final int ENDPOINTS_PER_SHOP = 20;
  private static final int HANGING_PER_SHOP = 2;

  /** Of each shop's goods, so often a second: with five shops 1,800 deliveries a second. */
  private static final int EVENTS_PER_SECOND = 20;

  private static final int MINUTES_MAX = 10;

  @Override
  public String name() {
    return "delivery";
  }

  @Override
  public String purpose() {
    return "webhooks: deliveries a second to one receiver; ninety endpoints beside ten that hang";
  }

  @Override
  public String durability() {
    return "fsync";
  }

  @Override
  public List<String> jvmFlags() {
    return List.of("-Xmx2g");
  }

  @Override
  public void run(Scale scale, Report report) {
    int batches = scale.pick(2, 60, 600);
    report.progress("telling one receiver of %,d events".formatted(batches * BATCH));
    report.figure("delivery.perSecond", alone(batches), "deliveries/s");
    report.note(
        "one receiver: %,d events of goods, made as fast as they are delivered or faster; from the"
                .formatted(batches * BATCH)
            + " first that came until the last, each once; receiver, server and maker share the"
            + " machine");
    int rounds = scale.pick(10, 200, 1_200);
    report.progress("telling ninety receivers beside ten that hang");
    beside(rounds, report);
  }

  private static double alone(int batches) {
    try (Scratch scratch = new Scratch();
        Receivers receivers = new Receivers(batches * BATCH);
        MillraceServer server = start(scratch);
        HttpClient http = HttpClient.newHttpClient()) {
      HookedShops shops = new HookedShops(new Api(http, server));
      shops.open("one");
      shops.endpoint("one", receivers.url("/well/0"));
      for (int i = 0; i < batches; i++) {
        shops.change("one", BATCH, 1 + i);
      }
      receivers.await(MINUTES_MAX);
      return receivers.perSecond();
    }
  }

  private static void beside(int rounds, Report report) {
    int wellPerShop = ENDPOINTS_PER_SHOP - HANGING_PER_SHOP;
    try (Scratch scratch = new Scratch();
        Receivers receivers = new Receivers(rounds * SHOPS * wellPerShop);
        MillraceServer server = start(scratch);
        HttpClient http = HttpClient.newHttpClient()) {
      HookedShops shops = new HookedShops(new Api(http, server));
      for (int shop = 0; shop < SHOPS; shop++) {
        shops.open("shop" + shop);
        for (int i = 0; i < ENDPOINTS_PER_SHOP; i++) {
          String kind = i < HANGING_PER_SHOP ? "/hang/" : "/well/";
          shops.endpoint("shop" + shop, receivers.url(kind + shop + "-" + i));
        }
      }
      long begun = System.nanoTime();
      for (int round = 0; round < rounds; round++) {
        for (int shop = 0; shop < SHOPS; shop++) {
          shops.change("shop" + shop, 1, 1 + round);
        }
        long due = begun + TimeUnit.SECONDS.toNanos(round + 1L) / EVENTS_PER_SECOND;
        LockSupport.parkNanos(due - System.nanoTime());
      }
      receivers.await(MINUTES_MAX);
      report.figure("delivery.beside.p50Millis", receivers.delayMillis(0.5), "ms");
      report.figure("delivery.beside.p99Millis", receivers.delayMillis(0.99), "ms");
      report.figure("delivery.beside.maxMillis", receivers.delayMillis(1), "ms");
      report.figure("delivery.beside.perSecond", receivers.perSecond(), "deliveries/s");
      report.note(
          "beside: %d endpoints of %d shops, of which %d never answer, %d events a second and shop;"
                  .formatted(
                      SHOPS * ENDPOINTS_PER_SHOP,
                      SHOPS,
                      SHOPS * HANGING_PER_SHOP,
                      EVENTS_PER_SECOND)
              + " the delay is from the log's time of the event until it has come to a receiver"
              + " that answers");
    }
  }

  /** Of both benchmarks: receivers are on this machine, and no tables are filled beside. */
  static MillraceServer start(Scratch scratch) {
    return MillraceServer.start(
        scratch.directory().resolve("data"),
        List.of("-Xmx2g"),
        FLAGS,
        scratch.directory().resolve("server.err"));
  }
}
