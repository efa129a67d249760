package io.millrace.node.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.OrderId;
import io.millrace.model.Request;
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
import io.millrace.model.read.ReadModelUnavailable;
import io.millrace.model.read.SalesQuestion;
import io.millrace.model.read.SalesReport;
import io.millrace.node.Gate;
import io.millrace.node.Reply;
import io.millrace.node.SystemClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArchiverThreadTest {

  /** A fault ends one step, and not the archiver. */
  @Test
  void shouldGoOnAfterAStepThatBroke() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CompletableFuture<Boolean> again = new CompletableFuture<>();
    CompletableFuture<String> told = new CompletableFuture<>();
    Archiver archiver =
        new Archiver(
            new NoGate(),
            new NoTables(),
            _ -> {
              if (asked.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("a fault");
              }
              again.complete(true);
              return false;
            });
    FollowerWatch watch =
        new FollowerWatch() {
          @Override
          public void failed(String follower, int shard, String message, Throwable cause) {
            told.complete(message);
          }
        };
    ArchiverThread thread =
        ArchiverThread.start(archiver, new SystemClock(), new Share(() -> false, 1), watch);
    try {
      assertThat(told.get(2, TimeUnit.MINUTES)).contains("a fault");
      assertThat(again.get(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      thread.close();
    }
  }

  /** Of one shard that nobody asks. */
  private static final class NoGate implements Gate {
    @Override
    public CompletableFuture<Reply> submit(Request request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Reply> submit(int shard, Request request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int shards() {
      return 1;
    }
  }

  /** That cannot be asked. */
  private static final class NoTables implements ReadModel {
    private static ReadModelUnavailable no() {
      return new ReadModelUnavailable("nobody asks", new IllegalStateException());
    }

    @Override
    public long await(ShopId shop, long position, Duration max) throws ReadModelUnavailable {
      throw no();
    }

    @Override
    public AsOf<OrderPage> orders(OrderSearch search) throws ReadModelUnavailable {
      throw no();
    }

    @Override
    public AsOf<Optional<OrderView>> order(ShopId shop, OrderId order) throws ReadModelUnavailable {
      throw no();
    }

    @Override
    public List<KeptOrders> kept(List<FinalOrders.Item> orders) throws ReadModelUnavailable {
      throw no();
    }

    @Override
    public AsOf<OrderHistory> history(ShopId shop, OrderId order) throws ReadModelUnavailable {
      throw no();
    }

    @Override
    public AsOf<LedgerPage> movements(
        ShopId shop, SkuId sku, LedgerEntry.@Nullable Place after, int limit)
        throws ReadModelUnavailable {
      throw no();
    }

    @Override
    public AsOf<SalesReport> sales(SalesQuestion question) throws ReadModelUnavailable {
      throw no();
    }
  }
}
