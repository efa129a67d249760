package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.LogId;
import io.millrace.journal.Room;
import io.millrace.journal.Space;
import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Fingerprint;
import io.millrace.model.LeaseId;
import io.millrace.model.Limits;
import io.millrace.model.Money;
import io.millrace.model.MovementCause;
import io.millrace.model.OrderId;
import io.millrace.model.OrderVersion;
import io.millrace.model.Outcome;
import io.millrace.model.Precondition;
import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.Secret;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.TaskId;
import io.millrace.model.WantedLine;
import io.millrace.model.WebhookDisabled;
import io.millrace.model.WebhookSettings;
import io.millrace.model.answer.LeasedTasks;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.ArchiveOrders;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.CancelTask;
import io.millrace.model.command.Change;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.command.DefineWebhookEndpoint;
import io.millrace.model.command.DeleteDead;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.DisableWebhookEndpoint;
import io.millrace.model.command.EnableWebhookEndpoint;
import io.millrace.model.command.ExtendLease;
import io.millrace.model.command.ExtendOrder;
import io.millrace.model.command.IssueBuyerSecret;
import io.millrace.model.command.IssueMerchantKey;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.NackTask;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.PostponeCompletion;
import io.millrace.model.command.ReadStock;
import io.millrace.model.command.RemoveWebhookEndpoint;
import io.millrace.model.command.ReviveAll;
import io.millrace.model.command.ReviveTask;
import io.millrace.model.command.RevokeMerchantKey;
import io.millrace.model.command.RotateQueueSecret;
import io.millrace.model.command.RotateWebhookSecret;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.command.ShipOrder;
import io.millrace.model.command.WebhookChange;
import io.millrace.model.refusal.Code;
import io.millrace.model.refusal.SoldOut;
import io.millrace.node.IngressLimits;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import io.millrace.node.Reply;
import io.millrace.node.Shard;
import io.millrace.testkit.MemoryLog;
import io.millrace.testkit.MemoryLogStore;
import io.millrace.testkit.SimulatedClock;
import io.millrace.testkit.TaskQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a disk that fills lets pass: the table in docs/operating.md, row by row. */
final class RoomTableTest {

  private static final ShopId SHOP = new ShopId("mill");

  private static final SkuId CUP = new SkuId("cup");
  private static final ShopSettings MILL =
      new ShopSettings("Mill", Shoppers.CNY, ZoneOffset.UTC, Duration.ofMinutes(30), List.of());
  private static final Secret SECRET = new Secret(new byte[] {1, 2, 3});

  /** A row: {@code | what | `Command` | enough | low | full |}. */
  private static final Pattern ROW =
      Pattern.compile("\\| [^|]+ \\| `(\\w+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");

  private final MemoryLogStore store = new MemoryLogStore(new LogId(1, 2), 0);
  private final TaskQueue disk = new TaskQueue();
  private final SimulatedClock clock = new SimulatedClock(1_800_000_000_000L);
  private final Shard shard =
      new Shard(
          0,
          new NodeSettings(
              1, NodeSettings.MAX_STOP_DEFAULT, false, EngineLimits.DEFAULT, IngressLimits.DEFAULT),
          () -> new Engine(0, EngineLimits.DEFAULT),
          _ -> MemoryLog.open(store, disk),
          clock,
          List.of(),
          NodeWatch.NONE,
          () -> {});
  private ShopId shop = SHOP;
  private int keys;

  @BeforeEach
  void openShop() {
    settle();
    accept(new DefineShop(MILL));
    accept(new IssueMerchantKey("k1", SECRET));
    accept(new DefineSku(CUP, cup("Cup")));
    accept(new MoveStock(CUP, 10, MovementCause.RECEIVED, null));
  }

  /** A row of the table. */
  record Row(String command, String plenty, String low, String full) {
    String with(Room room) {
      return switch (room) {
        case PLENTY -> plenty;
        case LOW -> low;
        case FLOOR -> full;
      };
    }
  }

