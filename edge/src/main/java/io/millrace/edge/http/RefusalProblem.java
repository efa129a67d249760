package io.millrace.edge.http;

import io.millrace.edge.json.JsonWriter;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.refusal.AmountMismatch;
import io.millrace.model.refusal.BuyerLimitReached;
import io.millrace.model.refusal.Code;
import io.millrace.model.refusal.CurrencyFixed;
import io.millrace.model.refusal.DeadlineTooFar;
import io.millrace.model.refusal.DeadlineTooSoon;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.KeyReused;
import io.millrace.model.refusal.KeyUnknown;
import io.millrace.model.refusal.KeysFull;
import io.millrace.model.refusal.LeaseLost;
import io.millrace.model.refusal.LevelUnread;
import io.millrace.model.refusal.NotPermitted;
import io.millrace.model.refusal.OrderArchived;
import io.millrace.model.refusal.OrderStateRefused;
import io.millrace.model.refusal.OrderUnknown;
import io.millrace.model.refusal.PostponedBefore;
import io.millrace.model.refusal.PriceChanged;
import io.millrace.model.refusal.PriceGuardMissing;
import io.millrace.model.refusal.PushMissing;
import io.millrace.model.refusal.QueueFull;
import io.millrace.model.refusal.QueueUnknown;
import io.millrace.model.refusal.ReferenceTaken;
import io.millrace.model.refusal.Refusal;
import io.millrace.model.refusal.ShipmentExceedsOrder;
import io.millrace.model.refusal.ShipmentReferenceTaken;
import io.millrace.model.refusal.ShipmentUnknown;
import io.millrace.model.refusal.ShopUnknown;
import io.millrace.model.refusal.SkuUnknown;
import io.millrace.model.refusal.SkuWithdrawn;
import io.millrace.model.refusal.SoldOut;
import io.millrace.model.refusal.StockCommitted;
import io.millrace.model.refusal.TaskLeased;
import io.millrace.model.refusal.TaskUnknown;
import io.millrace.model.refusal.TokenExpired;
import io.millrace.model.refusal.TokenUsed;
import io.millrace.model.refusal.VersionMismatch;
import io.millrace.model.refusal.VersionRequired;
import io.millrace.model.refusal.WebhookEndpointUnknown;
import io.millrace.model.refusal.WebhookEndpointsFull;

/** Tells an engine's refusal as a problem: its sentence and the members that help. */
public final class RefusalProblem {
  /** The one code whose status depends on who named the thing: the path (404) or a body. */
  private static final int NAMED_IN_BODY = 409;

  private RefusalProblem() {}

