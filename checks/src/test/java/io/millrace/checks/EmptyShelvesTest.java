package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Fingerprint;
import io.millrace.model.Limits;
import io.millrace.model.MovementCause;
import io.millrace.model.OrderId;
import io.millrace.model.Outcome;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.SubmitToken;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.Change;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.refusal.SoldOut;
import io.millrace.node.DurableFrame;
import io.millrace.node.Follower;
import io.millrace.node.Reply;
import io.millrace.node.ShardStatus;
import io.millrace.testkit.SplitMix;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who comes when all is sold is answered without the writer: with what an engine says that knows
 * the durable facts and nothing else, or not at all.
 */
final class EmptyShelvesTest {
  private static final ShopId SHOP = new ShopId("mill");
  private static final List<SkuId> SKUS =
      List.of(new SkuId("a"), new SkuId("b"), new SkuId("never-defined"));
  private static final SkuId A = SKUS.get(0);
  private static final SkuId B = SKUS.get(1);
  private static final Actor MERCHANT = Actor.merchant("k");
  private static final int TURNS = 6_000;

  private final Shadow shadow = new Shadow();
  private final SteppedShard world = new SteppedShard(shadow);
  private long lastKey;
  private long lastToken;

  /** What the durable facts alone lead to. */
  private static final class Shadow implements Follower {
    private final Engine engine = new Engine(0, EngineLimits.DEFAULT);

    @Override
    public void take(DurableFrame frame) {
      if (frame.firstSequence() > engine.sequence()) { // after a restart all of them come again
        frame.facts().forEach(fact -> engine.apply(fact, frame.timeMillis()));
      }
    }
  }

  @Test
  void shouldAnswerWithoutTheWriterOnceTheSellOutIsDurable() {
    open(1);
    CompletableFuture<Reply> last = world.submit(order(line(A, 1)));
    world.stepAll();
    assertThat(world.submit(order(line(A, 1)))).as("the sell-out is not durable").isNotDone();
    world.settle();
    assertThat(last).isDone();
    Reply.Decided late = atOnce(order(line(A, 3)));
    assertThat(late.outcome()).isEqualTo(new Outcome.Refused(new SoldOut(A, 0)));
    assertThat(late.position()).isEqualTo(shadow.engine.shopSequence(SHOP));
  }

  @Test
  void shouldSendToTheWriterWhoeverMayHearSomethingElse() {
    open(1);
    Request winner = order(line(A, 1));
    submitted(winner);
    assertThat(atOnce(order(line(A, 1)))).isNotNull();
    assertThat(world.submit(winner)).as("a repeat has its first answer").isNotDone();
    assertThat(world.submit(order(line(A, 1), line(B, 1)))).as("B is there").isNotDone();
    assertThat(world.submit(order(line(A, 1), line(SKUS.get(2), 1)))).as("unknown").isNotDone();
    assertThat(world.submit(order(line(A, 0)))).as("not in shape").isNotDone();
    assertThat(world.submit(keyed(place("r", null, line(A, 1))))).as("a reference").isNotDone();
    submitted(redefined(A, false));
    assertThat(world.submit(order(line(A, 1)))).as("withdrawn").isNotDone();
  }

  @Test
  void shouldGiveASpentTokenItsOrderAgain() {
    open(1);
    SubmitToken token = token(line(A, 1));
    submitted(keyed(place(null, token, line(A, 1))));
    assertThat(world.submit(keyed(place(null, token, line(A, 1))))).as("spent").isNotDone();
    assertThat(world.submit(keyed(place(null, token(line(A, 2)), line(A, 1)))))
        .as("for other lines")
        .isNotDone();
    assertThat(atOnce(keyed(place(null, token(line(A, 1)), line(A, 1))))).isNotNull();
  }

