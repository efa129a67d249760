package io.millrace.edge.order;

import io.millrace.edge.auth.Caller;
import io.millrace.edge.hearing.Freshness;
import io.millrace.edge.http.ActingBuyer;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Problem;
import io.millrace.edge.page.Paging;
import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.ShopId;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.read.AsOf;
import io.millrace.model.read.OrderSearch;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists of orders that memory has no index for: by status, by time, of a whole shop. They are
 * answered from the read model and say as of when.
 */
final class OrderSearches {
  private static final String STATUS = "status";
  private static final String FROM = "from";
  private static final String TO = "to";

  /** Parameters beside those of lists from memory. */
  static final List<String> PARAMETERS = List.of(STATUS, FROM, TO, Freshness.AS_OF);

  private final Freshness fresh;

  OrderSearches(Freshness fresh) {
    this.fresh = fresh;
  }

  /** Whether it is such a list, or whether the client wants one that is as of a position. */
  boolean isFor(Exchange exchange) {
    boolean isOfNobody =
        !(exchange.caller() instanceof Caller.Buyer)
            && exchange.parameter("buyer") == null
            && exchange.parameter("reference") == null
            && exchange.parameter("stuck") == null;
    return isOfNobody || PARAMETERS.stream().anyMatch(name -> exchange.parameter(name) != null);
  }

  HttpAnswer list(Exchange exchange) {
    ShopId shop = exchange.shop();
    if (exchange.parameter("stuck") != null) {
      throw Problem.invalid("stuck", "goes without " + String.join(", ", PARAMETERS)).raised();
    }
    @Nullable BuyerId buyer = buyerOf(exchange);
    Paging paging = Paging.of(exchange, listOf(shop, buyer, exchange.parameter("reference")));
    OrderSearch search =
        new OrderSearch(
            shop,
            buyer,
            exchange.parameter(STATUS, OrderSearches::status),
            exchange.parameter("reference"),
            exchange.parameter(FROM, OrderSearches::millis),
            exchange.parameter(TO, OrderSearches::millis),
            paging.after(text -> new OrderId(Long.parseLong(text))),
            paging.limit());
    AsOf<OrderPage> asOf = fresh.ask(exchange, model -> model.orders(search));
    return Freshness.json(
        asOf,
        json ->
            paging.write(
                json,
                asOf.what().items(),
                asOf.what().more(),
                order -> order.placed().order().toString(),
                (item, order) -> OrderJson.write(item, shop, order)));
  }

  /** Whose orders are asked for: a buyer's own, or those of the one that the merchant names. */
  static @Nullable BuyerId buyerOf(Exchange exchange) {
    @Nullable BuyerId named = exchange.parameter("buyer", BuyerId::new);
    return exchange.caller() instanceof Caller.Buyer
        ? ActingBuyer.of(exchange.caller(), named)
        : named;
  }

  /** The same name whether memory or the read model has it: both go on behind an order. */
  static String listOf(ShopId shop, @Nullable BuyerId buyer, @Nullable String reference) {
    return "orders/" + shop + (reference == null ? "/" + buyer : "/");
  }

  private static OrderStatus status(String text) {
    for (OrderStatus status : OrderStatus.values()) {
      if (status.name().equals(text)) {
        return status;
      }
    }
    throw new IllegalArgumentException("must be a status of an order");
  }

  private static Long millis(String text) {
    try {
      return Instant.parse(text).toEpochMilli();
    } catch (DateTimeException | ArithmeticException _) {
      throw new IllegalArgumentException("must be an RFC 3339 time");
    }
  }
}
