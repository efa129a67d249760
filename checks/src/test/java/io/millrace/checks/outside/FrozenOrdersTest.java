package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Outcome;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.OrderView;
import io.millrace.model.command.ReadOrder;
import io.millrace.model.refusal.BuyerLimitReached;
import io.millrace.model.refusal.Refusal;
import io.millrace.model.refusal.SkuWithdrawn;
import io.millrace.node.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was ordered stays what it was, whatever becomes of the goods. */
final class FrozenOrdersTest {

  private static final int ORDERS = 100_000;

  /** Requests on their way at a time: well below what a lane holds for one shop. */
  private static final int WINDOW = 4_000;

  private static final int QUANTITIES = 9;

  @TempDir Path data;

  private final TurnedClock clock = new TurnedClock(1_800_000_000_000L);

  @Test
  void shouldLeaveOrdersAloneWhenTheGoodsChange() {
    List<OrderPlacedView> placed = new ArrayList<>();
    List<OrderView> before;
    try (LocalNode node = LocalNode.start(data, clock)) {
      Trader trader = Trader.of(node.node(), "frozen", 0);
      trader.open(ORDERS * QUANTITIES);
      forAll(i -> trader.submit(Trader.wish("buyer-" + i % 1_000, 1 + i % QUANTITIES)))
          .forEach(reply -> placed.add(Trader.placed(reply)));
      before = readAll(trader, placed);
      for (int i = 0; i < ORDERS; i++) {
        assertThat(before.get(i).placed()).isEqualTo(placed.get(i).placed());
        assertThat(before.get(i).placed().total()).isEqualTo(1_999L * (1 + i % QUANTITIES));
      }
      change(trader);
      assertThat(readAll(trader, placed)).isEqualTo(before);
    }
    try (LocalNode node = LocalNode.start(data, clock)) {
      Trader trader = Trader.of(node.node(), "frozen", 10L * ORDERS);
      assertThat(readAll(trader, placed)).as("after a restart").isEqualTo(before);
    }
  }

  /** The changes hold for orders that come after them: else this test would show nothing. */
  private static void change(Trader trader) {
    trader.redefine(Trader.cup("Mug", 5_000, null, true));
    OrderPlacedView dearer = Trader.placed(trader.accept(Trader.wish("later", 1)));
    assertThat(dearer.placed().total()).isEqualTo(5_000);
    assertThat(dearer.placed().lines().getFirst().name()).isEqualTo("Mug");
    PerBuyerLimit limit = new PerBuyerLimit(1, null);
    trader.redefine(Trader.cup("Mug", 5_000, limit, true));
    trader.accept(
        Trader.wish("later", 1)); // what was bought before there was a limit is not counted
    assertThat(refusal(trader)).isInstanceOf(BuyerLimitReached.class);
    trader.redefine(Trader.cup("Mug", 5_000, limit, false));
    assertThat(refusal(trader)).isInstanceOf(SkuWithdrawn.class);
  }

  private static Refusal refusal(Trader trader) {
    Reply reply = trader.submit(Trader.wish("later", 1)).join();
    if (reply instanceof Reply.Decided decided
        && decided.outcome() instanceof Outcome.Refused refused) {
      return refused.refusal();
    }
    throw new AssertionError("not refused: " + reply);
  }

  private static List<OrderView> readAll(Trader trader, List<OrderPlacedView> placed) {
    List<OrderView> views = new ArrayList<>();
    forAll(i -> trader.submit(new ReadOrder(placed.get(i).placed().order())))
        .forEach(reply -> views.add((OrderView) Trader.answer(reply)));
    return views;
  }

  private static List<Reply> forAll(IntFunction<CompletableFuture<Reply>> ask) {
    List<Reply> replies = new ArrayList<>();
    for (int from = 0; from < ORDERS; from += WINDOW) {
      List<CompletableFuture<Reply>> asked = new ArrayList<>();
      for (int i = from; i < from + WINDOW; i++) {
        asked.add(ask.apply(i));
      }
      asked.forEach(reply -> replies.add(reply.join()));
    }
    return replies;
  }
}
