package io.millrace.edge.order;

import io.millrace.edge.auth.Caller;
import io.millrace.edge.hearing.Freshness;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.Problem;
import io.millrace.edge.http.ProblemRaised;
import io.millrace.edge.http.RefusalProblem;
import io.millrace.edge.http.Verdict;
import io.millrace.model.Fulfilment;
import io.millrace.model.OrderId;
import io.millrace.model.ShopId;
import io.millrace.model.answer.ArchivedOrder;
import io.millrace.model.answer.OrderView;
import io.millrace.model.command.Change;
import io.millrace.model.command.ReadOrder;
import io.millrace.model.read.AsOf;
import io.millrace.model.refusal.Code;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds orders wherever they are: in memory, or, once they were archived, in the read model.
 *
 * <p>Memory is asked first. What it has not was archived before it answered, or never was; and what
 * was archived was in the tables before. So an order cannot slip through between the two, however
 * far the tables are behind. Only tables that were lost and are being made anew lack some for a
 * while: then the answer is that they are behind, and never that there is no such order.
 */
public final class OrderFinder {
  private final @Nullable Freshness fresh;

  /** Null for a node that has no read model. */
  public OrderFinder(@Nullable Freshness fresh) {
    this.fresh = fresh;
  }

  /** An order, and what the shard said when it was asked. */
  record Found(OrderView order, Verdict verdict) {}

  Found read(Exchange exchange, OrderId id) {
    Verdict verdict = exchange.ask(new ReadOrder(id));
    OrderView order =
        verdict.answer() instanceof ArchivedOrder archived
            ? archived(exchange, archived)
            : verdict.as(OrderView.class);
    return new Found(order, verdict);
  }

  /**
   * A change of an order. One that was archived changes no more; whether there ever was one is
   * looked up before that is said.
   */
  Verdict change(Exchange exchange, OrderId id, Change change) {
    try {
      return exchange.change(change);
    } catch (ProblemRaised e) {
      if (e.problem().code() != Code.ORDER_ARCHIVED) {
        throw e;
      }
      OrderView order = read(exchange, id).order();
      Problem problem = RefusalProblem.orderArchived(id, order.status());
      throw problem.with(e.problem().fields()).raised();
    }
  }

  /** An order that memory has not. */
  private OrderView archived(Exchange exchange, ArchivedOrder archived) {
    ShopId shop = exchange.shop();
    OrderId id = archived.order();
    long upTo = archived.keptUpTo();
    Freshness tables = tables();
    AsOf<Optional<OrderView>> asOf = tables.ask(model -> model.order(shop, id));
    if (asOf.position() < upTo && asOf.what().filter(OrderFinder::isWhole).isEmpty()) {
      asOf = tables.ask(shop, upTo, model -> model.order(shop, id));
    }
    return asOf.what()
        .filter(order -> isVisible(exchange, order))
        .orElseThrow(() -> RefusalProblem.orderUnknown(id.toString()).raised());
  }

  /** What an order was placed as, which never changes: for a repeat of its placing. */
  OrderView placed(Exchange exchange, ArchivedOrder archived) {
    ShopId shop = exchange.shop();
    OrderId id = archived.order();
    Freshness tables = tables();
    return tables
        .ask(model -> model.order(shop, id))
        .what()
        .or(() -> tables.ask(shop, archived.keptUpTo(), model -> model.order(shop, id)).what())
        .orElseThrow(() ->
            Problem.of(
                    Code.READ_MODEL_UNAVAILABLE,
                    "order " + id + " was archived, and the read model does not have it")
                .raised());
  }

  Freshness tables() {
    if (fresh == null) {
      throw Problem.of(
              Code.READ_MODEL_UNAVAILABLE,
              "archived orders are in the read model, and this node has none")
          .raised();
    }
    return fresh;
  }

  /** Whether nothing can follow, so that tables that are far behind have all of it, too. */
  private static boolean isWhole(OrderView order) {
    return switch (order.course()) {
      case OPEN -> false;
      case CANCELLED, EXPIRED -> true;
      case COMPLETED -> order.fulfilment() == Fulfilment.DELIVERED;
    };
  }

  private static boolean isVisible(Exchange exchange, OrderView order) {
    return !(exchange.caller() instanceof Caller.Buyer buyer)
        || order.placed().buyer().equals(buyer.buyer());
  }
}
