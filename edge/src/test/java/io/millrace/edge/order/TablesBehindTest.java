package io.millrace.edge.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.edge.auth.Credentials;
import io.millrace.edge.auth.NodeKey;
import io.millrace.edge.auth.RandomBytes;
import io.millrace.edge.hearing.Freshness;
import io.millrace.edge.http.ProblemRaised;
import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.answer.FinalOrders;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.OrderView;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.read.AsOf;
import io.millrace.model.read.KeptOrders;
import io.millrace.model.read.LedgerEntry;
import io.millrace.model.read.LedgerPage;
import io.millrace.model.read.OrderHistory;
import io.millrace.model.read.OrderSearch;
import io.millrace.model.read.ReadModel;
import io.millrace.model.read.SalesQuestion;
import io.millrace.model.read.SalesReport;
import io.millrace.model.refusal.Code;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is asked of tables that are not as far as memory. */
class TablesBehindTest {
  private static final ShopId SHOP = new ShopId("s");
  private static final BuyerId ANNA = new BuyerId("anna");
  private static final long POSITION = 9;
  private static final long SEED = 7;

  /** The tables' orders are 3, 2 and 1; memory has come as far as {@link #POSITION}. */
  private final Freshness fresh = new Freshness(credentials(), new Tables(List.of(3L, 2L, 1L)));

  private static Credentials credentials() {
    RandomBytes random = new Random(SEED)::nextBytes;
    return new Credentials(NodeKey.parse(NodeKey.generate(random)).seal(random));
  }

  private static OrderSearch behind(long order) {
    return new OrderSearch(SHOP, ANNA, null, null, null, null, new OrderId(order), 2);
  }

  private List<Long> inTables(long behind) {
    return OrdersFromMemory.inTables(fresh, behind(behind), POSITION).what().items().stream()
        .map(order -> order.placed().order().value())
        .toList();
  }

  @Test
  void shouldGoOnWithTheNewestBehindAnOrderThatTheTablesDoNotHaveYet() {
    assertThat(inTables(5)).containsExactly(3L, 2L);
    assertThat(inTables(3)).containsExactly(2L, 1L);
  }

  @Test
  void shouldEndBehindTheOldestThatTheTablesHave() {
    assertThat(inTables(1)).isEmpty();
  }

  /** Tables that were made anew may take the place of those that were waited for. */
  @Test
  void shouldNotTakeAnAnswerOfTablesThatAreLessFarThanThoseThatWereWaitedFor() {
    assertBehind(() -> fresh.ask(SHOP, POSITION, model -> model.order(SHOP, new OrderId(4))));
  }

  @Test
  void shouldNotTakeAnAnswerOfTablesThatMayLackWhatLeft() {
    assertThat(fresh.askAtOnce(POSITION / 2, model -> model.orders(behind(3))).what().items())
        .hasSize(2);
    assertBehind(() -> fresh.askAtOnce(POSITION / 2 + 1, model -> model.orders(behind(3))));
  }

  private static void assertBehind(ThrowingCallable asking) {
    assertThatThrownBy(asking)
        .isInstanceOfSatisfying(
            ProblemRaised.class,
            raised -> assertThat(raised.problem().code()).isEqualTo(Code.READ_MODEL_BEHIND));
  }

  private static OrderView view(long order) {
    OrderPlaced placed =
        new OrderPlaced(
            new OrderId(order),
            ANNA,
            List.of(),
            List.of(),
            Currency.getInstance("CNY"),
            0,
            1,
            null,
            List.of(),
            null);
    return OrderJson.placed(new OrderPlacedView(placed, 0));
  }

  /** With so many orders of a buyer, the newest first; they have come half as far as is said. */
  private record Tables(List<Long> orders) implements ReadModel {
    @Override
    public long await(ShopId shop, long position, Duration max) {
      return position;
    }

    private static <T> AsOf<T> asOf(T what) {
      return new AsOf<>(what, POSITION / 2, 0);
    }

    @Override
    public AsOf<OrderPage> orders(OrderSearch search) {
      OrderId after = search.after();
      int from = after == null ? 0 : orders.indexOf(after.value()) + 1;
      if (after != null && from == 0) {
        return asOf(new OrderPage(List.of(), false));
      }
      int to = Math.min(orders.size(), from + search.limit());
      List<OrderView> page = orders.subList(from, to).stream().map(TablesBehindTest::view).toList();
      return asOf(new OrderPage(page, to < orders.size()));
    }

    @Override
    public AsOf<Optional<OrderView>> order(ShopId shop, OrderId order) {
      return asOf(Optional.empty());
    }

    @Override
    public List<KeptOrders> kept(List<FinalOrders.Item> asked) {
      return List.of();
    }

    @Override
    public AsOf<OrderHistory> history(ShopId shop, OrderId order) {
      throw new UnsupportedOperationException();
    }

    @Override
    public AsOf<LedgerPage> movements(
        ShopId shop, SkuId sku, LedgerEntry.@Nullable Place after, int limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public AsOf<SalesReport> sales(SalesQuestion question) {
      throw new UnsupportedOperationException();
    }
  }
}
