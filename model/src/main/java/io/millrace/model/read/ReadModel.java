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

/** What lists, searches and histories are answered from. Any thread may ask, and waits. */
public interface ReadModel {

  /**
   * Waits until a shop's facts have come in up to a position.
   *
   * @return how far they have come: less than was asked for if that took too long
   */
  long await(ShopId shop, long position, Duration max) throws ReadModelUnavailable;

  /**
   * The same for one who wants to see what there was at a position: each question waits until all
   * that it asks has come so far. It is answered when that takes too long, too, and says as of
   * when.
   */
  default ReadModel notBefore(ShopId shop, long position, Duration max) {
    return new Awaited(this, shop, position, max);
  }

  /** Which of its databases has what is of a buyer: 1, 2, 3 … */
  default int placeOf(ShopId shop, BuyerId buyer) {
    return 1;
  }

  AsOf<OrderPage> orders(OrderSearch search) throws ReadModelUnavailable;

  /** An order with all that belongs to it; empty if there is none. */
  AsOf<Optional<OrderView>> order(ShopId shop, OrderId order) throws ReadModelUnavailable;

  /** Which of some orders are in the tables in just the versions that are named, by shop. */
  List<KeptOrders> kept(List<FinalOrders.Item> orders) throws ReadModelUnavailable;

  /** Without entries if there is no such order. */
  AsOf<OrderHistory> history(ShopId shop, OrderId order) throws ReadModelUnavailable;

  /** Behind a place, or from the newest. */
  AsOf<LedgerPage> movements(ShopId shop, SkuId sku, LedgerEntry.@Nullable Place after, int limit)
      throws ReadModelUnavailable;

  AsOf<SalesReport> sales(SalesQuestion question) throws ReadModelUnavailable;
}
