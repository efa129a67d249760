package io.millrace.edge.hearing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.edge.auth.Credentials;
import io.millrace.edge.auth.NodeKey;
import io.millrace.edge.auth.RandomBytes;
import io.millrace.edge.hearing.LeftOrders.Left;
import io.millrace.edge.http.ProblemRaised;
import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.answer.FinalOrders;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderView;
import io.millrace.model.read.AsOf;
import io.millrace.model.read.KeptOrders;
import io.millrace.model.read.LedgerEntry;
import io.millrace.model.read.LedgerPage;
import io.millrace.model.read.OrderHistory;
import io.millrace.model.read.OrderSearch;
import io.millrace.model.read.ReadModel;
import io.millrace.model.read.SalesQuestion;
import io.millrace.model.read.SalesReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Buyers whose orders have left, while a database hangs. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LeftOrdersTest {
  private static final ShopId SHOP = new ShopId("s");
  private static final BuyerId ANNA = new BuyerId("anna");
  private static final BuyerId BORIS = new BuyerId("boris");
  private static final long SEED = 7;
  private static final int TURNS = 2;

  private final CountDownLatch asked = new CountDownLatch(TURNS);
  private final CountDownLatch back = new CountDownLatch(1);
  private final LeftOrders left =
      new LeftOrders(new Freshness(credentials(), new Tables()), new Turns(TURNS, Duration.ZERO));

  private static Credentials credentials() {
    RandomBytes random = new Random(SEED)::nextBytes;
    return new Credentials(NodeKey.parse(NodeKey.generate(random)).seal(random));
  }

  private void ask(BuyerId buyer) {
    left.addTo(new HashSet<>(), new Left(SHOP, buyer, 1), 1);
  }

  @Test
  void shouldAskADatabaseWhileAllTurnsOfAnotherHang() throws InterruptedException {
    List<Thread> hanging = new ArrayList<>();
    for (int i = 0; i < TURNS; i++) {
      hanging.add(Thread.ofPlatform().start(() -> ask(ANNA)));
    }
    asked.await();
    assertThatCode(() -> ask(BORIS)).doesNotThrowAnyException();
    assertThatThrownBy(() -> ask(ANNA)).isInstanceOf(ProblemRaised.class);
    back.countDown();
    for (Thread one : hanging) {
      one.join();
    }
    assertThatCode(() -> ask(ANNA)).as("turns come back").doesNotThrowAnyException();
  }

  /** Anna's are in a database of their own, which hangs. */
  private final class Tables implements ReadModel {
    @Override
    public int placeOf(ShopId shop, BuyerId buyer) {
      return buyer.equals(ANNA) ? 1 : 2;
    }

    @Override
    public AsOf<OrderPage> orders(OrderSearch search) {
      if (ANNA.equals(search.buyer())) {
        asked.countDown();
        try {
          back.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return new AsOf<>(new OrderPage(List.of(), false), 1, 0);
    }

    @Override
    public long await(ShopId shop, long position, Duration max) {
      return position;
    }

    @Override
    public AsOf<Optional<OrderView>> order(ShopId shop, OrderId order) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<KeptOrders> kept(List<FinalOrders.Item> orders) {
      throw new UnsupportedOperationException();
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
