package io.millrace.engine.archive;

import io.millrace.engine.order.Orders;
import io.millrace.engine.shop.Shop;
import io.millrace.model.Actor;
import io.millrace.model.Limits;
import io.millrace.model.OrderId;
import io.millrace.model.OrderVersion;
import io.millrace.model.Outcome;
import io.millrace.model.Request;
import io.millrace.model.answer.OrdersLeft;
import io.millrace.model.command.ArchiveOrders;
import io.millrace.model.command.FindFinalOrders;
import io.millrace.model.fact.OrdersArchived;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.NotPermitted;
import io.millrace.model.refusal.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which orders leave memory; changes nothing. Only the node asks for it, once the read
 * model has what it asks for. A version names all that has happened to an order: so what somebody
 * does to it in between keeps it here.
 */
public final class Archiving {
  /** Looked at by one query, final or not; some hundred microseconds. */
  private static final int LOOKED_MAX = 4_096;

  private final Orders orders;

  public Archiving(Orders orders) {
    this.orders = orders;
  }

  /** Whether the node itself asks, and for no more than one fact may hold. */
  public static @Nullable Refusal check(ArchiveOrders archive, Actor actor) {
    return check("orders", archive.orders().size(), actor);
  }

  public static @Nullable Refusal check(FindFinalOrders find, Actor actor) {
    return check("limit", find.limit(), actor);
  }

  private static @Nullable Refusal check(String field, int count, Actor actor) {
    if (actor.role() != Actor.Role.NODE) {
      return new NotPermitted("actor", "is for the node itself");
    }
    return count < 1 || count > Limits.ARCHIVED_ORDERS_MAX
        ? new Invalid(field, "must be 1 to " + Limits.ARCHIVED_ORDERS_MAX)
        : null;
  }

  public Outcome archive(Request request, Shop shop, ArchiveOrders archive, long nowMillis) {
    if (archive.keptUpTo() < 1 || archive.keptUpTo() > shop.sequence()) {
      return new Outcome.Refused(new Invalid("keptUpTo", "is not where this shop has come by"));
    }
    List<OrderId> leaving = new ArrayList<>(archive.orders().size());
    Set<OrderId> named = new HashSet<>();
    int parts = 0;
    for (OrderVersion wanted : archive.orders()) {
      int more = orders.partsOfLeaving(shop, wanted, nowMillis);
      boolean fits = parts + more <= Limits.ARCHIVED_PARTS_MAX; // else it is found again
      if (more > 0 && fits && named.add(wanted.order())) {
        leaving.add(wanted.order());
        parts += more;
      }
    }
    return leaving.isEmpty()
        ? new Outcome.Answered(new OrdersLeft(0))
        : shop.accept(
            request,
            new OrdersArchived(leaving, archive.keptUpTo()),
            new OrdersLeft(leaving.size()));
  }

  public Outcome find(FindFinalOrders find, long nowMillis) {
    return new Outcome.Answered(orders.finals(find.after(), find.limit(), LOOKED_MAX, nowMillis));
  }
}
