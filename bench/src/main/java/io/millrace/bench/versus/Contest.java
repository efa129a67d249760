package io.millrace.bench.versus;

import io.millrace.bench.load.LoadOrders;
import io.millrace.bench.load.PeerLoad;
import io.millrace.bench.process.JavaProcess;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.report.Report;
import io.millrace.bench.server.NotRun;
import io.millrace.bench.versus.peer.Door;
import io.millrace.bench.versus.peer.Peer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * All peers run, and one after the other is loaded, in an order that turns from round to round:
 * what the machine does meanwhile hits each alike. After each turn a peer is waited for until
 * nothing is under way, so that it does not work at another's expense. Owned by one thread.
 */
final class Contest implements AutoCloseable {

  private static final List<String> KINDS = List.of(LoadOrders.HOT, LoadOrders.SPREAD);
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double HIGH = 99;

  /** Requests made ahead for every peer, and histograms. */
  private static final List<String> LOAD_FLAGS = List.of("-Xmx1g");

  private final Plan plan;
  private final Report report;
  private final LoadOrders load;
  private final List<Entrant> entrants = new ArrayList<>();
  private int turn;

  Contest(Plan plan, Report report) {
    this.plan = plan;
    this.report = report;
    try {
      this.load =
          new LoadOrders(
              JavaProcess.builder(LOAD_FLAGS, PeerLoad.class)
                  .redirectError(ProcessBuilder.Redirect.INHERIT)
                  .start());
    } catch (IOException e) {
      throw new BenchmarkFailed("the load could not be started", e);
    }
  }

  List<Entrant> entrants() {
    return List.copyOf(entrants);
  }

  /** One that cannot be started goes without figures, and the reason is told. */
  void enter(Supplier<Peer> kind, Path directory) {
    Entrant entrant = new Entrant(kind);
    Peer peer = entrant.peer();
    report.progress(peer.name() + ": starting");
    entrants.add(entrant);
    attempt(
        entrant,
        each -> {
          try {
            peer.start(directory, plan.goods());
          } catch (NotRun e) {
            throw new BenchmarkFailed(String.valueOf(e.getMessage()), e);
          }
          Door door = peer.door();
          load.target(
              peer.name(),
              door.port(),
              door.path(),
              door.kid(),
              door.secret(),
              plan.buyers(),
              plan.goods().spread());
        });
  }

  /** Everything that is measured. */
  void run() {
    report.progress("warming up");
    for (int i = 0; i < 2; i++) {
      for (String kind : KINDS) {
        inTurn(entrant -> closed(entrant, kind, plan.connections(), plan.warmMillis()));
      }
    }
    for (int i = 1; i <= plan.rounds(); i++) {
      for (String kind : KINDS) {
        inTurn(entrant -> peak(entrant, kind));
      }
      report.progress("closed loop %d of %d: %s".formatted(i, plan.rounds(), standings()));
    }
    for (int i = 1; i <= plan.openRounds(); i++) {
      report.progress("open loop %d of %d".formatted(i, plan.openRounds()));
      for (String kind : KINDS) {
        inTurn(entrant -> latency(entrant, kind));
      }
    }
    inTurn(entrant -> entrant.resides(Consumption.residentBytes(entrant.peer().processes())));
    curves();
    inTurn(this::count);
  }

  private void curves() {
    for (int crowd : plan.crowds()) {
      report.progress("%,d connections".formatted(crowd));
      inTurn(entrant -> {
        LoadOrders.Slice slice = closed(entrant, LoadOrders.HOT, crowd, plan.curveMillis());
        entrant.byConnections().add(new LineChart.Point(crowd, slice.perSecond()));
      });
    }
    for (double share : plan.loads()) {
      report.progress("%.0f %% of the peak".formatted(share * 100));
      inTurn(entrant -> {
        double perSecond = entrant.score(LoadOrders.HOT).perSecond() * share;
        Histogram latencies = open(entrant, LoadOrders.HOT, perSecond, plan.curveMillis());
        entrant.byLoad().add(point(perSecond, latencies));
      });
    }
  }

  private static LineChart.Point point(double perSecond, Histogram latencies) {
    return new LineChart.Point(perSecond, latencies.getValueAtPercentile(HIGH) / NANOS_PER_MILLI);
  }

  private String standings() {
    StringBuilder text = new StringBuilder();
    for (Entrant entrant : entrants) {
      if (entrant.isIn()) {
        text.append(
            "%s %,.0f, "
                .formatted(entrant.peer().name(), entrant.score(LoadOrders.HOT).perSecond()));
      }
    }
    return text + "hot orders/s";
  }

  private void peak(Entrant entrant, String kind) {
    double before = Consumption.processorSeconds(entrant.peer().processes());
    LoadOrders.Slice slice =
        load.closed(entrant.peer().name(), kind, plan.connections(), plan.sliceMillis());
    entrant.promised(slice.answers());
    long answered = System.nanoTime();
    entrant.peer().settle();
    long behind = System.nanoTime() - answered;
    double cost = Consumption.processorSeconds(entrant.peer().processes()) - before;
    entrant.score(kind).slice(slice, cost, behind);
    if (kind.equals(LoadOrders.HOT)) {
      double per10000 = cost * 10_000 / slice.answers();
      entrant.byOrders().add(new LineChart.Point(entrant.promised(), per10000));
    }
  }

  private void latency(Entrant entrant, String kind) {
    Score score = entrant.score(kind);
    score.latencies(open(entrant, kind, score.offeredPerSecond(), plan.openMillis()));
  }

  private LoadOrders.Slice closed(Entrant entrant, String kind, int connections, int millis) {
    LoadOrders.Slice slice = load.closed(entrant.peer().name(), kind, connections, millis);
    entrant.promised(slice.answers());
    entrant.peer().settle();
    return slice;
  }

  private Histogram open(Entrant entrant, String kind, double perSecond, int millis) {
    Histogram latencies =
        load.open(entrant.peer().name(), kind, plan.connections(), perSecond, millis);
    entrant.promised(latencies.getTotalCount());
    entrant.peer().settle();
    return latencies;
  }

  /** Each answer is one order in the store; nothing else may be. */
  private void count(Entrant entrant) {
    if (entrant.keepsOrders() && entrant.peer().orders() != entrant.promised()) {
      throw new BenchmarkFailed(
          "clients were promised %,d orders; the store has %,d"
              .formatted(entrant.promised(), entrant.peer().orders()));
    }
  }

  private void inTurn(Consumer<Entrant> action) {
    List<Entrant> order = new ArrayList<>(entrants);
    Collections.rotate(order, turn++);
    for (Entrant entrant : order) {
      if (entrant.isIn()) {
        attempt(entrant, action);
      }
    }
  }

  /** One that cannot be measured must not cost the others their figures. */
  private void attempt(Entrant entrant, Consumer<Entrant> action) {
    try {
      action.accept(entrant);
    } catch (BenchmarkFailed e) {
      entrant.leave(String.valueOf(e.getMessage()));
      report.note(entrant.peer().name() + ": not measured, " + e.getMessage());
    }
  }

  @Override
  public void close() {
    load.close();
    entrants.forEach(entrant -> entrant.peer().close());
  }
}
