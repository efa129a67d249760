package io.millrace.proof.world;

import io.millrace.journal.Log;
import io.millrace.journal.LogDamaged;
import io.millrace.model.Actor;
import io.millrace.model.Outcome;
import io.millrace.model.Recorded;
import io.millrace.model.ShopId;
import io.millrace.model.fact.Opened;
import io.millrace.node.Reply;
import io.millrace.node.ShardStatus;
import io.millrace.proof.audit.Auditor;
import io.millrace.proof.audit.BrokenPromise;
import io.millrace.proof.audit.Heard;
import io.millrace.proof.audit.LoggedFrame;
import io.millrace.proof.audit.Promise;
import io.millrace.proof.people.Crowd;
import io.millrace.proof.people.Errand;
import io.millrace.proof.people.Operation;
import io.millrace.testkit.PowerCut;
import io.millrace.testkit.SplitMix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One run: a node, its machine, its customers and the auditor, turn by turn, on this thread. First
 * anything may break and nothing may be lost; then it heals, and everything must come to an end.
 */
public final class Simulation {
  private static final List<ShopId> SHOPS =
      List.of(new ShopId("mill"), new ShopId("bakery"), new ShopId("inn"));

  private static final int OPEN_MAX = 600;

  /** New wishes in a turn, on average: some runs are quiet, some are busy. */
  private static final int WISHES_MIN = 10;

  private static final int WISHES_SPAN = 140;
  private static final int RUSH = 1_200;

  /** Now and then so many want the hot SKU at once, and mostly hear that it is gone. */
  private static final int CROWD = 150;

  private static final int TURNS_BETWEEN_CROWDS = 4;

  /** A shard that fails twice within a minute stops; its operator looks at the disk, and waits. */
  private static final Duration OPERATOR_WAITS = Duration.ofSeconds(61);

  private static final int WALL_STEP_MILLIS_MAX = (int) Duration.ofHours(26).toMillis();

  /** A disk that is slow works this seldom, and never lets a frame wait for longer than that. */
  private static final int SLOW_TURNS = 12;

  private static final int SLOW_TURNS_MAX = 60;

  private static final int TURNS_TO_HEAL_MAX = 30_000;
  private static final int PASS_MILLIS_HEALING = 400;

  /** While it runs, log time is steered towards the wall clock by at most a tenth. */
  private static final int LOG_TIME_STEERING_PARTS = 10;

  /** Of the log, at a restart: the rest is read again at the end of the run. */
  private static final int FRAMES_READ_AGAIN = 100;

  private final Plan plan;
  private final SplitMix chance;
  private final Coverage coverage = new Coverage();
  private final Trail trail = new Trail();
  private final Faults faults;
  private final Machine machine;
  private final Network network;
  private final Crowd crowd;
  private final Auditor auditor;
  private final Witness witness;
  private final Damage damage;
  private final EffectAudit effects;
  private final Transcript transcript = new Transcript();
  private final List<Exchange> outbox = new ArrayList<>();
  private final Deque<Errand> opening = new ArrayDeque<>();
  private final int wishesPerTurn;
  private Counts underWay = new Counts();
  private int turn;
  private int turnsNotServing;
  private int turnsOfDisk;
  private long beganMillis;
  private long openedMillis;
  private boolean isCutInRecovery;
  private boolean mayFail;
  private boolean isHealing;

  /** A world that is about to begin. */
  public Simulation(Plan plan, Parts parts) {
    this.plan = plan;
    this.chance = new SplitMix(plan.seed());
    this.faults = new Faults(new SplitMix(chance.next()), plan, coverage, trail);
    this.machine = new Machine(parts, chance.next(), coverage::restored);
    this.network = new Network(new SplitMix(chance.next()), faults);
    this.crowd = new Crowd(SHOPS, new SplitMix(chance.next()), OPEN_MAX);
    this.auditor = new Auditor();
    this.witness = new Witness(auditor, this::see);
    this.damage = new Damage(machine, witness, auditor, faults, trail);
    this.wishesPerTurn = WISHES_MIN + chance.below(WISHES_SPAN);
    this.opening.addAll(crowd.opening());
    this.effects = new EffectAudit(machine, parts, faults, coverage, new SplitMix(chance.next()));
  }

