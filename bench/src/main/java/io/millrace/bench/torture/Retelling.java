package io.millrace.bench.torture;

import io.millrace.edge.auth.Caller;
import io.millrace.edge.idempotency.RequestKeys;
import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.LeaseId;
import io.millrace.model.Money;
import io.millrace.model.MovementCause;
import io.millrace.model.OrderId;
import io.millrace.model.Precondition;
import io.millrace.model.QueueId;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.TaskId;
import io.millrace.model.WantedLine;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.Change;
import io.millrace.model.command.Command;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.NackTask;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.ReadOrder;
import io.millrace.model.command.ReadStock;
import io.millrace.model.command.ReadTask;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.command.ShipOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What was asked over HTTP, in the auditor's words. Only what the clients here ask has any.
 *
 * <p>The fingerprint of an idempotency key is the edge's own work: the log holds nothing else of a
 * key, and by it a fact is known for the request that caused it.
 */
final class Retelling {
  /** Places in a path: {@code /v1/shops/SHOP/KIND/NAME/ACTION}. */
  private static final int KIND = 3;

  private static final int NAME = 4;
  private static final int ACTION = 5;
  private static final int TASK = 6;

  private Retelling() {}

  /** Making shops, SKUs, queues and keys is no part of what is judged. */
  static boolean isJudged(Asking asking) {
    List<String> path = asking.segments();
    if (path.size() <= NAME) {
      return path.size() > KIND && path.get(KIND).equals("orders");
    }
    boolean isDefinition = asking.method().equals("PUT") && path.size() == ACTION;
    return !isDefinition;
  }

  static Request request(Asking asking) {
    Command command = command(asking);
    RequestKey key =
        command instanceof Change change && !asking.key().isEmpty()
            ? RequestKeys.of(
                asking.shop(),
                caller(asking.shop(), asking.as()),
                asking.method(),
                asking.segments(),
                asking.key(),
                change)
            : null;
    return new Request(asking.shop(), asking.as(), key, Precondition.NONE, command);
  }

  private static Caller caller(ShopId shop, Actor actor) {
    return switch (actor.role()) {
      case OPERATOR -> new Caller.Operator();
      case MERCHANT -> new Caller.Merchant(shop, actor.id());
      case BUYER -> new Caller.Buyer(shop, new BuyerId(actor.id()));
      case NODE -> throw new IllegalStateException("a node asks nothing of itself");
    };
  }

  private static Command command(Asking asking) {
    return switch (asking.segments().get(KIND)) {
      case "orders" -> ofOrder(asking);
      case "skus" -> ofSku(asking);
      case "queues" -> ofQueue(asking);
      case "leases" -> ofLease(asking);
      default -> throw unknown(asking);
    };
  }

  private static IllegalStateException unknown(Asking asking) {
    return new IllegalStateException("nobody here asks for " + asking);
  }

  private static Command ofOrder(Asking asking) {
    List<String> path = asking.segments();
    JsonNode body = asking.json();
    if (path.size() == NAME) {
      return place(asking.as(), body);
    }
    OrderId order = new OrderId(Long.parseLong(path.get(NAME)));
    if (path.size() == ACTION) {
      return new ReadOrder(order);
    }
    return switch (path.get(ACTION)) {
      case "mark-paid" ->
          new MarkPaid(
              order, money(body.required("amount")), body.required("reference").asString(), null);
      case "cancel" -> new CancelOrder(order, text(body, "reason"));
      case "ship" ->
          new ShipOrder(
              order,
              List.of(),
              body.required("carrier").asString(),
              body.required("trackingNumber").asString());
      case "complete" -> new CompleteOrder(order);
      default -> throw unknown(asking);
    };
  }

  private static PlaceOrder place(Actor as, JsonNode body) {
    List<WantedLine> lines = new ArrayList<>();
    for (JsonNode line : body.required("lines")) {
      lines.add(
          new WantedLine(
              new SkuId(line.required("sku").asString()), line.required("quantity").asInt()));
    }
    String buyer = text(body, "buyer");
    return new PlaceOrder(
        new BuyerId(buyer == null ? as.id() : buyer),
        lines,
        body.has("expectedTotal") ? money(body.required("expectedTotal")) : null,
        null,
        List.of(),
        text(body, "reference"),
        List.of());
  }

  private static Command ofSku(Asking asking) {
    SkuId sku = new SkuId(asking.segments().get(NAME));
    JsonNode body = asking.json();
    return switch (asking.segments().get(ACTION)) {
      case "stock" -> new ReadStock(sku);
      case "movements" ->
          new MoveStock(
              sku,
              body.required("quantity").asInt(),
              MovementCause.valueOf(body.required("cause").asString()),
              text(body, "reference"));
      default -> throw unknown(asking);
    };
  }

  private static Command ofQueue(Asking asking) {
    List<String> path = asking.segments();
    QueueId queue = new QueueId(path.get(NAME));
    JsonNode body = asking.json();
    return switch (path.get(ACTION)) {
      case "leases" ->
          new LeaseTasks(queue, body.path("max").asInt(1), null, Duration.ZERO, 0, List.of());
      case "tasks" -> {
        TaskId task = new TaskId(path.get(TASK));
        yield asking.method().equals("GET")
            ? new ReadTask(queue, task)
            : new ScheduleTask(
                queue,
                task,
                null,
                duration(body, "delay"),
                body.required("payload").asString(),
                body.path("priority").asInt(0),
                null);
      }
      default -> throw unknown(asking);
    };
  }

  private static Command ofLease(Asking asking) {
    LeaseId lease = LeaseId.parse(asking.segments().get(NAME));
    return switch (asking.segments().get(ACTION)) {
      case "ack" -> new AckTask(lease);
      case "nack" -> new NackTask(lease, duration(asking.json(), "retryAfter"));
      default -> throw unknown(asking);
    };
  }

  private static Money money(JsonNode money) {
    return new Money(
        money.required("amount").asLong(),
        Currency.getInstance(money.required("currency").asString()));
  }

  private static @Nullable String text(JsonNode body, String field) {
    return body.has(field) ? body.required(field).asString() : null;
  }

  private static @Nullable Duration duration(JsonNode body, String field) {
    return body.has(field) ? Duration.parse(body.required(field).asString()) : null;
  }
}