  public static Problem of(Refusal refusal) {
    return switch (refusal) {
      case Invalid r -> Problem.invalid(r.field(), r.detail());
      case PriceGuardMissing r ->
          plain(r, "a buyer's order carries expectedTotal or a submitToken");
      case NotPermitted r ->
          Problem.of(r.code(), r.detail(), json -> json.text("field", r.field()));
      case KeyReused r -> plain(r, "the Idempotency-Key was used for another request");
      case TokenUsed r ->
          Problem.of(
              r.code(),
              "the submitToken was spent on other lines",
              json -> json.text("order", r.order().toString()));
      case TokenExpired r ->
          Problem.of(
              r.code(),
              "the submitToken is too old; check out again",
              json -> json.time("expiredAt", r.expiredAtMillis()));
      case ShopUnknown r -> shopUnknown(r.shop().value());
      case KeyUnknown r -> keyUnknown(r.id());
      case SkuUnknown r -> {
        Problem problem = Problem.of(r.code(), "no SKU " + r.sku(), json -> sku(json, r));
        yield r.inBody() ? problem.withStatus(NAMED_IN_BODY) : problem;
      }
      case OrderUnknown r -> orderUnknown(r.order().toString());
      case OrderArchived r ->
          Problem.of(
              r.code(),
              "the order is archived and changes no more",
              json -> json.text("order", r.order().toString()));
      case ShipmentUnknown r -> shipmentUnknown(r.order(), Integer.toString(r.shipment()));
      case SkuWithdrawn r ->
          Problem.of(
              r.code(), r.sku() + " is not on sale", json -> json.text("sku", r.sku().value()));
      case SoldOut r ->
          Problem.of(
              r.code(),
              "fewer units of " + r.sku() + " are available than were asked for",
              json -> json.text("sku", r.sku().value()).number("available", r.available()));
      case PriceChanged r ->
          Problem.of(
              r.code(), "the total is now " + r.total(), json -> json.money("total", r.total()));
      case BuyerLimitReached r ->
          Problem.of(
              r.code(),
              "a buyer may order " + r.limit() + " of " + r.sku(),
              json ->
                  json.text("sku", r.sku().value())
                      .number("limit", r.limit())
                      .number("counted", r.counted()));
      case OrderStateRefused r ->
          Problem.of(
              r.code(),
              "the order is " + r.status(),
              json -> json.text("orderStatus", r.status().name()).texts("allowed", r.allowed()));
      case AmountMismatch r ->
          Problem.of(
              r.code(),
              "the order's total is " + r.expected(),
              json -> json.money("total", r.expected()));
      case DeadlineTooSoon r ->
          Problem.of(r.code(), "that is too soon", json -> json.time("after", r.afterMillis()));
      case DeadlineTooFar r ->
          Problem.of(
              r.code(), "that is later than may be", json -> json.time("latest", r.latestMillis()));
      case PostponedBefore r ->
          Problem.of(
              r.code(),
              "the order's completion was postponed already",
              json -> json.time("completesAt", r.completesAtMillis()));
      case ReferenceTaken r ->
          Problem.of(
              r.code(),
              "another order has the reference",
              json -> json.text("reference", r.reference()).text("order", r.order().toString()));
      case ShipmentReferenceTaken r ->
          Problem.of(
              r.code(),
              "another shipment has the reference",
              json ->
                  json.text("reference", r.reference())
                      .text("order", r.order().toString())
                      .number("shipment", r.shipment()));
      case StockCommitted r ->
          Problem.of(
              r.code(),
              "only " + r.available() + " units of " + r.sku() + " can be taken away",
              json -> json.text("sku", r.sku().value()).number("available", r.available()));
      case ShipmentExceedsOrder r ->
          Problem.of(
              r.code(),
              "of line " + r.line() + ", " + r.left() + " units are still to be sent",
              json ->
                  json.number("line", r.line())
                      .number("quantity", r.quantity())
                      .number("left", r.left()));
      case CurrencyFixed r ->
          Problem.of(
              r.code(),
              "the shop's currency stays " + r.currency(),
              json -> json.text("currency", r.currency().getCurrencyCode()));
      case VersionMismatch r -> version(r, r.current(), "the current version is " + r.current());
      case VersionRequired r ->
          version(r, r.current(), "If-Match must name the version that is to be changed");
      case QueueUnknown r ->
          Problem.of(
              r.code(), "no queue " + r.queue(), json -> json.text("queue", r.queue().value()));
      case TaskUnknown r ->
          Problem.of(r.code(), "no task " + r.task(), json -> json.text("task", r.task().value()));
      case TaskLeased r ->
          Problem.of(
              r.code(),
              "a worker has the task " + r.task(),
              json -> json.text("task", r.task().value()));
      case LeaseLost r -> leaseLost(r.lease().toString());
      case PushMissing r ->
          Problem.of(
              r.code(),
              "the queue %s pushes nothing, so it has no secret".formatted(r.queue()),
              json -> json.text("queue", r.queue().value()));
      case QueueFull r ->
          Problem.of(
              r.code(),
              "the queue holds " + r.limit() + " open tasks, as many as it may",
              json -> json.text("queue", r.queue().value()).number("limit", r.limit()));
      case WebhookEndpointUnknown r -> endpointUnknown(r.endpoint());
      case WebhookEndpointsFull r ->
          Problem.of(
              r.code(),
              "the shop has " + r.limit() + " endpoints of webhooks, as many as it may",
              json -> json.number("limit", r.limit()));
      case LevelUnread r ->
          Problem.of(
              r.code(),
              "of shard %d's log, %s reads levels up to %d"
                  .formatted(r.shard(), r.reader(), r.reads()),
              json ->
                  json.number("shard", r.shard())
                      .text("reader", r.reader())
                      .number("reads", r.reads()));
      case KeysFull r -> plain(r, "the table of remembered keys is full; ask again");
    };
  }

  public static Problem shopUnknown(String shop) {
    return Problem.of(Code.SHOP_UNKNOWN, "no shop " + shop, json -> json.text("shop", shop));
  }

  public static Problem keyUnknown(String key) {
    return Problem.of(Code.KEY_UNKNOWN, "no merchant key " + key, json -> json.text("key", key));
  }

  public static Problem secretUnknown(String kid) {
    return Problem.of(Code.KEY_UNKNOWN, "no buyer secret " + kid, json -> json.text("kid", kid));
  }

  public static Problem orderUnknown(String order) {
    return Problem.of(Code.ORDER_UNKNOWN, "no order " + order, json -> json.text("order", order));
  }

  public static Problem orderArchived(OrderId order, OrderStatus status) {
    return Problem.of(
        Code.ORDER_ARCHIVED,
        "the order is " + status + " and archived: it changes no more",
        json -> json.text("order", order.toString()).text("orderStatus", status.name()));
  }

  public static Problem shipmentUnknown(OrderId order, String shipment) {
    return Problem.of(
        Code.SHIPMENT_UNKNOWN,
        "the order has no shipment " + shipment,
        json -> json.text("order", order.toString()).text("shipment", shipment));
  }

  public static Problem endpointUnknown(String endpoint) {
    return Problem.of(
        Code.WEBHOOK_ENDPOINT_UNKNOWN,
        "no endpoint of webhooks " + endpoint,
        json -> json.text("endpoint", endpoint));
  }

  public static Problem leaseLost(String lease) {
    return Problem.of(
        Code.LEASE_LOST,
        "the lease ran out, was ended, or never was",
        json -> json.text("lease", lease));
  }

  private static Problem plain(Refusal refusal, String detail) {
    return Problem.of(refusal.code(), detail);
  }

  private static void sku(JsonWriter json, SkuUnknown refusal) {
    json.text("sku", refusal.sku().value());
  }

  private static Problem version(Refusal refusal, int current, String detail) {
    return Problem.of(refusal.code(), detail, json -> json.number("current", current));
  }
}