  /** From the beginning to the end, or to the first broken promise. */
  public RunResult run() {
    BrokenPromise broken = null;
    try {
      for (turn = 0; turn < plan.turns(); turn++) {
        faults.begin(turn);
        turn();
      }
      heal();
    } catch (BrokenPromise e) {
      broken = e;
    } catch (IOException e) {
      throw new UncheckedIOException("the simulated disk has no such failures", e);
    }
    return new RunResult(
        plan,
        turn,
        coverage,
        broken,
        broken == null ? List.of() : trail.lines(),
        transcript.digest());
  }

  private void turn() throws IOException {
    try {
      pass(chance.below(4));
      strike();
      people();
      network.deliver(machine.nowMillis(), this::arrive);
      drain();
      node();
      disk();
      follow();
    } catch (PowerCut cut) {
      coverMoment(Fault.POWER_CUT);
      cutPower();
    } catch (KilledAtEffect killed) {
      trail.add(turn, "          " + killed.getMessage());
      machine.disk().restartProcess();
      begin();
    }
    operate();
  }

  private void pass(int millis) {
    boolean isLong = chance.below(60) == 0;
    if (isLong && !faults.isOn(Fault.SLOW_DISK)) {
      machine.work();
      machine.clock().passMillis(chance.below(400));
    } else {
      machine.clock().passMillis(millis);
    }
  }

  private void people() {
    crowd.wake(machine.nowMillis(), this::send);
    if (opening.isEmpty()) {
      if (!isHealing) {
        if (chance.below(TURNS_BETWEEN_CROWDS) == 0) {
          crowd.rush(CROWD, machine.nowMillis(), this::send);
        }
        crowd.want(
            chance.below(2 * wishesPerTurn), machine.nowMillis(), auditor.lastMillis(), this::send);
      }
    } else if (machine.isServing()) {
      crowd.ask(opening.removeFirst(), machine.nowMillis(), this::send);
    }
  }

  private void send(Errand errand) {
    network.send(errand, machine.nowMillis());
  }

  private void arrive(Errand errand) {
    auditor.asked(errand.request());
    coverage.asked(errand.operation());
    if (isCutInRecovery && !machine.isServing()) {
      coverage.met(Fault.POWER_CUT_IN_RECOVERY, errand.operation());
    }
    underWay.add(errand.operation(), 1);
    Counts ofThisProcess = underWay;
    var _ =
        machine
            .shard()
            .submit(errand.request())
            .thenAccept(reply -> {
              ofThisProcess.add(errand.operation(), -1);
              outbox.add(new Exchange(errand, reply));
            });
  }

  private void node() {
    for (int steps = 1 + chance.below(3); steps > 0; steps--) {
      noteRoom();
      machine.step();
      noteRoom();
      heedTrouble();
      drain();
    }
  }

  /** With no room at all a node writes nothing, and so nothing can happen by itself. */
  private void noteRoom() {
    if (machine.shard().status().disk().room() == ShardStatus.Room.FULL) {
      auditor.isKept();
    }
  }

  private void disk() {
    boolean isSlow = faults.isOn(Fault.SLOW_DISK);
    turnsOfDisk++;
    if (!isSlow || chance.below(SLOW_TURNS) == 0 || turnsOfDisk > SLOW_TURNS_MAX) {
      turnsOfDisk = 0;
      machine.work();
    } else {
      coverMoment(Fault.SLOW_DISK);
    }
    if (chance.below(3) == 0) {
      machine.makeSpare();
    }
    machine.keep();
    if (machine.keeperHasHalted()) {
      Machine.Trouble why = machine.takeTrouble();
      throw new BrokenPromise(
          Promise.SAME_FACTS_SAME_STATE,
          "the checkpointer has stopped: " + (why == null ? "nobody knows why" : why.message()));
    }
  }

  private void follow() {
    drain();
    effects.turn();
  }

  /** Shows the auditor what has become durable, then all answers that have left the node. */
  private void drain() {
    if (machine.isServing() && machine.shard().servedLog() != null) {
      read();
    }
    for (int i = 0; i < outbox.size(); i++) {
      hear(outbox.get(i));
    }
    outbox.clear();
    auditor.settle();
  }

