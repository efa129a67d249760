package io.millrace.engine;

import static io.millrace.engine.Row.accepted;
import static io.millrace.engine.Row.invalid;
import static io.millrace.engine.Row.refused;
import static io.millrace.engine.Row.replayed;
import static io.millrace.engine.Row.row;
import static io.millrace.engine.Wishes.ANN;
import static io.millrace.engine.Wishes.BEN;
import static io.millrace.engine.Wishes.BREAD;
import static io.millrace.engine.Wishes.CNY;
import static io.millrace.engine.Wishes.FLOUR;
import static io.millrace.engine.Wishes.MERCHANT;
import static io.millrace.engine.Wishes.PRICE;
import static io.millrace.engine.Wishes.SHOP;
import static io.millrace.engine.Wishes.cancel;
import static io.millrace.engine.Wishes.complete;
import static io.millrace.engine.Wishes.delivered;
import static io.millrace.engine.Wishes.keyed;
import static io.millrace.engine.Wishes.line;
import static io.millrace.engine.Wishes.matching;
import static io.millrace.engine.Wishes.order;
import static io.millrace.engine.Wishes.paid;
import static io.millrace.engine.Wishes.ship;

import io.millrace.model.Actor;
import io.millrace.model.Limits;
import io.millrace.model.Money;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.Outcome;
import io.millrace.model.Request;
import io.millrace.model.ShippedLine;
import io.millrace.model.Stays;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.Change;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.ExtendOrder;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.PostponeCompletion;
import io.millrace.model.fact.CompletionPostponed;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderExtended;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderShipped;
import io.millrace.model.fact.ShipmentDelivered;
import io.millrace.model.refusal.AmountMismatch;
import io.millrace.model.refusal.DeadlineTooFar;
import io.millrace.model.refusal.DeadlineTooSoon;
import io.millrace.model.refusal.OrderStateRefused;
import io.millrace.model.refusal.OrderUnknown;
import io.millrace.model.refusal.PostponedBefore;
import io.millrace.model.refusal.ShipmentExceedsOrder;
import io.millrace.model.refusal.ShipmentReferenceTaken;
import io.millrace.model.refusal.ShipmentUnknown;
import io.millrace.model.refusal.VersionMismatch;
import java.util.Currency;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** What may be asked of an order, wherever it stands. */
final class ChangingRows {
  /** Two flour, one bread: the first order of a fresh shop. */
  private static final long TOTAL = 2 * PRICE + 500;

  private static final OrderId IT = Wishes.FIRST_ORDER;
  private static final OrderId NONE = new OrderId(1);

  /** The last moment to which an order's deadline may be moved. */
  private static final long FAR_AHEAD = World.START + Limits.PAYMENT_TIMEOUT_MAX.toMillis();

  /** When it completes by itself once all is sent. */
  private static final long COMPLETES =
      World.START + Stays.DEFAULT.completeAfterShipping().toMillis();

  private static final long POSTPONED_TO = COMPLETES + 1;

  private static final long POSTPONED_MOST = COMPLETES + Limits.COMPLETION_POSTPONED_MAX.toMillis();

  private ChangingRows() {}

  /** How an order comes to stand somewhere. */
  private enum Standing {
    PENDING(OrderStatus.PENDING_PAYMENT, "mark-paid cancel extend"),
    PAID(OrderStatus.PAID, "ship"),
    PARTLY_SENT(OrderStatus.PAID, "ship delivered"),
    PART_ARRIVED(OrderStatus.PAID, "ship"),
    SENT(OrderStatus.SHIPPED, "delivered postpone-completion complete"),
    POSTPONED(OrderStatus.SHIPPED, "delivered complete"),
    HALF_ARRIVED(OrderStatus.SHIPPED, "delivered postpone-completion complete"),
    ARRIVED(OrderStatus.SHIPPED, "postpone-completion complete"),
    COMPLETED(OrderStatus.COMPLETED, "delivered"),
    CANCELLED(OrderStatus.CANCELLED, ""),
    EXPIRED(OrderStatus.EXPIRED, "");

    private final OrderStatus status;
    private final String words;

    Standing(OrderStatus status, String words) {
      this.status = status;
      this.words = words;
    }

    List<String> allowed() {
      return words.isEmpty() ? List.of() : List.of(words.split(" ", -1));
    }

    void reach(World world) {
      world.must(order(ANN, line(FLOUR, 2), line(BREAD, 1)));
      switch (this) {
        case PENDING -> {}
        case CANCELLED -> world.must(MERCHANT, cancel(IT));
        case EXPIRED -> {
          world.now += Wishes.SETTINGS.paymentTimeout().toMillis();
          world.tick();
        }
        case PAID -> world.must(MERCHANT, paid(IT, TOTAL));
        case PARTLY_SENT -> sendPart(world);
        case PART_ARRIVED -> {
          sendPart(world);
          world.must(MERCHANT, delivered(IT, 1));
        }
        case SENT -> sendAll(world);
        case POSTPONED -> {
          sendAll(world);
          world.must(MERCHANT, new PostponeCompletion(IT, POSTPONED_TO));
        }
        case HALF_ARRIVED -> {
          sendAll(world);
          world.must(MERCHANT, delivered(IT, 1));
        }
        case ARRIVED -> {
          sendAll(world);
          world.must(MERCHANT, delivered(IT, 2));
          world.must(MERCHANT, delivered(IT, 1));
        }
        case COMPLETED -> {
          sendAll(world);
          world.must(MERCHANT, delivered(IT, 2));
          world.must(Actor.buyer(ANN), complete(IT));
        }
      }
    }

