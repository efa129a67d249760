package io.millrace.delivery.push;

import io.millrace.delivery.http.Post;
import io.millrace.delivery.http.PostResult;
import io.millrace.delivery.http.ScriptedOutlet;
import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.LogId;
import io.millrace.model.Actor;
import io.millrace.model.Backoff;
import io.millrace.model.LeaseId;
import io.millrace.model.Outcome;
import io.millrace.model.PastDue;
import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import io.millrace.model.Request;
import io.millrace.model.Secret;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.TaskId;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.LeasedTasks;
import io.millrace.model.answer.QueueView;
import io.millrace.model.command.Change;
import io.millrace.model.command.Command;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.command.ReadQueue;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.refusal.Code;
import io.millrace.node.Gate;
import io.millrace.node.IngressLimits;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import io.millrace.node.Reply;
import io.millrace.node.Shard;
import io.millrace.node.SystemClock;
import io.millrace.node.delivery.PushStatus;
import io.millrace.node.delivery.Pushes;
import io.millrace.testkit.MemoryLog;
import io.millrace.testkit.MemoryLogStore;
import io.millrace.testkit.SimulatedClock;
import io.millrace.testkit.TaskQueue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A real shard on a log in memory, and what pushes its tasks, moved by hand on one thread.
 * Receivers are functions of what they are sent.
 */
final class PushScene implements Gate {

  static final ShopId SHOP = new ShopId("mill");
  static final PostResult WELL = ScriptedOutlet.WELL;
  static final PostResult BROKEN = ScriptedOutlet.BROKEN;
  static final Duration BACKOFF = Duration.ofSeconds(3);
  static final int ATTEMPTS = 4;

  private static final ShopSettings MILL =
      new ShopSettings(
          "Mill", Currency.getInstance("CNY"), ZoneOffset.UTC, Duration.ofMinutes(30), List.of());

  /** Today, for receivers' libraries look at the time. */
  final SimulatedClock clock = new SimulatedClock(new SystemClock().wallMillis());

  private final ScriptedOutlet outlet = new ScriptedOutlet();
  final List<Post> sent = outlet.sent;
  final Map<String, Function<Post, PostResult>> receivers = outlet.receivers;
  final Set<String> hanging = outlet.hanging;

  /** Commands that do not reach the shard, each with a failure instead. */
  final Set<Class<?>> failing = new HashSet<>();

  /** Commands that cannot even be given to the shard, by a fault of ours. */
  final Set<Class<?>> throwing = new HashSet<>();

  /** Whether requests cannot begin, by a fault of ours. */
  boolean isUnsendable;

  /** Whether telling of a success throws, by a fault of ours. */
  boolean isWatchBroken;

  /** Asking for the tasks of these throws, by a fault of ours. */
  final Set<QueueId> unaskable = new HashSet<>();

  /** The secrets of these do not open, and telling of it throws, by a fault of ours. */
  final Set<QueueId> unopenable = new HashSet<>();

  final List<String> complaints = new ArrayList<>();
  final List<Long> delays = new ArrayList<>();

  /** What was asked of the shard. */
  final List<Command> asked = new ArrayList<>();

  private final MemoryLogStore store = new MemoryLogStore(new LogId(1, 2), 0);
  private final TaskQueue disk = new TaskQueue();
  private final ArrayDeque<Runnable> requests = new ArrayDeque<>();
  private PushedQueues queues = new PushedQueues();
  private Shard shard;
  Pusher pusher;

  PushScene() {
    this.shard = boot();
    this.pusher = pusher();
    settle();
    must(Actor.OPERATOR, new DefineShop(MILL));
  }

  private Shard boot() {
    return new Shard(
        0,
        new NodeSettings(
            1, NodeSettings.MAX_STOP_DEFAULT, true, EngineLimits.DEFAULT, IngressLimits.DEFAULT),
        () -> new Engine(0, EngineLimits.DEFAULT),
        _ -> MemoryLog.open(store, disk),
        clock,
        List.of(queues),
        NodeWatch.NONE,
        () -> {});
  }

  private Pusher pusher() {
    return new Pusher(
        new Pusher.Parts(
            queues,
            this,
            outlet,
            this::begin,
            clock,
            this::open,
            (_, task) -> task.task() + " " + task.attempts() + " " + task.payload(),
            new Watch()));
  }

  private void begin(Runnable request) {
    if (isUnsendable) {
      throw new RejectedExecutionException("as the test wants");
    }
    requests.add(request);
  }

  private byte @Nullable [] open(ShopId shop, String name, Secret sealed) {
    boolean opens = unopenable.stream().map(Pushes::sealedAs).noneMatch(name::equals);
    return opens && sealed.bytes().length > 0 ? sealed.bytes() : null;
  }

  /** The process dies and another begins: only the log is left. */
  void restart() {
    requests.clear();
    outlet.forget();
    queues = new PushedQueues();
    shard = boot();
    pusher = pusher();
    settle();
  }

  private final class Watch implements PushWatch {
    @Override
    public void pushed(long delayMillis) {
      delays.add(delayMillis);
      if (isWatchBroken) {
        throw new IllegalStateException("as the test wants");
      }
    }