  /** One more frame of the log, right after the auditor has read it. */
  private void see(LoggedFrame frame) {
    machine.follower().compare(frame);
    effects.see(frame);
    transcript.note(frame.firstSequence(), frame.digestAfter(), frame.atMillis());
    for (Recorded recorded : frame.facts()) {
      if (recorded.fact() instanceof Opened) {
        openedMillis = frame.atMillis();
      } else if (recorded.actor().equals(Actor.NODE)) {
        coverage.fired();
      }
    }
    long passedMillis = machine.nowMillis() - beganMillis;
    long mostMillis = passedMillis + passedMillis / LOG_TIME_STEERING_PARTS + 1;
    if (openedMillis != 0 && frame.atMillis() - openedMillis > mostMillis) {
      throw new BrokenPromise(
          Promise.ON_TIME,
          "log time went on by %d ms in a process that is %d ms old"
              .formatted(frame.atMillis() - openedMillis, passedMillis));
    }
  }

  private void read() {
    Log log = machine.shard().servedLog();
    long durable = machine.shard().status().durableSequence();
    if (log == null) {
      return;
    }
    try {
      if (witness.reads(log)) {
        witness.read(durable);
      } else {
        long from = auditor.frameBefore(FRAMES_READ_AGAIN);
        witness.begin(log, from, durable);
      }
    } catch (LogDamaged e) {
      throw new BrokenPromise(Promise.NOTHING_LOST, "the log cannot be read: " + e.getMessage());
    }
  }

  private void hear(Exchange exchange) {
    trail.add(turn, exchange);
    coverage.answered();
    Errand errand = exchange.errand();
    switch (exchange.reply()) {
      case Reply.Decided decided -> {
        transcript.note(decided.position(), decided.decidedAtMillis(), kind(decided.outcome()));
        auditor.hear(
            new Heard(
                errand.request(),
                decided.outcome(),
                decided.position(),
                decided.decidedAtMillis()));
        if (network.carriesBack(errand)) {
          crowd.hear(errand, decided.outcome());
        }
      }
      case Reply.Failed failed -> {
        transcript.note(failed.code().number(), 0, 0);
        Excuses.judge(failed, errand, mayFail);
        crowd.hear(errand, failed.code());
      }
    }
  }