    private static void sendPart(World world) {
      world.must(MERCHANT, paid(IT, TOTAL));
      world.must(MERCHANT, ship(IT, new ShippedLine(1, 1)));
    }

    private static void sendAll(World world) {
      sendPart(world);
      world.must(MERCHANT, ship(IT));
    }
  }

  private record Ask(String word, Change change, Class<? extends Fact> fact) {}

  static Stream<Row> rows() {
    return Stream.of(
            everywhere(),
            paying(),
            cancelling(),
            extending(),
            postponing(),
            shipping(),
            versions(),
            repeats())
        .flatMap(List::stream);
  }

  /** Every action at every standing: what is allowed happens, the rest says what is. */
  private static List<Row> everywhere() {
    List<Ask> asks =
        List.of(
            new Ask("mark-paid", paid(IT, TOTAL), OrderMarkedPaid.class),
            new Ask("cancel", cancel(IT), OrderCancelled.class),
            new Ask("extend", new ExtendOrder(IT, FAR_AHEAD), OrderExtended.class),
            new Ask("ship", ship(IT), OrderShipped.class),
            new Ask("delivered", delivered(IT, 1), ShipmentDelivered.class),
            new Ask(
                "postpone-completion",
                new PostponeCompletion(IT, POSTPONED_TO),
                CompletionPostponed.class),
            new Ask("complete", complete(IT), OrderCompleted.class));
    return Stream.of(Standing.values())
        .flatMap(standing -> asks.stream().map(ask -> at(standing, ask)))
        .toList();
  }

  private static Row at(Standing standing, Ask ask) {
    boolean parcelThere =
        switch (standing) {
          case PENDING, PAID, CANCELLED, EXPIRED -> false;
          case PARTLY_SENT, PART_ARRIVED, SENT, POSTPONED, HALF_ARRIVED, ARRIVED, COMPLETED -> true;
        };
    boolean firstArrived = standing == Standing.HALF_ARRIVED;
    Consumer<Outcome> then;
    if (ask.word().equals("delivered") && !parcelThere) {
      then = refused(new ShipmentUnknown(IT, 1));
    } else if (ask.word().equals("postpone-completion") && standing == Standing.POSTPONED) {
      then = refused(new PostponedBefore(POSTPONED_TO));
    } else if (standing.allowed().contains(ask.word())
        && !(ask.word().equals("delivered") && firstArrived)) {
      then = accepted(ask.fact());
    } else {
      then = refused(new OrderStateRefused(standing.status, standing.allowed()));
    }
    return row(
        ask.word() + " when " + standing,
        standing::reach,
        _ -> Request.of(SHOP, MERCHANT, ask.change()),
        then);
  }

  private static Row when(
      String name, Standing standing, Actor actor, Change change, Consumer<Outcome> then) {
    return row(name, standing::reach, _ -> Request.of(SHOP, actor, change), then);
  }

  private static List<Row> paying() {
    Money total = new Money(TOTAL, CNY);
    return List.of(
        when(
            "too little money",
            Standing.PENDING,
            MERCHANT,
            paid(IT, TOTAL - 1),
            refused(new AmountMismatch(total))),
        when(
            "money of another currency",
            Standing.PENDING,
            MERCHANT,
            new MarkPaid(IT, new Money(TOTAL, Currency.getInstance("EUR")), "x", null),
            refused(new AmountMismatch(total))),
        when(
            "money from six minutes ahead",
            Standing.PENDING,
            MERCHANT,
            new MarkPaid(IT, total, "x", World.START + 360_000),
            invalid("paidAt")),
        when(
            "money that a buyer says was paid",
            Standing.PENDING,
            Actor.buyer(ANN),
            paid(IT, TOTAL),
            invalid("actor")),
        when(
            "an order that is not there",
            Standing.PENDING,
            MERCHANT,
            paid(NONE, TOTAL),
            refused(new OrderUnknown(NONE))));
  }

  private static List<Row> cancelling() {
    return List.of(
        when(
            "a buyer cancels its own",
            Standing.PENDING,
            Actor.buyer(ANN),
            new CancelOrder(IT, null),
            accepted(OrderCancelled.class)),
        when(
            "a buyer cancels another's",
            Standing.PENDING,
            Actor.buyer(BEN),
            cancel(IT),
            refused(new OrderUnknown(IT))),
        when(
            "a reason in small letters",
            Standing.PENDING,
            MERCHANT,
            new CancelOrder(IT, "no"),
            invalid("reason")));
  }

