package io.millrace.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.OrderVersion;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.answer.FinalOrders;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderView;
import io.millrace.model.read.KeptOrders;
import io.millrace.model.read.LedgerEntry;
import io.millrace.model.read.LedgerPage;
import io.millrace.model.read.OrderSearch;
import io.millrace.model.read.Periods;
import io.millrace.model.read.Periods.Period;
import io.millrace.model.read.Periods.Step;
import io.millrace.model.read.ReadModel;
import io.millrace.model.read.ReadModelUnavailable;
import io.millrace.model.read.SalesQuestion;
import io.millrace.model.read.SalesQuestion.Of;
import io.millrace.model.read.SalesReport;
import io.millrace.testkit.SplitMix;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks two read models of one log everything that can be asked: they must say the same. */
final class SameAnswers {

  private static final int DAYS = 20;
  private static final List<ShopId> SHOPS =
      List.of(Mill.SHOP, Mill.OTHER, new ShopId("no-such-shop"));

  private static final List<OrderStatus> STATUSES = List.of(OrderStatus.values());

  private final Mill mill;
  private final ReadModel expected;
  private final ReadModel actual;

  private SameAnswers(Mill mill, ReadModel expected, ReadModel actual) {
    this.mill = mill;
    this.expected = expected;
    this.actual = actual;
  }

  /** With so many searches of random kinds, and all else that there is. */
  static void assertSame(
      Mill mill, ReadModel expected, ReadModel actual, SplitMix chance, int searches)
      throws Exception {
    SameAnswers same = new SameAnswers(mill, expected, actual);
    for (int i = 0; i < searches; i++) {
      same.searches(same.search(chance));
    }
    same.ordersByTheirIds();
    for (ShopId shop : SHOPS) {
      for (SkuId sku : Mill.SKUS) {
        same.ledger(shop, sku);
      }
      same.sales(shop);
      assertThat(actual.await(shop, mill.position(shop), Duration.ofMinutes(1)))
          .isEqualTo(mill.position(shop));
    }
  }

  private OrderSearch search(SplitMix chance) {
    return new OrderSearch(
        SHOPS.get(Math.max(0, chance.below(10) - 7)),
        chance.below(4) == 0 ? new BuyerId("buyer-" + chance.below(6)) : null,
        chance.coin() ? null : STATUSES.get(chance.below(STATUSES.size())),
        chance.below(8) == 0 ? "ref-" + chance.below(40) : null,
        chance.coin() ? null : momentOf(chance),
        chance.coin() ? null : momentOf(chance),
        null,
        1 + chance.below(12));
  }

  private Long momentOf(SplitMix chance) {
    return mill.told.get(chance.below(mill.told.size())).atMillis() + chance.below(2);
  }

  /** Page by page, each behind the last order of the page before it. */
  private void searches(OrderSearch first) throws Exception {
    OrderSearch search = first;
    boolean more = true;
    while (more) {
      OrderPage page = expected.orders(search).what();
      assertThat(actual.orders(search)).as("%s", search).isEqualTo(expected.orders(search));
      more = page.more();
      if (more) {
        search = behind(first, page.items().getLast().placed().order());
      }
    }
    OrderSearch madeUp = behind(first, new OrderId(17));
    assertThat(actual.orders(madeUp)).isEqualTo(expected.orders(madeUp));
  }

  private static OrderSearch behind(OrderSearch search, OrderId after) {
    return new OrderSearch(
        search.shop(),
        search.buyer(),
        search.status(),
        search.reference(),
        search.fromMillis(),
        search.toMillis(),
        after,
        search.limit());
  }

  private void ordersByTheirIds() throws Exception {
    List<OrderId> ids = new ArrayList<>(mill.orders);
    ids.add(new OrderId(17));
    List<FinalOrders.Item> asked = new ArrayList<>();
    for (ShopId shop : SHOPS) {
      for (OrderId id : ids) {
        assertThat(actual.order(shop, id)).isEqualTo(expected.order(shop, id));
        assertThat(actual.history(shop, id)).isEqualTo(expected.history(shop, id));
        int version = expected.order(shop, id).what().map(OrderView::version).orElse(1);
        asked.add(new FinalOrders.Item(shop, new OrderVersion(id, version)));
        asked.add(new FinalOrders.Item(shop, new OrderVersion(id, version + 1)));
      }
    }
    assertThat(kept(actual, asked)).isEqualTo(kept(expected, asked));
  }

  /** Several may have some each. */
  private static Map<ShopId, Set<OrderVersion>> kept(ReadModel model, List<FinalOrders.Item> asked)
      throws ReadModelUnavailable {
    Map<ShopId, Set<OrderVersion>> kept = new HashMap<>();
    for (KeptOrders of : model.kept(asked)) {
      kept.computeIfAbsent(of.shop(), _ -> new HashSet<>()).addAll(of.orders());
    }
    return kept;
  }

  private void ledger(ShopId shop, SkuId sku) throws Exception {
    LedgerEntry.@Nullable Place after = null;
    boolean more = true;
    while (more) {
      LedgerPage page = expected.movements(shop, sku, after, 9).what();
      assertThat(actual.movements(shop, sku, after, 9))
          .as("%s of %s after %s", sku, shop, after)
          .isEqualTo(expected.movements(shop, sku, after, 9));
      more = page.more();
      after = page.items().isEmpty() ? null : page.items().getLast().place();
    }
  }

  private void sales(ShopId shop) throws Exception {
    ZoneId zone = ZoneId.of("Asia/Kathmandu");
    long from = mill.told.getFirst().atMillis() - Duration.ofDays(100).toMillis();
    long to = mill.clock.wallMillis() + 1;
    sameSales(
        new SalesQuestion(shop, new Of.Shop(), new Periods(zone, Step.MONTH).cut(from, to, 1_000)));
    List<Period> days = new Periods(zone, Step.DAY).cut(from, to, 10_000);
    List<Period> some = days.subList(days.size() - DAYS, days.size());
    for (SkuId sku : Mill.SKUS) {
      sameSales(new SalesQuestion(shop, new Of.Sku(sku), some));
    }
    sameSales(new SalesQuestion(shop, new Of.EachSku(null, 10), some));
    SalesReport first = sameSales(new SalesQuestion(shop, new Of.EachSku(null, 1), some));
    if (first.more()) {
      SkuId last = first.rows().getLast().sku();
      sameSales(new SalesQuestion(shop, new Of.EachSku(last, 1), some));
    }
  }

  private SalesReport sameSales(SalesQuestion question) throws Exception {
    assertThat(actual.sales(question))
        .as("%s of %s", question.of(), question.shop())
        .isEqualTo(expected.sales(question));
    return expected.sales(question).what();
  }
}