  private static int kind(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted _ -> 1;
      case Outcome.Answered _ -> 2;
      case Outcome.Replayed _ -> 3;
      case Outcome.Refused refused -> 4 + refused.refusal().code().number();
    };
  }

  private void heedTrouble() {
    Machine.Trouble trouble = machine.takeTrouble();
    if (trouble != null) {
      trail.add(turn, "TROUBLE   " + trouble.message());
      Excuses.judge(trouble);
    }
  }

  private void coverMoment(Fault fault) {
    for (Operation operation : Operation.values()) {
      if (underWay.of(operation) > 0) {
        coverage.met(fault, operation);
      }
    }
  }

  private void strike() throws IOException {
    for (Fault fault : Fault.values()) {
      if (fault.isOfItsOwn() && fault != Fault.POWER_CUT_IN_RECOVERY && faults.strikes(fault)) {
        coverMoment(fault);
        transcript.note(fault.name().hashCode(), turn, 0);
        strike(fault);
      }
    }
    if (!faults.isOn(Fault.FULL_DISK)) {
      machine.disk().leaveFree(Long.MAX_VALUE);
    } else {
      coverMoment(Fault.FULL_DISK);
    }
  }

  private void strike(Fault fault) throws IOException {
    switch (fault) {
      case POWER_CUT -> machine.disk().crashAtOperation(1 + faults.below(fault, 40));
      case KILL -> {
        machine.disk().restartProcess();
        begin();
      }
      case FORCE_FAILS -> {
        mayFail = true;
        machine.disk().failNextForce();
      }
      case WRITE_FAILS -> {
        mayFail = true;
        machine.disk().failNextWrite();
      }
      case FULL_DISK -> {
        mayFail = true;
        machine.disk().leaveFree(faults.below(fault, 6) * (Machine.SEGMENT_BYTES / 2));
      }
      case BIT_FLIP -> {
        losePower();
        outbox.clear();
        damage.flipBit(turn);
        begin();
      }
      case SNAPSHOT_CUT -> {
        losePower();
        damage.cutSnapshot();
        begin();
      }
      case CLOCK_STEP -> {
        int step = faults.below(fault, 2 * WALL_STEP_MILLIS_MAX) - WALL_STEP_MILLIS_MAX;
        machine.clock().setWallMillis(machine.clock().wallMillis() + step);
      }
      case OVERLOAD -> {
        if (opening.isEmpty()) {
          crowd.rush(RUSH, machine.nowMillis(), this::send);
        }
      }
      case EFFECT_AWAY, EFFECT_KILLED, EFFECT_REFUSES, SWAP_UNHEARD, CURSOR_STRAYS ->
          effects.strike(fault);
      case SLOW_DISK,
          ANSWERS_LOST,
          REQUESTS_DUPLICATED,
          REQUESTS_DELAYED,
          REQUESTS_REORDERED,
          POWER_CUT_IN_RECOVERY,
          TORN_WRITE,
          LOST_NAME -> {
        // they last, or follow from others
      }
    }
  }

  /** Looks after a node that has stopped, and after one that does not come up. */
  private void operate() {
    turnsNotServing = machine.isServing() ? 0 : turnsNotServing + 1;
    if (machine.phase() == ShardStatus.Phase.STOPPED) {
      if (!mayFail) {
        throw new BrokenPromise(
            Promise.SERVES_AGAIN,
            "the node has stopped, and nothing had befallen it: "
                + machine.shard().status().detail());
      }
      drain();
      machine.disk().leaveFree(Long.MAX_VALUE);
      machine.clock().passMillis(OPERATOR_WAITS.toMillis());
      machine.disk().restartProcess();
      begin();
    }
    if (turnsNotServing > Machine.STEPS_TO_SERVE_MAX) {
      throw new BrokenPromise(
          Promise.SERVES_AGAIN, "the node does not come up: " + machine.shard().status());
    }
  }

  private void cutPower() {
    losePower();
    begin();
  }

  private void losePower() {
    long names = machine.disk().lostNames();
    long sectors = machine.disk().lostSectors();
    machine.disk().restorePower();
    if (machine.disk().lostNames() > names) {
      faults.happened(Fault.LOST_NAME);
      coverMoment(Fault.LOST_NAME);
    }
    if (machine.disk().lostSectors() > sectors) {
      faults.happened(Fault.TORN_WRITE);
      coverMoment(Fault.TORN_WRITE);
    }
  }

  private void begin() {
    outbox.clear();
    beganMillis = machine.nowMillis();
    openedMillis = 0;
    underWay = new Counts();
    witness.forget();
    mayFail = faults.isOn(Fault.FULL_DISK);
    machine.begin(auditor.lastSequence());
    effects.begin();
    isCutInRecovery = faults.strikes(Fault.POWER_CUT_IN_RECOVERY);
    if (isCutInRecovery) {
      machine.disk().crashAtOperation(1 + faults.below(Fault.POWER_CUT_IN_RECOVERY, 12));
    }
  }

  /** Nothing breaks any more: all that was asked is answered, and all that has a time happens. */
  private void heal() throws IOException {
    faults.heal();
    effects.heal();
    isHealing = true;
    machine.disk().leaveFree(Long.MAX_VALUE);
    cutPower();
    machine.clock().setWallMillis(auditor.lastMillis() + 1);
    trail.add(turn, "HEALING");
    settle();
    for (Errand errand : crowd.closing()) {
      crowd.ask(errand, machine.nowMillis(), this::send);
    }
    settle();
    compareStates();
  }

  private void settle() throws IOException {
    for (int i = 0; i < TURNS_TO_HEAL_MAX; i++) {
      machine.clock().passMillis(chance.below(PASS_MILLIS_HEALING));
      turn++;
      turn();
      boolean isOver =
          crowd.isContent() && auditor.nextTimerMillis() == Long.MAX_VALUE && effects.isThrough();
      if (isOver) {
        return;
      }
    }
    throw new BrokenPromise(
        Promise.SERVES_AGAIN,
        "after %d turns without a fault %d things are still to happen, the next at %d; now is %d; the node is %s"
            .formatted(
                TURNS_TO_HEAL_MAX,
                auditor.pendingTimers(),
                auditor.nextTimerMillis(),
                auditor.lastMillis(),
                machine.shard().status()));
  }

  /** The whole log again, and the state that it leads to, beside the one that was lived. */
  private void compareStates() {
    machine.disk().restartProcess();
    begin();
    for (int i = 0; i < Machine.STEPS_TO_SERVE_MAX && !machine.isServing(); i++) {
      machine.step();
      machine.work();
    }
    Log log = machine.shard().servedLog();
    if (log == null || !machine.isServing()) {
      throw new BrokenPromise(Promise.SERVES_AGAIN, "the node does not come up once more");
    }
    heedTrouble();
    witness.begin(log, 1, machine.shard().status().durableSequence());
    FreshReplay.compare(log, machine.engine());
  }
}