  private static List<Row> extending() {
    return List.of(
        when(
            "a deadline in this very millisecond",
            Standing.PENDING,
            MERCHANT,
            new ExtendOrder(IT, World.START),
            refused(new DeadlineTooSoon(World.START))),
        when(
            "a deadline more than thirty days after placing",
            Standing.PENDING,
            MERCHANT,
            new ExtendOrder(IT, FAR_AHEAD + 1),
            refused(new DeadlineTooFar(FAR_AHEAD))),
        when(
            "a deadline sooner than it was",
            Standing.PENDING,
            MERCHANT,
            new ExtendOrder(IT, World.START + 1),
            accepted(OrderExtended.class)),
        when(
            "a buyer gives itself time",
            Standing.PENDING,
            Actor.buyer(ANN),
            new ExtendOrder(IT, FAR_AHEAD),
            invalid("actor")),
        row(
            "a deadline for an order as it was",
            Standing.PENDING::reach,
            _ -> matching(2, new ExtendOrder(IT, FAR_AHEAD)),
            refused(new VersionMismatch(1))));
  }

  private static List<Row> postponing() {
    return List.of(
        when(
            "a completion that comes no later",
            Standing.SENT,
            MERCHANT,
            new PostponeCompletion(IT, COMPLETES),
            refused(new DeadlineTooSoon(COMPLETES))),
        when(
            "a completion thirty days later",
            Standing.SENT,
            MERCHANT,
            new PostponeCompletion(IT, POSTPONED_MOST),
            accepted(CompletionPostponed.class)),
        when(
            "a completion even later",
            Standing.SENT,
            MERCHANT,
            new PostponeCompletion(IT, POSTPONED_MOST + 1),
            refused(new DeadlineTooFar(POSTPONED_MOST))),
        when(
            "a buyer postpones",
            Standing.SENT,
            Actor.buyer(ANN),
            new PostponeCompletion(IT, POSTPONED_TO),
            invalid("actor")),
        when(
            "a completion of nothing",
            Standing.SENT,
            MERCHANT,
            new PostponeCompletion(NONE, POSTPONED_TO),
            refused(new OrderUnknown(NONE))));
  }

  private static List<Row> shipping() {
    return List.of(
        when(
            "a line that the order has not",
            Standing.PAID,
            MERCHANT,
            ship(IT, new ShippedLine(3, 1)),
            invalid("lines[0].line")),
        when(
            "more than was ordered",
            Standing.PAID,
            MERCHANT,
            ship(IT, new ShippedLine(1, 3)),
            refused(new ShipmentExceedsOrder(1, 3, 2))),
        when(
            "more than is left",
            Standing.PARTLY_SENT,
            MERCHANT,
            ship(IT, new ShippedLine(1, 2)),
            refused(new ShipmentExceedsOrder(1, 2, 1))),
        when(
            "a line twice",
            Standing.PAID,
            MERCHANT,
            ship(IT, new ShippedLine(1, 1), new ShippedLine(1, 1)),
            invalid("lines[1].line")),
        row(
            "a name that another parcel has",
            world -> {
              Standing.PAID.reach(world);
              world.must(MERCHANT, Wishes.ship(IT, "parcel-1", new ShippedLine(1, 1)));
            },
            _ -> Request.of(SHOP, MERCHANT, Wishes.ship(IT, "parcel-1", new ShippedLine(1, 1))),
            refused(new ShipmentReferenceTaken("parcel-1", IT, 1))),
        when(
            "a second part",
            Standing.PARTLY_SENT,
            MERCHANT,
            ship(IT, new ShippedLine(1, 1)),
            accepted(OrderShipped.class)),
        when(
            "the second of two parcels arrives",
            Standing.HALF_ARRIVED,
            MERCHANT,
            delivered(IT, 2),
            accepted(ShipmentDelivered.class)),
        when(
            "a parcel that was never sent arrives",
            Standing.SENT,
            MERCHANT,
            delivered(IT, 3),
            refused(new ShipmentUnknown(IT, 3))),
        when(
            "a parcel arrives tomorrow",
            Standing.SENT,
            MERCHANT,
            new DeliverShipment(IT, 1, World.START + 86_400_000),
            invalid("at")));
  }

  private static List<Row> versions() {
    return List.of(
        row(
            "the version that is there",
            Standing.PENDING::reach,
            _ -> matching(1, cancel(IT)),
            accepted(OrderCancelled.class)),
        row(
            "a version that was there",
            Standing.PAID::reach,
            _ -> matching(1, ship(IT)),
            refused(new VersionMismatch(2))));
  }

  private static List<Row> repeats() {
    Function<World, Request> again = _ -> keyed(5, MERCHANT, paid(IT, TOTAL));
    return List.of(
        row(
            "a payment said again after all was sent",
            world -> {
              Standing.PENDING.reach(world);
              world.must(again.apply(world));
              world.must(MERCHANT, ship(IT));
            },
            again,
            replayed()));
  }
}
