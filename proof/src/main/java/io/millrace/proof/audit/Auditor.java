package io.millrace.proof.audit;

import io.millrace.model.Actor;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.fact.TaskScheduled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Audits one shard. It is given every request that was sent, every frame of the log when it has
 * become durable, and every answer that left the node, in that order; it throws {@link
 * BrokenPromise} at the first thing that is wrong.
 */
public final class Auditor {

  /**
   * How late something may happen, in log time, beside what the disk was slow: the simulated disk
   * lets a frame wait for this at most. Timers of a node that is well are some milliseconds late.
   */
  public static final Duration LATE_MAX = Duration.ofSeconds(2);

  /**
   * A node lets so many things happen by themselves before it looks at requests again. A frame with
   * as many is one of a node that works off what came due while it was down.
   */
  private static final int FIRES_OF_A_BACKLOG = 256;

  /** What a frame is known again by. */
  private record Seal(long firstSequence, int factCount, long atMillis, long digest, int hash) {
    static Seal of(LoggedFrame frame) {
      return new Seal(
          frame.firstSequence(),
          frame.factCount(),
          frame.atMillis(),
          frame.digestAfter(),
          frame.payloadHash());
    }
  }

  private final Duration lateMax;
  private final Asked asked = new Asked();
  private final Timers timers = new Timers();
  private final Map<ShopId, ShopAudit> shops = new HashMap<>();
  private final List<Seal> seals = new ArrayList<>();
  private long lastSequence;
  private long lastMillis;
  private long lastId;
  private long epoch;
  private long openedAtMillis;

  /** Since when nothing has kept the node from doing what is due. */
  private long ableSinceMillis;

  private boolean isKept;

  public Auditor() {
    this(LATE_MAX);
  }

  /** Of a node that shares its machine, and may be as late as that. */
  public Auditor(Duration lateMax) {
    this.lateMax = lateMax;
  }

  /** Somebody has sent this, once or again. */
  public void asked(Request request) {
    asked.add(request);
  }

  /** Facts that are in the log, as far as the auditor has read it. */
  public long lastSequence() {
    return lastSequence;
  }

  /** Log time of the last of them. */
  public long lastMillis() {
    return lastMillis;
  }

  /** The first fact of the frame that so many follow, or of the first that there is. */
  public long frameBefore(int frames) {
    int at = seals.size() - frames;
    return at <= 0 ? 1 : seals.get(at).firstSequence();
  }

  /** Things that are still to happen by themselves. */
  public int pendingTimers() {
    return timers.size();
  }

  /** When the next of them should; {@link Long#MAX_VALUE} for never. */
  public long nextTimerMillis() {
    return timers.nextMillis();
  }

  /** The node cannot write just now, and says so: nothing can happen before the next frame. */
  public void isKept() {
    isKept = true;
  }

  /** One more frame of the log has become durable. */
  public void log(LoggedFrame frame) {
    if (frame.firstSequence() != lastSequence + 1 || frame.facts().size() != frame.factCount()) {
      throw new BrokenPromise(
          Promise.NOTHING_LOST,
          "a frame of facts %d to %d follows fact %d"
              .formatted(frame.firstSequence(), frame.lastSequence(), lastSequence));
    }
    if (frame.atMillis() < lastMillis) {
      throw new BrokenPromise(
          Promise.ON_TIME,
          "log time went back by %d ms at fact %d"
              .formatted(lastMillis - frame.atMillis(), frame.firstSequence()));
    }
    if (isKept || isOfABacklog(frame)) {
      ableSinceMillis = frame.atMillis();
      isKept = false;
    }
    seals.add(Seal.of(frame));
    long sequence = frame.firstSequence();
    for (Recorded recorded : frame.facts()) {
      log(new LoggedFact(sequence++, frame.atMillis(), openedAtMillis, recorded));
    }
    lastSequence = frame.lastSequence();
    lastMillis = frame.atMillis();
  }

  private static boolean isOfABacklog(LoggedFrame frame) {
    int fires = 0;
    for (Recorded recorded : frame.facts()) {
      fires += recorded.actor().equals(Actor.NODE) ? 1 : 0;
    }
    return fires >= FIRES_OF_A_BACKLOG;
  }

  private void log(LoggedFact fact) {
    Recorded recorded = fact.recorded();
    ShopId shop = recorded.shop();
    switch (recorded.fact()) {
      case Opened opened -> opened(opened, fact);
      case OrderPlaced placed -> idRises(placed.order().value(), fact);
      case StockMoved moved -> idRises(moved.id(), fact);
      case TaskScheduled scheduled when scheduled.number() > lastId ->
          idRises(scheduled.number(), fact);
      default -> {
        // has no id of its own
      }
    }
    if (shop != null) {
      shop(shop).log(fact);
    }
  }

  /** Nothing can happen while a node is down, so lateness counts from its opening. */
  private void opened(Opened opened, LoggedFact fact) {
    if (opened.epoch() <= epoch) {
      throw new BrokenPromise(
          Promise.NOTHING_LOST,
          "the log was opened for the time number %d after number %d"
              .formatted(opened.epoch(), epoch));
    }
    epoch = opened.epoch();
    ableSinceMillis = fact.atMillis();
    openedAtMillis = fact.atMillis();
  }

  private void idRises(long id, LoggedFact fact) {
    if (id <= lastId) {
      throw new BrokenPromise(
          Promise.AS_THE_RULES_SAY, "%s has id %d after %d".formatted(fact, id, lastId));
    }
    lastId = id;
  }

  private ShopAudit shop(ShopId id) {
    return shops.computeIfAbsent(id, any -> new ShopAudit(any, timers, asked));
  }

  /** An answer left the node. To be called after {@link #log} of what it rests on. */
  public void hear(Heard heard) {
    shop(heard.request().shop()).hear(heard);
  }

  /** All answers that rest on what was logged have been heard. */
  public void settle() {
    shops.values().forEach(ShopAudit::settle);
    long dueMillis = Math.max(timers.nextMillis(), ableSinceMillis);
    if (lastMillis - dueMillis > lateMax.toMillis()) {
      throw new BrokenPromise(
          Promise.ON_TIME,
          "what was due at %d for %d has not happened %d ms later"
              .formatted(timers.nextMillis(), timers.nextName(), lastMillis - dueMillis));
    }
  }

  /**
   * Reads the log once more, from a frame on: what it holds must be what it held.
   *
   * @return how many frames it should hold from there on
   */
  public Rereading reread(long fromSequence) {
    return new Rereading(fromSequence);
  }

  /** A second reading of the log. */
  public final class Rereading {
    private int at;

    private Rereading(long fromSequence) {
      while (at < seals.size() && seals.get(at).firstSequence() < fromSequence) {
        at++;
      }
    }

    /** The next frame; false when it is one that was not read before. */
    public boolean isKnown(LoggedFrame frame) {
      if (at == seals.size()) {
        return false;
      }
      Seal seal = seals.get(at++);
      if (!seal.equals(Seal.of(frame))) {
        throw new BrokenPromise(
            seal.digest() != frame.digestAfter() && seal.hash() == frame.payloadHash()
                ? Promise.SAME_FACTS_SAME_STATE
                : Promise.NOTHING_LOST,
            "the log held %s, and now holds %s".formatted(seal, Seal.of(frame)));
      }
      return true;
    }

    /** The log has no more frames. */
    public void end() {
      if (at < seals.size()) {
        throw new BrokenPromise(
            Promise.NOTHING_LOST,
            "the log ends at fact %d, and held facts up to %d that were durable"
                .formatted(seals.get(at).firstSequence() - 1, lastSequence));
      }
    }
  }
}
