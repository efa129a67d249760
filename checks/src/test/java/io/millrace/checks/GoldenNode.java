package io.millrace.checks;

import io.millrace.app.Millrace;
import io.millrace.app.Terminal;
import io.millrace.edge.auth.NewSecrets;
import io.millrace.edge.auth.NodeKey;
import io.millrace.edge.auth.OperatorKey;
import io.millrace.edge.auth.RandomBytes;
import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.LogId;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import io.millrace.journal.Snapshots;
import io.millrace.model.Actor;
import io.millrace.model.Backoff;
import io.millrace.model.BuyerId;
import io.millrace.model.Charge;
import io.millrace.model.Fingerprint;
import io.millrace.model.Label;
import io.millrace.model.LeaseId;
import io.millrace.model.Money;
import io.millrace.model.MovementCause;
import io.millrace.model.OrderId;
import io.millrace.model.Outcome;
import io.millrace.model.PastDue;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.Precondition;
import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShippedLine;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.SubmitToken;
import io.millrace.model.TaskId;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.LeasedTasks;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.CancelTask;
import io.millrace.model.command.Change;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.ExtendLease;
import io.millrace.model.command.ExtendOrder;
import io.millrace.model.command.IssueBuyerSecret;
import io.millrace.model.command.IssueMerchantKey;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.NackTask;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.PostponeCompletion;
import io.millrace.model.command.ReviveAll;
import io.millrace.model.command.ReviveTask;
import io.millrace.model.command.RevokeMerchantKey;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.command.ShipOrder;
import io.millrace.node.Checkpointer;
import io.millrace.node.IngressLimits;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import io.millrace.node.Reply;
import io.millrace.node.Shard;
import io.millrace.testkit.SimulatedClock;
import io.millrace.testkit.SimulatedDisk;
import io.millrace.testkit.TaskQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The story of the golden data directory: every type of fact, two logs one of which was left for
 * the other, packed segments of both, two snapshots, a tail behind them, the node's keys, and a
 * backup. Every later build starts on it.
 *
 * <p>{@link #main} wrote it. Until a release has written level 1 it may be written again when there
 * are more facts; from then on it stays as it is, and the next level gets a directory of its own.
 */
final class GoldenNode {

  static final ShopId SHOP = new ShopId("golden");
  static final SkuId CUP = new SkuId("cup");
  static final SkuId TEA = new SkuId("tea");
  static final BuyerId ANNA = new BuyerId("anna");
  static final QueueId JOBS = new QueueId("jobs");
  static final String REFERENCE = "golden-1";

  /** Of what is told beside the directory: keys that were shown once, and where the story ends. */
  static final String STORY = "story.properties";

  static final LogId FIRST = new LogId(0x6d69_6c6c_7261_6365L, 1);
  static final LogId SECOND = new LogId(0x6d69_6c6c_7261_6365L, 2);

  private static final long START_MILLIS = 1_790_000_000_000L;
  private static final long SEED = 20_261_126;

  /** Three frames of a block: a story of some eighty frames has many segments, and small ones. */
  private static final long SEGMENT_BYTES = 16 << 10;

  private static final Currency EUR = Currency.getInstance("EUR");
  private static final String LOG = "shard-000";
  private static final String ARCHIVE = LOG + "/archive";
  private static final String SNAPSHOTS = LOG + "/snapshots";

  private final RandomBytes random = new Random(SEED)::nextBytes;
  private final SimulatedDisk disk = new SimulatedDisk(SEED);
  private final SimulatedClock clock = new SimulatedClock(START_MILLIS);
  private final Map<String, String> story = new TreeMap<>();
  private TaskQueue tasks = new TaskQueue();
  private @Nullable LogId left;
  private Shard shard;
  private Checkpointer checkpointer;
  private int keys;

  private GoldenNode() {
    this.shard = boot();
    this.checkpointer = keeper();
  }

  public static void main(String[] args) throws IOException {
    Path target = Path.of(args[0]);
    Path data = Files.createDirectories(target.resolve("data"));
    GoldenNode golden = new GoldenNode();
    golden.tell(data);
    for (String directory : List.of(LOG, ARCHIVE, SNAPSHOTS)) {
      golden.copy(directory, Files.createDirectories(data.resolve(directory)));
    }
    Path backup = target.resolve("backup");
    Millrace.run(Terminal.ofProcess(), "backup", "--data", data.toString(), backup.toString());
    Files.delete(backup.resolve("lock"));
    Files.write(
        target.resolve(STORY),
        golden.story.entrySet().stream()
            .map(told -> told.getKey() + "=" + told.getValue())
            .toList());
  }

  private void copy(String from, Path to) throws IOException {
    for (String name : disk.list(from)) {
      if (name.matches("\\d+\\.(log|packed|snapshot)")) {
        Files.write(to.resolve(name), disk.contents(from + "/" + name));
      }
    }
  }

  private Shard boot() {
    LogThreads threads = new LogThreads(task -> tasks.execute(task), task -> tasks.execute(task));
    FileLogSettings log =
        FileLogSettings.of(new LogPlace(disk, LOG, 0), () -> left == null ? FIRST : SECOND, threads)
            .withSegmentBytes(SEGMENT_BYTES)
            .withRestoredFrom(left);
    NodeSettings settings =
        new NodeSettings(
            1, NodeSettings.MAX_STOP_DEFAULT, true, EngineLimits.DEFAULT, IngressLimits.DEFAULT);
    return new Shard(
        0,
        settings,
        GoldenNode::engine,
        _ -> FileLog.open(log),
        clock,
        List.of(),
        NodeWatch.NONE,
        () -> {});
  }

  private Checkpointer keeper() {
    return new Checkpointer(
        new Checkpointer.Shape(
            0,
            1,
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            new Snapshots(disk, SNAPSHOTS, 0),
            GoldenNode::engine,
            shard::servedLog,
            null),
        clock,
        NodeWatch.NONE);
  }

  private static Engine engine() {
    return new Engine(0, EngineLimits.DEFAULT);
  }

  private void tell(Path data) throws IOException {
    settle();
    openShop(data);
    tellOfOrders();
    keep();
    keep();
    left = FIRST;
    restart();
    tellOfTasks();
    keep();
    keep();
    place("tail", List.of(new WantedLine(TEA, 1)), null, null);
    story.put("tail.key", Integer.toString(keys));
    story.put("last.millis", Long.toString(shard.status().logTimeMillis()));
    story.put("last.sequence", Long.toString(shard.status().durableSequence()));
  }

  private void openShop(Path data) throws IOException {
    String nodeKey = NodeKey.generate(random);
    Files.writeString(data.resolve("node.key"), nodeKey + "\n");
    Files.writeString(data.resolve("operator.key"), OperatorKey.generate(random) + "\n");
    NewSecrets secrets = new NewSecrets(random, NodeKey.parse(nodeKey).seal(random));
    accept(
        new DefineShop(
            new ShopSettings(
                "Golden",
                EUR,
                ZoneId.of("Europe/Vienna"),
                Duration.ofMinutes(30),
                List.of("https://golden.example"))));
    NewSecrets.MerchantKey key = secrets.merchantKey();
    story.put("merchant.key", key.text());
    accept(new IssueMerchantKey(key.id(), key.hash()));
    NewSecrets.MerchantKey revoked = secrets.merchantKey();
    accept(new IssueMerchantKey(revoked.id(), revoked.hash()));
    accept(new RevokeMerchantKey(revoked.id()));
    for (int i = 0; i < 3; i++) { // the third displaces the first
      NewSecrets.BuyerSecretText secret = secrets.buyerSecret(SHOP);
      story.put("buyer.kid", secret.kid());
      story.put("buyer.secret", secret.text());
      accept(new IssueBuyerSecret(secret.kid(), secret.sealed()));
    }
  }

  private void tellOfOrders() {
    PerBuyerLimit limit = new PerBuyerLimit(5, Duration.ofDays(30));
    SkuDescription cup =
        new SkuDescription("Tasse für Tee 茶", 1_250, "Blue", "/cup.png", limit, true);
    accept(new DefineSku(CUP, cup));
    SkuDescription tea = new SkuDescription("Tea", 495, null, null, null, true);
    accept(new DefineSkus(List.of(new DefineSku(CUP, cup), new DefineSku(TEA, tea))));
    accept(new MoveStock(CUP, 10, MovementCause.RECEIVED, "delivery 1"));
    accept(new MoveStock(TEA, 20, MovementCause.RECEIVED, null));
    accept(new MoveStock(TEA, -1, MovementCause.DAMAGED, null));

    OrderId bought =
        place("bought", List.of(new WantedLine(CUP, 2), new WantedLine(TEA, 3)), REFERENCE, null);
    accept(new MarkPaid(bought, new Money(4_484, EUR), "bank 7", null));
    accept(new ShipOrder(bought, List.of(new ShippedLine(1, 2)), "post", "P1"));
    accept(new ShipOrder(bought, List.of(), "post", "P2", "parcel-2", List.of()));
    pass(Duration.ofDays(2));
    accept(new DeliverShipment(bought, 1, clock.wallMillis() - 1_000));
    accept(new DeliverShipment(bought, 2, clock.wallMillis()));
    accept(new CompleteOrder(bought));

    SubmitToken token =
        new SubmitToken(
            new Fingerprint(1, 2),
            ANNA,
            List.of(new SubmitToken.Line(CUP, 1, 1_250)),
            1_250,
            EUR,
            clock.wallMillis() + Duration.ofMinutes(30).toMillis());
    OrderId given = place("given", List.of(new WantedLine(CUP, 1)), null, token);
    accept(new CancelOrder(given, "CHANGED_MIND"));
    OrderId extended = place("extended", List.of(new WantedLine(TEA, 4)), null, null);
    accept(new ExtendOrder(extended, clock.wallMillis() + Duration.ofDays(25).toMillis()));
    place("expired", List.of(new WantedLine(TEA, 1)), null, null);
    pass(Duration.ofHours(2));

    OrderId stuck = place("stuck", List.of(new WantedLine(TEA, 2)), null, null);
    accept(new MarkPaid(stuck, new Money(990, EUR), "bank 8", clock.wallMillis()));
    OrderId postponed = place("postponed", List.of(new WantedLine(CUP, 1)), null, null);
    accept(new MarkPaid(postponed, new Money(1_250, EUR), "bank 9", null));
    accept(new ShipOrder(postponed, List.of(), "post", "P3"));
    accept(new PostponeCompletion(postponed, clock.wallMillis() + Duration.ofDays(20).toMillis()));
    pass(Duration.ofDays(4));
  }

  private void tellOfTasks() {
    accept(
        new DefineQueue(
            JOBS,
            new QueueSettings(
                2,
                new Backoff.Listed(List.of(Duration.ofSeconds(1))),
                Duration.ofMinutes(1),
                PastDue.SPREAD,
                false,
                Duration.ofDays(30),
                1_000)));
    for (String name : List.of("a", "b", "c")) {
      schedule(name, Duration.ZERO);
    }
    schedule("later", Duration.ofMinutes(10));
    schedule("cancelled", Duration.ofHours(1));
    accept(new CancelTask(JOBS, new TaskId("cancelled")));
    List<LeasedTasks.Leased> leased = lease();
    LeaseId done = leased.getFirst().lease();
    accept(new ExtendLease(done, Duration.ofMinutes(5)));
    accept(new AckTask(done));
    accept(new NackTask(leased.get(1).lease(), null));
    accept(new NackTask(leased.get(2).lease(), null));
    fail();
    accept(new ReviveTask(JOBS, leased.get(1).task().task()));
    pass(Duration.ofSeconds(1));
    fail();
    fail();
    accept(new ReviveAll(JOBS));
    pass(Duration.ofSeconds(1));
    clock.passMillis(Duration.ofMinutes(20).toMillis()); // nobody is there to see it come due
    restart();
  }

  /** Whatever is due is tried, and fails. */
  private void fail() {
    pass(Duration.ofSeconds(2));
    lease().forEach(leased -> accept(new NackTask(leased.lease(), null)));
  }

  private List<LeasedTasks.Leased> lease() {
    return ((LeasedTasks) accept(new LeaseTasks(JOBS, 10, null, Duration.ZERO, 0, List.of())))
        .items();
  }

  private void schedule(String name, Duration delay) {
    accept(
        new ScheduleTask(
            JOBS, new TaskId(name), null, delay, "{\"say\":\"" + name + "\"}", 1, null));
  }

  private OrderId place(
      String name,
      List<WantedLine> lines,
      @Nullable String reference,
      @Nullable SubmitToken token) {
    OrderId order = ((OrderPlacedView) accept(order(lines, reference, token))).placed().order();
    story.put("order." + name, order.toString());
    return order;
  }

  static PlaceOrder order(
      List<WantedLine> lines, @Nullable String reference, @Nullable SubmitToken token) {
    List<Charge> charges =
        reference == null
            ? List.of()
            : List.of(
                new Charge(Charge.Kind.SHIPPING, "post", 599),
                new Charge(Charge.Kind.ADJUSTMENT, "thanks", -100));
    return new PlaceOrder(
        ANNA, lines, null, token, charges, reference, List.of(new Label("campaign", "spring")));
  }

  private Answer accept(Change change) {
    keys++;
    pass(Duration.ofMillis(100));
    CompletableFuture<Reply> reply = shard.submit(request(change, keys));
    settle();
    if (reply.join() instanceof Reply.Decided decided
        && decided.outcome() instanceof Outcome.Accepted accepted) {
      return accepted.answer();
    }
    throw new AssertionError("not accepted: " + change + " " + reply.join());
  }

  /** What has to do with tasks takes no key. */
  static Request request(Change change, int number) {
    boolean isOfTasks = change.getClass().getSimpleName().matches(".*(Task|Tasks|Lease|Queue|All)");
    RequestKey key = new RequestKey(new Fingerprint(SEED, number), new Fingerprint(number, SEED));
    Actor actor = change instanceof DefineShop ? Actor.OPERATOR : Actor.merchant("golden");
    return new Request(SHOP, actor, isOfTasks ? null : key, Precondition.NONE, change);
  }

  private void pass(Duration time) {
    clock.passMillis(time.toMillis());
    settle();
  }

  private void settle() {
    do {
      while (shard.step()) {
        // each turn does some of it
      }
    } while (tasks.runOne());
  }

  /** A new process, on what the disk has. */
  private void restart() {
    disk.restartProcess();
    tasks = new TaskQueue();
    shard = boot();
    checkpointer = keeper();
    settle();
  }

  /** A snapshot, an older one dropped, and all moved into the archive that may. */
  private void keep() {
    place("snapshot", List.of(new WantedLine(TEA, 1)), null, null);
    CompletableFuture<Long> asked = checkpointer.ask();
    while (checkpointer.step()) {
      // each step does some of it
    }
    story.put("snapshot.sequence", Long.toString(asked.join()));
  }
}
