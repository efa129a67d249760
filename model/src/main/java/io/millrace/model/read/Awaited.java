package io.millrace.model.read;

import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.answer.FinalOrders;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A read model that is asked when it has come to a position, or when that has taken too long. */
record Awaited(ReadModel model, ShopId shop, long position, Duration max) implements ReadModel {

  private ReadModel ready() throws ReadModelUnavailable {
    var _ = model.await(shop, position, max); // the answer says how far it has come
    return model;
  }

  @Override
  public long await(ShopId other, long another, Duration most) throws ReadModelUnavailable {
    return ready().await(other, another, most);
  }

  @Override
  public int placeOf(ShopId of, BuyerId buyer) {
    return model.placeOf(of, buyer);
  }

  @Override
  public AsOf<OrderPage> orders(OrderSearch search) throws ReadModelUnavailable {
    return ready().orders(search);
  }

  @Override
  public AsOf<Optional<OrderView>> order(ShopId of, OrderId order) throws ReadModelUnavailable {
    return ready().order(of, order);
  }

  @Override
  public List<KeptOrders> kept(List<FinalOrders.Item> orders) throws ReadModelUnavailable {
    return ready().kept(orders);
  }

  @Override
  public AsOf<OrderHistory> history(ShopId of, OrderId order) throws ReadModelUnavailable {
    return ready().history(of, order);
  }

  @Override
  public AsOf<LedgerPage> movements(
      ShopId of, SkuId sku, LedgerEntry.@Nullable Place after, int limit)
      throws ReadModelUnavailable {
    return ready().movements(of, sku, after, limit);
  }

  @Override
  public AsOf<SalesReport> sales(SalesQuestion question) throws ReadModelUnavailable {
    return ready().sales(question);
  }
}
