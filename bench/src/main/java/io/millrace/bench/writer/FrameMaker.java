package io.millrace.bench.writer;

import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.engine.DueTimer;
import io.millrace.engine.Engine;
import io.millrace.engine.EngineFigures;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.Frame;
import io.millrace.journal.LogId;
import io.millrace.model.Actor;
import io.millrace.model.Level;
import io.millrace.model.Limits;
import io.millrace.model.Outcome;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.SlotTable;
import io.millrace.model.answer.Answer;
import io.millrace.model.fact.Opened;
import io.millrace.model.wire.FactEncoder;
import io.millrace.node.Clock;
import io.millrace.node.SystemClock;
import java.time.Duration;
import java.util.List;

/**
 * Decides, encodes and applies requests and cuts the facts into frames, in the order and within the
 * bounds of the node's writer; without its queues and futures, which the benchmark over HTTP has.
 * Owned by one thread.
 */
public final class FrameMaker {

  private static final int SHARD = 0;
  private static final int SHARDS = 1;

  /**
   * The engine's own limit is a day's keys of an ordinary shop; the benchmarks place up to ten
   * million orders with a key each.
   */
  public static final EngineLimits LIMITS = new EngineLimits(16 << 20, 1 << 20);

  /** As many as the node lets fire in a step. */
  private static final int FIRES_PER_TURN = 256;

  private final Clock clock = new SystemClock();
  private final Engine engine = new Engine(SHARD, LIMITS);
  private final FactEncoder encoder = new FactEncoder();
  private long firstSequence = 1;
  private int facts;
  private long timeMillis = clock.wallMillis();

  /** The first fact of a log. */
  public void open(LogId id, long epoch) {
    SlotTable slots = SlotTable.dealt(SHARDS);
    Opened opened = new Opened(id.high(), id.low(), epoch, SHARD, SHARDS, slots);
    take(List.of(new Recorded(Level.CURRENT, null, 0, Actor.NODE, null, opened)));
  }

  /**
   * As the node's writer does with what is waiting: every so many requests it shows the engine the
   * next ones.
   *
   * @param at the place of the request that is decided next
   */
  public void expect(Request[] waiting, int at) {
    if (at % Engine.EXPECTED_MAX == 0) {
      engine.expect(waiting, at, Math.min(at + Engine.EXPECTED_MAX, waiting.length));
    }
  }

  /** One request. It must be accepted: no benchmark measures refusals here. */
  public Outcome.Accepted decide(Request request) {
    Outcome outcome = engine.decide(request, timeMillis);
    if (!(outcome instanceof Outcome.Accepted accepted)) {
      throw new BenchmarkFailed("the engine did not accept " + request + ": " + outcome);
    }
    take(accepted.facts());
    return accepted;
  }

  /** A question, which changes nothing. */
  public Answer ask(Request request) {
    Outcome outcome = engine.decide(request, timeMillis);
    if (!(outcome instanceof Outcome.Answered answered)) {
      throw new BenchmarkFailed("the engine did not answer " + request + ": " + outcome);
    }
    return answered.answer();
  }

  /** How much there is in the engine. */
  public EngineFigures figures() {
    return engine.figures();
  }

  private void take(List<Recorded> recorded) {
    for (int i = 0; i < recorded.size(); i++) {
      encoder.add(recorded.get(i));
    }
    for (int i = 0; i < recorded.size(); i++) {
      engine.apply(recorded.get(i), timeMillis);
    }
    facts += recorded.size();
  }

  /** Whether any command, however much it does, still fits into the frame. */
  public boolean hasRoom() {
    return facts + Limits.COMMAND_FACTS_MAX <= Frame.FACTS_MAX
        && encoder.length() + Limits.COMMAND_BYTES_MAX <= Frame.PAYLOAD_BYTES_MAX;
  }

  public boolean isEmpty() {
    return facts == 0;
  }

  /** What was decided since the last frame. Its bytes are valid until the next {@link #decide}. */
  public Frame frame() {
    Frame frame =
        new Frame(
            firstSequence, facts, timeMillis, engine.digest(), encoder.array(), encoder.length());
    firstSequence += facts;
    facts = 0;
    encoder.truncate(0);
    timeMillis = Math.max(timeMillis, clock.wallMillis());
    return frame;
  }

  /** Lets time pass, and everything fire that is due then. Returns how much there was. */
  public long pass(Duration time) {
    timeMillis += time.toMillis();
    long fired = 0;
    while (engine.turn(timeMillis, FIRES_PER_TURN) || engine.due() != null) {
      DueTimer due = engine.due();
      for (int i = 0; i < FIRES_PER_TURN && due != null; i++) {
        if (!hasRoom()) {
          frame();
        }
        take(List.of(engine.fire(due, timeMillis)));
        fired++;
        due = engine.due();
      }
    }
    frame();
    return fired;
  }

  /** What the engine needs for its timers, whatever they are about. */
  public double bytesPerTimer() {
    return (double) engine.figures().timerBytes() / engine.figures().timers();
  }

  /** What was measured must be there. */
  public void requireOrders(long orders) {
    long there = engine.figures().orders();
    if (there != orders) {
      throw new BenchmarkFailed(
          "%,d orders were placed and %,d are there".formatted(orders, there));
    }
  }

  /** The same for tasks. */
  public void requireTasks(int tasks) {
    int there = engine.figures().tasks();
    if (there != tasks) {
      throw new BenchmarkFailed(
          "%,d tasks were scheduled and %,d are there".formatted(tasks, there));
    }
  }
}
