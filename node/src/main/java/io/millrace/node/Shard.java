package io.millrace.node;

import io.millrace.engine.Engine;
import io.millrace.journal.Log;
import io.millrace.journal.LogException;
import io.millrace.journal.Space;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.SlotTable;
import io.millrace.model.fact.Opened;
import io.millrace.model.refusal.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A shard of the node: a state machine that moves when somebody calls {@link #step}, always the
 * same thread or always a simulator. Any thread may {@link #submit}.
 *
 * <pre>
 *   open ─▶ replay ─▶ serve ─▶ (stop asked, all answered) ─▶ stopped
 *    ▲                  │
 *    └── rebuild ◀──────┘ append or apply failed; the second time within a minute ─▶ stopped
 * </pre>
 */
public final class Shard {

  /** A disk that fails again so soon will not be mended by opening it once more. */
  static final Duration SECOND_FAILURE_SPAN = Duration.ofMinutes(1);

  private final int shard;
  private final NodeSettings settings;
  private final Supplier<Engine> engines;
  private final LogSource logs;
  private final Clock clock;
  private final List<Follower> followers;
  private final NodeWatch watch;
  private final Runnable wake;
  private final Ingress ingress;
  private final Set<Serving.Poison> poisoned = new HashSet<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  private @Nullable Log log;
  private @Nullable Restore restore;
  private @Nullable Replay replay;
  private @Nullable Serving serving;
  private @Nullable Serving broken;
  private @Nullable LogClock logClock;
  private long handedSequence;
  private long lastFailureNanos;
  private boolean failedBefore;
  private boolean wallRefused;
  private Space space = Space.ENDLESS;
  private ShardStatus.Disk disk = ShardStatus.Disk.UNKNOWN;
  private volatile @Nullable Log servedLog;
  private volatile @Nullable EmptyShelves shelves;
  private volatile boolean stopAsked;
  private volatile boolean waitsEnded;
  private volatile boolean ended;
  private volatile ShardStatus status;

  /**
   * Nothing happens before the first step.
   *
   * @param engines makes an engine that knows nothing yet, at the start and at a rebuild
   * @param wake told from any thread that there is something to do
   */
  public Shard(
      int shard,
      NodeSettings settings,
      Supplier<Engine> engines,
      LogSource logs,
      Clock clock,
      List<Follower> followers,
      NodeWatch watch,
      Runnable wake) {
    this.shard = shard;
    this.settings = settings;
    this.engines = engines;
    this.logs = logs;
    this.clock = clock;
    this.followers = List.copyOf(followers);
    this.watch = watch;
    this.wake = wake;
    this.ingress = new Ingress(settings.ingressLimits());
    this.status =
        new ShardStatus(shard, ShardStatus.Phase.REPLAYING, "", 0, 0, ShardStatus.Disk.UNKNOWN, 0);
  }

  /** Completes when the shard serves for the first time, or with why it never will. */
  public CompletableFuture<Void> ready() {
    return ready;
  }

  public ShardStatus status() {
    return status;
  }

  int waiting(Lane lane) {
    return ingress.count(lane);
  }

  public CompletableFuture<Reply> submit(Request request) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    ShardStatus now = status;
    if (now.phase() != ShardStatus.Phase.SERVING || stopAsked) {
      reply.complete(unavailable(now));
      return reply;
    }
    Reply refused = refuse(request);
    if (refused != null) {
      reply.complete(refused);
      return reply;
    }
    Lane lane = Lane.of(request.command());
    if (!ingress.offer(lane, new Ticket(request, reply))) {
      reply.complete(
          new Reply.Failed(Code.OVERLOADED, "too many requests are waiting for this shard"));
      return reply;
    }
    if (ended) {
      // The last sweep may have passed before the ticket was there.
      sweep(NOT_READY);
    }
    wake.run();
    return reply;
  }

  /** Those who come when all is sold need not wake the writer to hear of it. */
  private @Nullable Reply refuse(Request request) {
    EmptyShelves published = shelves;
    Reply refused = published == null ? null : published.refuse(request);
    if (refused != null) {
      watch.refused(shard, Code.SOLD_OUT);
    }
    return refused;
  }

  private static Reply unavailable(ShardStatus status) {
    return status.phase() == ShardStatus.Phase.STOPPED && !status.detail().isEmpty()
        ? new Reply.Failed(Code.STORAGE_FAILED, status.detail())
        : NOT_READY;
  }

  private static final Reply NOT_READY =
      new Reply.Failed(Code.NOT_READY, "the shard is not serving now; ask again");

  /** After this the shard takes nothing new, answers what it took, and ends. */
  public void askToStop() {
    stopAsked = true;
    wake.run();
  }

  /**
   * Nobody waits for tasks any more: to be called before a server stops, so that it is not kept
   * waiting by those who wait.
   */
  public void endWaits() {
    waitsEnded = true;
    wake.run();
  }

  /** How long the writer may sleep if nobody wakes it; only the writer asks. */
  public long restNanos() {
    Serving current = serving;
    return current == null ? Long.MAX_VALUE : current.restNanos();
  }

  /** Requests that the last step decided. */
  int decidedLast() {
    Serving current = serving;
    return current == null ? 0 : current.decidedLast();
  }

  /** Nothing will ever happen here again. */
  public boolean ended() {
    return ended;
  }

  /** One turn of the writer. True when something was done, so that another turn may find more. */
  public boolean step() {
    if (ended) {
      return false;
    }
    if (serving != null) {
      return serve(serving);
    }
    if (broken != null) {
      return bury(broken);
    }
    if (stopAsked || status.phase() == ShardStatus.Phase.STOPPED) {
      sweep(unavailable(status));
      if (stopAsked) {
        end();
      }
      return false;
    }
    try {
      startSome();
    } catch (IOException | UncheckedIOException | LogException | StartRefused e) {
      cannotStart(e);
    }
    return true;
  }

  private void startSome() throws IOException {
    if (log == null) {
      log = logs.open(shard);
    } else if (replay == null) {
      restoreSome(log);
    } else if (!replay.step(this::hand)) {
      replay.close();
      watch.replayed(shard, replay.engine().sequence(), true);
      beginServing(log, replay);
      replay = null;
    } else {
      publish(ShardStatus.Phase.REPLAYING, "", replay.engine().sequence(), replay.timeMillis());
      watch.replayed(shard, replay.engine().sequence(), false);
    }
  }

  private void restoreSome(Log opened) throws IOException {
    Restore running = restore;
    if (running == null) {
      running =
          new Restore(
              new Restore.Source(shard, settings.shards(), opened, logs.snapshots(shard)),
              engines,
              watch);
      restore = running;
    }
    if (running.step()) {
      return;
    }
    Engine engine = running.engine();
    watch.restored(shard, engine.sequence(), running.bytes());
    if (handedSequence == 0 && engine.sequence() > 0) {
      List<Recorded> standing = engine.standing();
      for (int i = 0; i < followers.size(); i++) {
        followers.get(i).begin(shard, engine.sequence(), standing);
      }
      handedSequence = engine.sequence();
    }
    replay =
        new Replay(
            shard, settings.shards(), engine, opened, running.timeMillis(), logs.ahead(shard));
    restore = null;
  }

  private void beginServing(Log opened, Replay replayed) {
    if (replayed.engine().sequence() < handedSequence) {
      throw new StartRefused(
          StartRefused.Reason.DATA,
          "the log now ends at sequence "
              + replayed.engine().sequence()
              + ", but facts up to "
              + handedSequence
              + " were acknowledged: the disk lost what it had forced");
    }
    LogClock running = logClock;
    if (running == null) {
      running = new LogClock(clock, startMillis(replayed.timeMillis()));
      logClock = running;
    }
    Engine engine = replayed.engine();
    Serving.Hooks hooks = new Serving.Hooks(this::durable, watch, clock, wake);
    Serving next = new Serving(shard, engine, opened, running, ingress, poisoned, hooks);
    next.open(
        new Opened(
            opened.id().high(),
            opened.id().low(),
            opened.epoch(),
            shard,
            settings.shards(),
            SlotTable.dealt(settings.shards())));
    serving = next;
    shelves = next.shelves();
    servedLog = opened;
  }

  /** The log that is served, or was served last: what is durable in it can be read. Any thread. */
  public @Nullable Log servedLog() {
    return servedLog;
  }

  /** Log time goes on where it stood, or jumps to the wall clock if that is ahead. */
  private long startMillis(long lastMillis) {
    long wallMillis = clock.wallMillis();
    long gapMillis = wallMillis - lastMillis;
    if (lastMillis == 0) {
      return wallMillis;
    }
    if (gapMillis > settings.maxStop().toMillis() && !settings.acceptClock()) {
      throw new StartRefused(
          StartRefused.Reason.CLOCK,
          "the wall clock says "
              + Instant.ofEpochMilli(wallMillis)
              + ", the log ends at "
              + Instant.ofEpochMilli(lastMillis)
              + ": if the node really stood still for "
              + Duration.ofMillis(gapMillis)
              + ", start with --accept-clock or a longer --max-stop");
    }
    if (gapMillis < 0) {
      watch.warned(shard, "the wall clock is behind the log by " + Duration.ofMillis(-gapMillis));
    }
    return Math.max(wallMillis, lastMillis);
  }

  private boolean serve(Serving current) {
    if (stopAsked) {
      current.stopping();
    } else if (waitsEnded) {
      current.endWaits();
    }
    try {
      boolean worked = isOpen() ? current.step() : current.land();
      if (isOpen()) {
        checkWallClock();
        checkDisk();
      }
      if (stopAsked && ingress.isEmpty() && current.settled()) {
        serving = null;
        end();
        return true;
      }
      return worked;
    } catch (Serving.ServingBroken e) {
      rebuild(current, e);
      return true;
    }
  }

  private boolean isOpen() {
    return status.phase() == ShardStatus.Phase.SERVING;
  }

  private void durable(DurableFrame frame) {
    hand(frame);
    publishServing(frame.timeMillis());
    ready.complete(null);
  }

  private void publishServing(long timeMillis) {
    publish(
        ShardStatus.Phase.SERVING,
        wallRefused ? "the wall clock is more than 5 minutes off and is not followed" : "",
        handedSequence,
        timeMillis);
  }

  private void checkWallClock() {
    boolean refused = logClock != null && logClock.wallRefused();
    if (refused == wallRefused) {
      return;
    }
    wallRefused = refused;
    publishServing(status.logTimeMillis());
    watch.warned(
        shard,
        refused
            ? "the wall clock is more than 5 minutes off the log's; it is not followed until a restart"
            : "the wall clock is near the log's again and is followed");
  }

  /** Tells it when a look at the disk has found something new. */
  private void checkDisk() {
    Log open = log;
    Space now = open == null ? space : open.space();
    if (open == null || now.equals(space)) {
      return;
    }
    ShardStatus.Room before = disk.room();
    space = now;
    disk = ShardStatus.Disk.of(open, now);
    publishServing(status.logTimeMillis());
    if (disk.room() != before) {
      watch.roomChanged(shard, disk);
    }
  }

  /** A rebuild comes past frames that the followers have seen; they see each once. */
  private void hand(DurableFrame frame) {
    if (frame.firstSequence() <= handedSequence) {
      return;
    }
    for (int i = 0; i < followers.size(); i++) {
      followers.get(i).take(frame);
    }
    handedSequence = frame.firstSequence() + frame.facts().size() - 1;
  }

  private void rebuild(Serving current, Serving.ServingBroken why) {
    watch.failed(shard, "the shard stops and rebuilds itself: " + why.getMessage(), why);
    boolean again =
        failedBefore && clock.monotonicNanos() - lastFailureNanos < SECOND_FAILURE_SPAN.toNanos();
    failedBefore = true;
    lastFailureNanos = clock.monotonicNanos();
    String detail = why.getMessage() + ", twice within a minute: the shard has stopped";
    publish(
        again ? ShardStatus.Phase.STOPPED : ShardStatus.Phase.REBUILDING,
        again ? detail : "",
        handedSequence,
        current.clock().millis());
    current.abandon();
    sweep(Serving.UNKNOWN);
    if (again) {
      ready.completeExceptionally(new StartRefused(StartRefused.Reason.STORAGE, detail));
    }
    serving = null;
    broken = current;
  }

  /** A frame on its way to the disk must arrive or fail before the log is opened again. */
  private boolean bury(Serving current) {
    if (!current.quiet()) {
      return false;
    }
    closeLog();
    broken = null;
    return true;
  }

  private void cannotStart(Exception why) {
    watch.failed(shard, "the shard cannot start: " + why.getMessage(), why);
    if (restore != null) {
      restore.close();
      restore = null;
    }
    if (replay != null) {
      replay.close();
      replay = null;
    }
    closeLog();
    publish(
        ShardStatus.Phase.STOPPED,
        "the shard could not open its log: " + why.getMessage(),
        handedSequence,
        status.logTimeMillis());
    sweep(unavailable(status));
    ready.completeExceptionally(why);
  }

  private void sweep(Reply reply) {
    for (Ticket ticket = ingress.drain(); ticket != null; ticket = ingress.drain()) {
      ticket.reply().complete(reply);
    }
  }

  private void end() {
    closeLog();
    publish(ShardStatus.Phase.STOPPED, "", handedSequence, status.logTimeMillis());
    ended = true;
    sweep(NOT_READY);
    ready.completeExceptionally(new StartRefused(StartRefused.Reason.STORAGE, "it was stopped"));
  }

  /** What is durable is durable: a log that does not close well loses nothing by it. */
  private void closeLog() {
    Log closing = log;
    log = null;
    if (closing == null) {
      return;
    }
    try {
      closing.close();
    } catch (UncheckedIOException | LogException e) {
      watch.failed(shard, "closing the log failed", e);
    }
  }

  private void publish(ShardStatus.Phase phase, String detail, long durable, long timeMillis) {
    Serving current = serving;
    int overdue = current == null ? 0 : current.overdueTimers();
    status = new ShardStatus(shard, phase, detail, durable, timeMillis, disk, overdue);
  }
}
