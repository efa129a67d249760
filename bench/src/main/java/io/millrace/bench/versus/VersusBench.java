package io.millrace.bench.versus;

import io.millrace.bench.disk.Scratch;
import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import io.millrace.bench.server.NotRun;
import io.millrace.bench.versus.peer.Ceiling;
import io.millrace.bench.versus.peer.Millrace;
import io.millrace.bench.versus.peer.Peer;
import io.millrace.bench.versus.peer.Pipeline;
import io.millrace.bench.versus.peer.Spring;
import java.util.List;
import java.util.function.Supplier;

/** Orders with Millrace and with shops as others build them: peak, latency, cost, and what dies. */
public final class VersusBench implements Benchmark {

  static final List<Supplier<Peer>> PEERS =
      List.of(
          Ceiling::new,
          Millrace::forced,
          Millrace::cached,
          Spring::updatingARow,
          Spring::skippingLocked,
          Pipeline::eachSecond,
          Pipeline::always);

  /** The others have a test of their own, and take half a minute to start. */
  private static final List<Supplier<Peer>> OURS = PEERS.subList(0, 2);

  @Override
  public String name() {
    return "versus";
  }

  @Override
  public String purpose() {
    return "orders beside Spring Boot + PostgreSQL and a Redis pipeline: peak, latency, cost, loss";
  }

  @Override
  public String durability() {
    return "as each peer says";
  }

  @Override
  public List<String> jvmFlags() {
    return List.of("-Xmx1g");
  }

  @Override
  public void run(Scale scale, Report report) {
    Plan plan = Plan.of(scale);
    List<Entrant> entrants;
    try (Scratch scratch = new Scratch();
        Contest contest = new Contest(plan, report)) {
      for (Supplier<Peer> peer : scale.pick(OURS, PEERS, PEERS)) {
        contest.enter(peer, scratch.directory());
      }
      contest.run();
      entrants = contest.entrants();
    }
    for (Entrant entrant : entrants) {
      if (entrant.isIn() && plan.killed().contains(entrant.peer().name())) {
        tryToBreak(entrant, plan, report);
      }
    }
    new Findings(entrants, plan).tell(report);
    if (scale == Scale.FULL) {
      Pages.write(entrants, report);
    }
  }

  /** On a peer of the same kind that starts anew: a start on millions of orders is not compared. */
  private static void tryToBreak(Entrant entrant, Plan plan, Report report) {
    Peer peer = entrant.another();
    try (Scratch scratch = new Scratch();
        peer) {
      peer.start(scratch.directory(), plan.trialGoods());
      entrant.survived(
          new Survival(peer, plan.trialGoods(), plan.survival(), report::progress).run());
    } catch (NotRun | BenchmarkFailed e) {
      report.note(peer.name() + ": not killed, " + e.getMessage());
    }
  }
}