  static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(root().resolve("docs/operating.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.add(new Row(row.group(1), row.group(2), row.group(3), row.group(4)));
      }
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldLetPassWhatTheTableSays(Row row) {
    for (Room room : Room.values()) {
      Change change = make(row.command());
      store.leave(new Space(room, 0, 0, 0));
      Reply reply = reply(change);
      store.leave(Space.ENDLESS);
      switch (row.with(room)) {
        case "passes" -> assertThat(reply).as("%s", room).satisfies(RoomTableTest::isAccepted);
        case "`storage_full`" ->
            assertThat(reply)
                .as("%s", room)
                .isInstanceOfSatisfying(
                    Reply.Failed.class,
                    failed -> assertThat(failed.code()).isEqualTo(Code.STORAGE_FULL));
        default -> throw new AssertionError("no such cell: " + row);
      }
    }
  }

  @Test
  void shouldHaveARowForEveryCommandThatWrites() throws IOException {
    assertThat(rows())
        .extracting(Row::command)
        .containsExactlyInAnyOrderElementsOf(
            kinds(Change.class).map(Class::getSimpleName).toList());
  }

  /** The records that a sealed family comes down to. */
  private static Stream<Class<?>> kinds(Class<?> family) {
    return family.isSealed()
        ? Arrays.stream(family.getPermittedSubclasses()).flatMap(RoomTableTest::kinds)
        : Stream.of(family);
  }

  @Test
  void shouldChangeNothingByWhatItRefuses() {
    Change order = make("PlaceOrder");
    RequestKey key = key();
    store.leave(new Space(Room.LOW, 0, 0, 0));
    long before = shard.status().durableSequence();
    assertThat(reply(order, key)).isInstanceOf(Reply.Failed.class);
    assertThat(shard.status().durableSequence()).isEqualTo(before);
    store.leave(Space.ENDLESS);
    assertThat(reply(order, key)).as("the same key").satisfies(RoomTableTest::isAccepted);
  }

  @Test
  void shouldGiveARememberedAnswerWithNoRoomAtAll() {
    Change order = make("PlaceOrder");
    RequestKey key = key();
    assertThat(reply(order, key)).satisfies(RoomTableTest::isAccepted);
    store.leave(new Space(Room.FLOOR, 0, 0, 0));
    assertThat(outcome(reply(order, key))).isInstanceOf(Outcome.Replayed.class);
  }

  @Test
  void shouldReadAndRefuseForItsOwnReasonsWithNoRoomAtAll() {
    store.leave(new Space(Room.FLOOR, 0, 0, 0));
    CompletableFuture<Reply> read =
        shard.submit(Request.of(SHOP, Actor.OPERATOR, new ReadStock(CUP)));
    settle();
    assertThat(outcome(read.join())).isInstanceOf(Outcome.Answered.class);
    assertThat(outcome(reply(place(11)))).isEqualTo(new Outcome.Refused(new SoldOut(CUP, 10)));
  }

  @Test
  void shouldAnswerStorageFullOnlyWhenWhatItRestsOnIsDurable() {
    CompletableFuture<Reply> last = submit(place(9), key());
    while (shard.step()) {
      // until it waits for the disk
    }
    store.leave(new Space(Room.LOW, 0, 0, 0));
    CompletableFuture<Reply> refused = submit(place(1), key());
    while (shard.step()) {
      // decided, and it waits as well
    }
    assertThat(List.of(last, refused)).noneMatch(CompletableFuture::isDone);
    settle();
    assertThat(last.join()).satisfies(RoomTableTest::isAccepted);
    assertThat(refused.join()).isInstanceOf(Reply.Failed.class);
  }

  private static WebhookChange endpoint(String id) {
    return new DefineWebhookEndpoint(
        id, new WebhookSettings("http://example.com/", List.of("*"), ""), SECRET);
  }

  /** The id of an endpoint that hears. */
  private String hearing() {
    String id = "endpoint-" + ++keys;
    accept(endpoint(id));
    return id;
  }

  /** A command that would be accepted now. */
  private Change make(String command) {
    return switch (command) {
      case "DefineShop" -> {
        shop = new ShopId("mill-" + ++keys);
        yield new DefineShop(MILL);
      }
      case "IssueMerchantKey" -> new IssueMerchantKey("key-" + ++keys, SECRET);
      case "RevokeMerchantKey" -> {
        String id = "key-" + ++keys;
        accept(new IssueMerchantKey(id, SECRET));
        yield new RevokeMerchantKey(id);
      }
      case "IssueBuyerSecret" -> new IssueBuyerSecret("secret-" + ++keys, SECRET);
      case "DefineWebhookEndpoint" -> endpoint("endpoint-" + ++keys);
      case "RemoveWebhookEndpoint" -> new RemoveWebhookEndpoint(hearing());
      case "RotateWebhookSecret" -> new RotateWebhookSecret(hearing(), SECRET);
      case "DisableWebhookEndpoint" ->
          new DisableWebhookEndpoint(hearing(), WebhookDisabled.BY_HAND);
      case "EnableWebhookEndpoint" -> {
        String id = hearing();
        accept(new DisableWebhookEndpoint(id, WebhookDisabled.BY_HAND));
        yield new EnableWebhookEndpoint(id);
      }
      case "DefineSku" -> new DefineSku(new SkuId("sku-" + ++keys), cup("New"));
      case "DefineSkus" ->
          new DefineSkus(List.of(new DefineSku(new SkuId("sku-" + ++keys), cup("New"))));
      case "MoveStock" -> new MoveStock(CUP, 1, MovementCause.RECEIVED, null);
      case "PlaceOrder" -> place(1);
      case "MarkPaid" -> new MarkPaid(placed(), new Money(100, Shoppers.CNY), "bank", null);
      case "CancelOrder" -> new CancelOrder(placed(), null);
      case "ExtendOrder" -> new ExtendOrder(placed(), clock.wallMillis() + 60_000);
      case "ShipOrder" -> new ShipOrder(paid(), List.of(), "post", "1");
      case "DeliverShipment" -> new DeliverShipment(shipped(), 1, clock.wallMillis());
      case "PostponeCompletion" ->
          new PostponeCompletion(shipped(), clock.wallMillis() + Duration.ofDays(20).toMillis());
      case "CompleteOrder" -> new CompleteOrder(shipped());
      case "ArchiveOrders" -> {
        OrderId order = placed();
        accept(new CancelOrder(order, null));
        clock.passMillis(Limits.GIVEN_UP_STAY.toMillis());
        yield new ArchiveOrders(List.of(new OrderVersion(order, 2)), 1);
      }
      case "DefineQueue" -> new DefineQueue(new QueueId("queue-" + ++keys), TaskWatch.SETTINGS);
      case "RotateQueueSecret" -> {
        QueueId id = new QueueId("queue-" + ++keys);
        accept(new DefineQueue(id, TaskWatch.SETTINGS.withPushUrl("http://example.com"), SECRET));
        yield new RotateQueueSecret(id, SECRET);
      }
      case "ScheduleTask" -> task("task-" + ++keys);
      case "CancelTask" -> new CancelTask(TaskWatch.QUEUE, scheduled());
      case "LeaseTasks" -> {
        scheduled();
        yield TaskWatch.lease();
      }
      case "AckTask" -> new AckTask(leased());
      case "NackTask" -> new NackTask(leased(), null);
      case "ExtendLease" -> new ExtendLease(leased(), Duration.ofMinutes(1));
      case "ReviveTask" -> new ReviveTask(TaskWatch.QUEUE, dead());
      case "ReviveAll" -> {
        dead();
        yield new ReviveAll(TaskWatch.QUEUE);
      }
      case "DeleteDead" -> new DeleteDead(TaskWatch.QUEUE, dead());
      default -> throw new AssertionError("say how to make a " + command);
    };
  }

  private ScheduleTask task(String name) {
    reply(new DefineQueue(TaskWatch.QUEUE, TaskWatch.SETTINGS));
    return new ScheduleTask(TaskWatch.QUEUE, new TaskId(name), null, Duration.ZERO, "", 0, null);
  }

  private TaskId scheduled() {
    ScheduleTask task = task("task-" + ++keys);
    accept(task);
    return task.task();
  }

  private LeaseId leased() {
    scheduled();
    return ((LeasedTasks) accept(TaskWatch.lease()).answer()).items().getFirst().lease();
  }

  /** After a single attempt; whatever else was leased is of no interest. */
  private TaskId dead() {
    QueueSettings like = TaskWatch.SETTINGS;
    scheduled();
    reply(
        new DefineQueue(
            TaskWatch.QUEUE,
            new QueueSettings(
                1,
                like.backoff(),
                like.lease(),
                like.pastDue(),
                false,
                like.deadRetention(),
                like.pendingMax())));
    LeasedTasks.Leased leased =
        ((LeasedTasks) accept(TaskWatch.lease()).answer()).items().getFirst();
    accept(new NackTask(leased.lease(), null));
    return leased.task().task();
  }

  private OrderId placed() {
    Outcome.Accepted accepted = accept(place(1));
    return ((OrderPlacedView) accepted.answer()).placed().order();
  }

  private OrderId paid() {
    OrderId order = placed();
    accept(new MarkPaid(order, new Money(100, Shoppers.CNY), "bank", null));
    return order;
  }

  private OrderId shipped() {
    OrderId order = paid();
    accept(new ShipOrder(order, List.of(), "post", "1"));
    return order;
  }

  private static PlaceOrder place(int quantity) {
    return new PlaceOrder(
        new BuyerId("anna"),
        List.of(new WantedLine(CUP, quantity)),
        null,
        null,
        List.of(),
        null,
        List.of());
  }

  private static SkuDescription cup(String name) {
    return new SkuDescription(name, 100, null, null, null, true);
  }

  private Outcome.Accepted accept(Change change) {
    Reply reply = reply(change);
    assertThat(reply).as("%s", change).satisfies(RoomTableTest::isAccepted);
    return (Outcome.Accepted) outcome(reply);
  }

  private Reply reply(Change change) {
    return reply(change, key());
  }

  private Reply reply(Change change, RequestKey key) {
    CompletableFuture<Reply> reply = submit(change, key);
    settle();
    return reply.join();
  }

  private CompletableFuture<Reply> submit(Change change, RequestKey key) {
    Actor actor =
        switch (change) {
          case DefineShop _ -> Actor.OPERATOR;
          case ArchiveOrders _ -> Actor.NODE;
          default -> Actor.merchant("k1");
        };
    RequestKey bound = isWithoutKey(change) ? null : key;
    return shard.submit(new Request(shop, actor, bound, Precondition.NONE, change));
  }

  /** All about tasks and webhooks, and what the node itself asks for. */
  private static boolean isWithoutKey(Change change) {
    return change instanceof WebhookChange
        || change
            .getClass()
            .getSimpleName()
            .matches(".*(Task|Tasks|Lease|Queue|QueueSecret|Dead|All|ArchiveOrders)");
  }

  private RequestKey key() {
    keys++;
    return new RequestKey(new Fingerprint(keys, 1), new Fingerprint(keys, 2));
  }

  private void settle() {
    do {
      while (shard.step()) {
        // each turn does some of it
      }
    } while (disk.runOne());
  }

  private static Outcome outcome(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Decided.class);
    return ((Reply.Decided) reply).outcome();
  }

  private static void isAccepted(Reply reply) {
    assertThat(outcome(reply)).isInstanceOf(Outcome.Accepted.class);
  }

  private static Path root() {
    return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
        .filter(at -> Files.exists(Objects.requireNonNull(at).resolve("LICENSE")))
        .findFirst()
        .orElseThrow();
  }
}