    @Override
    public void rests(ShopId shop, QueueId queue, String why) {
      complaints.add(queue + " rests: " + why);
    }

    @Override
    public void cannotSign(ShopId shop, QueueId queue) {
      if (unopenable.contains(queue)) {
        throw new IllegalStateException("as the test wants");
      }
      complaints.add(queue + " cannot sign");
    }

    @Override
    public void broken(String why) {
      complaints.add(why);
    }
  }

  /** As a node does before it stops. */
  void endWaits() {
    shard.endWaits();
    settle();
  }

  /** Until nothing is left to do now, but for requests that hang. */
  void settle() {
    boolean any = true;
    while (any) {
      any = stepShard();
      any |= pusher.step();
      any |= answer();
    }
  }

  private boolean stepShard() {
    boolean any = shard.step();
    while (shard.step() || disk.runOne()) {
      any = true;
    }
    return any;
  }

  /** Lets requests come back, but for those that hang. */
  private boolean answer() {
    boolean any = outlet.letBack();
    for (Runnable next = requests.poll(); next != null; next = requests.poll()) {
      any |= outlet.run(next);
    }
    return any;
  }

  /** Nobody hangs any more; what hung comes back when time goes on. */
  void letGo() {
    hanging.clear();
  }

  int hung() {
    return outlet.hung();
  }

  /** Time passes in small steps, so that everything happens when it is due. */
  void pass(Duration time) {
    long left = time.toMillis();
    while (left > 0) {
      long step = Math.min(left, 100);
      clock.passMillis(step);
      settle();
      left -= step;
    }
  }

  /** Bodies that were sent to an address: {@code task attempt payload}. */
  List<String> sentTo(String url) {
    return outlet.sentTo(url);
  }

  @Override
  public CompletableFuture<Reply> submit(Request request) {
    asked.add(request.command());
    boolean isUnaskable =
        request.command() instanceof LeaseTasks lease && unaskable.contains(lease.queue());
    if (isUnaskable || throwing.contains(request.command().getClass())) {
      throw new IllegalStateException("as the test wants");
    }
    return failing.contains(request.command().getClass())
        ? CompletableFuture.completedFuture(new Reply.Failed(Code.OVERLOADED, "as the test wants"))
        : shard.submit(request);
  }

  @Override
  public CompletableFuture<Reply> submit(int number, Request request) {
    return submit(request);
  }

  @Override
  public int shards() {
    return 1;
  }

  static Secret secret(String name) {
    return new Secret((name + "-".repeat(32)).substring(0, 32).getBytes(StandardCharsets.US_ASCII));
  }

  static QueueSettings settings(boolean paused, @Nullable String url) {
    return new QueueSettings(
        ATTEMPTS,
        new Backoff.Listed(List.of(BACKOFF)),
        Duration.ofMinutes(5),
        PastDue.FIRE,
        paused,
        Duration.ofDays(1),
        100_000,
        url);
  }

  /** A queue that pushes to {@code http://NAME}, whose secret is its name. */
  void queue(String name) {
    define(name, settings(false, "http://" + name));
  }

  void define(String name, QueueSettings settings) {
    must(Actor.merchant("k"), new DefineQueue(new QueueId(name), settings, secret(name)));
  }

  void task(String queue, String task, Duration delay) {
    must(Actor.merchant("k"), schedule(queue, task, delay));
  }

  private static ScheduleTask schedule(String queue, String task, Duration delay) {
    return new ScheduleTask(new QueueId(queue), new TaskId(task), null, delay, "do", 0, null);
  }

  /** Due now, so many at once. */
  void tasks(String queue, int count) {
    for (int i = 0; i < count; i++) {
      var _ =
          shard.submit(
              Request.of(SHOP, Actor.merchant("k"), schedule(queue, "t" + i, Duration.ZERO)));
    }
    settle();
  }

  /** What a worker gets who asks now. */
  List<LeaseId> worker(String queue, int max) {
    LeaseTasks wanted = new LeaseTasks(new QueueId(queue), max, null, Duration.ZERO, 0, List.of());
    return ((LeasedTasks) must(Actor.merchant("k"), wanted))
        .items().stream().map(LeasedTasks.Leased::lease).toList();
  }

  /** Decided, durable, and everything that follows at once. */
  Answer must(Actor actor, Change change) {
    CompletableFuture<Reply> reply = shard.submit(Request.of(SHOP, actor, change));
    settle();
    return answer(reply.join());
  }

  QueueView view(String queue) {
    CompletableFuture<Reply> reply =
        shard.submit(Request.of(SHOP, Actor.OPERATOR, new ReadQueue(new QueueId(queue))));
    settle();
    return (QueueView) answer(reply.join());
  }

  private static Answer answer(Reply reply) {
    return switch (reply) {
      case Reply.Decided(Outcome.Accepted accepted, _, _) -> accepted.answer();
      case Reply.Decided(Outcome.Answered answered, _, _) -> answered.answer();
      case Reply.Decided _, Reply.Failed _ -> throw new AssertionError(reply.toString());
    };
  }

  PushStatus status(String queue) {
    PushStatus status = pusher.status(new Place(SHOP, new QueueId(queue)));
    if (status == null) {
      throw new AssertionError("nobody pushes " + queue);
    }
    return status;
  }
}