  @Test
  void shouldBeUpToDateForWhoeverHeardOfNewStock() {
    open(1);
    submitted(order(line(A, 1)));
    CompletableFuture<Reply> next =
        world
            .submit(received(A, 5))
            .thenCompose(_ -> {
              CompletableFuture<Reply> order = world.submit(order(line(A, 1)));
              assertThat(order)
                  .as("whoever knows of the stock is not told that there is none")
                  .isNotDone();
              return order;
            });
    world.stepAll();
    assertThat(atOnce(order(line(A, 1)))).as("nobody has heard of it").isNotNull();
    world.settle();
    assertThat(outcome(next)).isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void shouldKnowKeysOfBeforeARestart() {
    open(1);
    Request winner = order(line(A, 1));
    submitted(winner);
    world.restart();
    assertThat(atOnce(order(line(A, 1)))).isNotNull();
    CompletableFuture<Reply> again = world.submit(winner);
    world.settle();
    assertThat(outcome(again)).isInstanceOf(Outcome.Replayed.class);
  }

  @Test
  void shouldKnowKeysForAsLongAsTheEngineDoes() {
    open(1);
    Request winner = order(line(A, 1));
    submitted(winner);
    for (int hours = 0; hours < 2 * Limits.KEY_WINDOW.toHours(); hours += 6) {
      world.clock().passMillis(Duration.ofHours(6).toMillis());
      submitted(received(B, 1));
      submitted(order(line(B, 1)));
      CompletableFuture<Reply> again = world.submit(winner);
      boolean atOnce = again.isDone();
      world.settle();
      boolean forgotten = outcome(again) instanceof Outcome.Refused;
      assertThat(atOnce).as("after %d hours", hours + 6).matches(done -> !done || forgotten);
      assertThat(forgotten).isEqualTo(hours + 6 > Limits.KEY_WINDOW.toHours());
    }
    assertThat(world.submit(winner)).as("two generations later it is anybody's").isDone();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldSayWhatTheDurableStateSays(long seed) {
    SplitMix chance = new SplitMix(seed);
    open(3);
    List<Request> sent = new ArrayList<>();
    List<OrderId> orders = new ArrayList<>();
    int answered = 0;
    for (int turn = 0; turn < TURNS; turn++) {
      switch (chance.below(16)) {
        case 0, 1 -> world.stepOnce();
        case 2 -> world.runDisk();
        case 3 -> {
          var _ = world.submit(randomChange(chance, orders));
        }
        case 4 -> disturb(chance);
        default -> {
          Request request = randomOrder(chance, sent);
          CompletableFuture<Reply> reply = world.submit(request);
          if (reply.isDone() && world.phase() == ShardStatus.Phase.SERVING) {
            compare(request, (Reply.Decided) reply.join());
            answered++;
          } else {
            var _ = reply.thenAccept(later -> note(later, orders));
          }
        }
      }
    }
    assertThat(answered).as("answered at once").isGreaterThan(TURNS / 20);
    assertThat(orders).as("and something was sold").hasSizeGreaterThan(20);
  }

  private void compare(Request request, Reply.Decided reply) {
    assertThat(reply.outcome())
        .as("%s", request)
        .isEqualTo(shadow.engine.decide(request, reply.decidedAtMillis()));
    assertThat(reply.position()).isEqualTo(shadow.engine.shopSequence(SHOP));
  }

  private static void note(Reply reply, List<OrderId> orders) {
    if (reply instanceof Reply.Decided decided
        && decided.outcome() instanceof Outcome.Accepted accepted
        && accepted.answer() instanceof OrderPlacedView placed) {
      orders.add(placed.placed().order());
    }
  }

  private void disturb(SplitMix chance) {
    switch (chance.below(12)) {
      case 0 -> {
        world.clock().passMillis(Duration.ofMinutes(2).toMillis()); // or it stops for good
        world.failForce();
        world.settle();
      }
      case 1 -> world.restart();
      case 2 -> world.clock().passMillis(Duration.ofHours(chance.below(14)).toMillis());
      default -> world.clock().passMillis(chance.below(3));
    }
  }

  private Request randomChange(SplitMix chance, List<OrderId> orders) {
    SkuId sku = SKUS.get(chance.below(2));
    return switch (chance.below(4)) {
      case 0 -> received(sku, 1 + chance.below(2));
      case 1 -> redefined(sku, chance.below(4) != 0);
      default ->
          orders.isEmpty()
              ? received(sku, 1)
              : keyed(new CancelOrder(orders.get(chance.below(orders.size())), null));
    };
  }

  private Request randomOrder(SplitMix chance, List<Request> sent) {
    if (!sent.isEmpty() && chance.below(4) == 0) {
      return sent.get(sent.size() - 1 - chance.below(Math.min(30, sent.size())));
    }
    WantedLine[] lines = new WantedLine[1 + chance.below(2)];
    for (int i = 0; i < lines.length; i++) {
      int sku = chance.below(20) == 0 ? 2 : chance.below(2);
      lines[i] = line(SKUS.get(sku), chance.below(30) == 0 ? 0 : 1 + chance.below(2));
    }
    @Nullable SubmitToken token = chance.below(4) == 0 ? token(lines) : null;
    if (token != null && chance.below(4) == 0) {
      lines[0] = line(A, 1);
    }
    @Nullable String reference = chance.below(10) == 0 ? "r" + chance.below(5) : null;
    PlaceOrder place = place(reference, token, lines);
    Request request = chance.below(5) == 0 ? Request.of(SHOP, MERCHANT, place) : keyed(place);
    sent.add(request);
    return request;
  }

  private Reply.Decided atOnce(Request request) {
    CompletableFuture<Reply> reply = world.submit(request);
    assertThat(reply).as("answered without the writer").isDone();
    compare(request, (Reply.Decided) reply.join());
    return (Reply.Decided) reply.join();
  }

  private void submitted(Request request) {
    CompletableFuture<Reply> reply = world.submit(request);
    world.settle();
    assertThat(outcome(reply)).isInstanceOf(Outcome.Accepted.class);
  }

  private static Outcome outcome(CompletableFuture<Reply> reply) {
    assertThat(reply).isDone();
    return ((Reply.Decided) reply.join()).outcome();
  }

  private void open(int stock) {
    world.settle();
    submitted(
        Request.of(
            SHOP,
            Actor.OPERATOR,
            new DefineShop(
                new ShopSettings(
                    "Mill", Shoppers.CNY, ZoneOffset.UTC, Duration.ofDays(30), List.of()))));
    for (SkuId sku : List.of(A, B)) {
      submitted(Request.of(SHOP, MERCHANT, sku(sku, true)));
      submitted(received(sku, stock));
    }
  }

  private static Change sku(SkuId sku, boolean onSale) {
    return new DefineSku(sku, new SkuDescription("A mill", 100, null, null, null, onSale));
  }

  private static Request redefined(SkuId sku, boolean onSale) {
    return new Request(SHOP, MERCHANT, null, Precondition.ANY, sku(sku, onSale));
  }

  private static Request received(SkuId sku, int quantity) {
    return Request.of(SHOP, MERCHANT, new MoveStock(sku, quantity, MovementCause.RECEIVED, null));
  }

  private Request order(WantedLine... lines) {
    return keyed(place(null, null, lines));
  }

  private static PlaceOrder place(
      @Nullable String reference, @Nullable SubmitToken token, WantedLine... lines) {
    return new PlaceOrder(
        new BuyerId("ann"), List.of(lines), null, token, List.of(), reference, List.of());
  }

  private SubmitToken token(WantedLine... lines) {
    List<SubmitToken.Line> shown =
        List.of(lines).stream()
            .map(line -> new SubmitToken.Line(line.sku(), line.quantity(), 100))
            .toList();
    long total = shown.stream().mapToLong(line -> 100L * line.quantity()).sum();
    return new SubmitToken(
        new Fingerprint(++lastToken * 0x9e3779b97f4a7c15L, lastToken),
        new BuyerId("ann"),
        shown,
        total,
        Shoppers.CNY,
        world.clock().wallMillis() + Duration.ofMinutes(10).toMillis());
  }

  private static WantedLine line(SkuId sku, int quantity) {
    return new WantedLine(sku, quantity);
  }

  private Request keyed(Change change) {
    long number = ++lastKey;
    RequestKey key =
        new RequestKey(
            new Fingerprint(number * 0x9e3779b97f4a7c15L, number * 77), new Fingerprint(number, 2));
    return new Request(SHOP, MERCHANT, key, Precondition.NONE, change);
  }
}
