package io.millrace.proof.people;

import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Charge;
import io.millrace.model.Limits;
import io.millrace.model.Money;
import io.millrace.model.MovementCause;
import io.millrace.model.OrderId;
import io.millrace.model.Outcome;
import io.millrace.model.QueueId;
import io.millrace.model.Request;
import io.millrace.model.ShippedLine;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.SubmitToken;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.LeasedTasks;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.SkuView;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.Change;
import io.millrace.model.command.Command;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.ExtendOrder;
import io.millrace.model.command.ListBuyerSecrets;
import io.millrace.model.command.ListMerchantKeys;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.PostponeCompletion;
import io.millrace.model.command.ReadOrder;
import io.millrace.model.command.ReadQueue;
import io.millrace.model.command.ReadSku;
import io.millrace.model.command.ReadStock;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.command.ShipOrder;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.testkit.SplitMix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Everybody who has to do with one shop. They know only what they were told. */
final class ShopPeople {
  private static final Actor MERCHANT = Actor.merchant("m");
  private static final int FIRST_STOCK = 60;

  private final ShopId shop;
  private final SplitMix chance;
  private final Requests requests;
  private final Merchants merchants;
  private final Workers workers;
  private final Recent<OrderPlaced> orders = new Recent<>();
  private final Recent<OrderPlaced> unpaid = new Recent<>();
  private final Recent<OrderPlaced> paid = new Recent<>();
  private final Recent<OrderPlaced> sent = new Recent<>();
  private final Recent<PlaceOrder> confirmed = new Recent<>();
  private long nowMillis;

  ShopPeople(ShopId shop, SplitMix chance) {
    this.shop = shop;
    this.chance = chance;
    this.requests = new Requests(shop, chance);
    this.merchants = new Merchants(chance, requests, MERCHANT);
    this.workers = new Workers(chance, requests, MERCHANT);
  }

  ShopId shop() {
    return shop;
  }

  /** What makes the shop, in this order. */
  List<Errand> opening() {
    List<Errand> opening = new ArrayList<>();
    opening.add(patient(Actor.OPERATOR, new DefineShop(Shopfront.SETTINGS)));
    for (SkuId sku : Shopfront.SKUS) {
      opening.add(
          patient(
              MERCHANT, new DefineSku(sku, Shopfront.describe(sku, merchants.price(sku), true))));
      opening.add(patient(MERCHANT, new MoveStock(sku, FIRST_STOCK, MovementCause.RECEIVED, null)));
    }
    for (QueueId queue : Shopfront.QUEUES) {
      opening.add(patient(MERCHANT, new DefineQueue(queue, Shopfront.settingsOf(queue, false))));
    }
    return opening;
  }

  private Errand patient(Actor actor, Change change) {
    return new Errand(request(actor, change), true);
  }

  /** What everybody wants to know at the end. */
  List<Errand> closing() {
    List<Errand> closing = new ArrayList<>();
    for (SkuId sku : Shopfront.SKUS) {
      closing.add(new Errand(request(MERCHANT, new ReadStock(sku)), true));
      closing.add(new Errand(request(MERCHANT, new ReadSku(sku)), true));
    }
    for (QueueId queue : Shopfront.QUEUES) {
      closing.add(new Errand(request(MERCHANT, new ReadQueue(queue)), true));
    }
    closing.add(new Errand(request(MERCHANT, new ListBuyerSecrets()), true));
    closing.add(
        new Errand(request(MERCHANT, new ListMerchantKeys(null, Limits.PAGE_ITEMS_MAX)), true));
    for (OrderPlaced order = orders.take(chance); order != null; order = orders.take(chance)) {
      closing.add(new Errand(request(MERCHANT, new ReadOrder(order.order())), true));
    }
    return closing;
  }

  /** The next thing that somebody wants. */
  Errand next(long atMillis) {
    nowMillis = atMillis;
    int kind = chance.below(100);
    Request request;
    if (kind < 58) {
      request = order(anySku());
    } else if (kind < 76) {
      request = aboutOrder();
    } else if (kind < 78) {
      request = merchants.next();
    } else if (kind < 85) {
      request = read();
    } else if (kind < 98) {
      request = workers.next(nowMillis);
    } else {
      request = repeat();
    }
    return new Errand(request, false);
  }

  /** One of many in a rush on the hot one. */
  Errand rush() {
    return new Errand(order(Shopfront.HOT), false);
  }

  private SkuId anySku() {
    return chance.below(3) == 0
        ? Shopfront.HOT
        : Shopfront.SKUS.get(chance.below(Shopfront.SKUS.size()));
  }

  private Request order(SkuId first) {
    PlaceOrder clicked = chance.below(12) == 0 ? confirmed.take(chance) : null;
    return clicked == null ? newOrder(first) : clickAgain(clicked, first);
  }

  /** The same confirmation page once more, with a key of its own; now and then for other lines. */
  private Request clickAgain(PlaceOrder clicked, SkuId first) {
    boolean isOther = chance.below(4) == 0;
    return request(
        Actor.buyer(clicked.buyer()),
        new PlaceOrder(
            clicked.buyer(),
            isOther ? List.of(new WantedLine(first, 5)) : clicked.lines(),
            null,
            clicked.submitToken(),
            List.of(),
            null,
            List.of()));
  }

  private Request confirm(BuyerId buyer, List<WantedLine> lines) {
    List<SubmitToken.Line> shown = new ArrayList<>();
    long total = 0;
    for (WantedLine line : lines) {
      shown.add(new SubmitToken.Line(line.sku(), line.quantity(), merchants.price(line.sku())));
      total += line.quantity() * merchants.price(line.sku());
    }
    long livesMillis =
        chance.below(8) == 0 ? chance.below(400) : Limits.SUBMIT_TOKEN_WINDOW.toMillis();
    SubmitToken token =
        new SubmitToken(
            requests.fingerprint(), buyer, shown, total, Shopfront.CNY, nowMillis + livesMillis);
    PlaceOrder place = new PlaceOrder(buyer, lines, null, token, List.of(), null, List.of());
    confirmed.add(place);
    return request(Actor.buyer(buyer), place);
  }

  private Request newOrder(SkuId first) {
    BuyerId buyer = new BuyerId("b" + chance.below(Shopfront.BUYERS));
    List<WantedLine> lines = new ArrayList<>(2);
    lines.add(new WantedLine(first, 1 + chance.below(3)));
    int more = chance.below(8);
    if (more < 2) { // the same again, on a line of its own
      lines.add(new WantedLine(first, 1 + chance.below(2)));
    } else if (more < 4) {
      lines.add(new WantedLine(anySku(), 1 + chance.below(2)));
    } else if (more == 4 && chance.below(20) == 0) {
      lines.add(new WantedLine(Shopfront.NOWHERE, 1));
    }
    boolean isByBuyer = chance.below(4) != 0;
    if (isByBuyer && chance.below(5) == 0) {
      return confirm(buyer, lines);
    }
    List<Charge> charges =
        !isByBuyer && chance.below(4) == 0
            ? List.of(new Charge(Charge.Kind.SHIPPING, "post", 7))
            : List.of();
    long total = charges.isEmpty() ? 0 : 7;
    for (WantedLine line : lines) {
      total += line.quantity() * merchants.price(line.sku());
    }
    boolean isGuarded = isByBuyer ? chance.below(50) != 0 : chance.coin();
    String reference = !isByBuyer && chance.below(8) == 0 ? "r" + chance.below(400) : null;
    Duration own =
        !isByBuyer && chance.below(8) == 0 ? Duration.ofMillis(1_000 + chance.below(4_000)) : null;
    return request(
        isByBuyer ? Actor.buyer(buyer) : MERCHANT,
        new PlaceOrder(
            buyer,
            lines,
            isGuarded ? new Money(total, Shopfront.CNY) : null,
            null,
            charges,
            reference,
            List.of(),
            own));
  }

  private Request aboutOrder() {
    int kind = chance.below(24);
    OrderPlaced order =
        kind < 14
            ? unpaid.take(chance)
            : kind < 19 ? paid.take(chance) : kind < 23 ? sent.any(chance) : orders.any(chance);
    if (order == null) {
      return order(anySku());
    }
    if (kind < 14) {
      return whileUnpaid(order);
    }
    if (kind < 19) {
      return ship(order);
    }
    return kind < 23 ? whenSent(order) : anything(order);
  }

  private Request whileUnpaid(OrderPlaced order) {
    unpaidAgain(order);
    int kind = chance.below(20);
    if (kind < 11) {
      return pay(order, order.total());
    }
    if (kind < 12) {
      return pay(order, order.total() + 1);
    }
    if (kind < 15) {
      boolean isByBuyer = chance.coin();
      BuyerId buyer = chance.below(10) == 0 ? new BuyerId("stranger") : order.buyer();
      return request(
          isByBuyer ? Actor.buyer(buyer) : MERCHANT,
          new CancelOrder(order.order(), chance.coin() ? "CHANGED_MIND" : null));
    }
    return kind < 18
        ? request(MERCHANT, new ExtendOrder(order.order(), nowMillis - 200 + chance.below(3_000)))
        : read();
  }

  /** Some pay while they cancel, extend what they have paid, and the like. */
  private void unpaidAgain(OrderPlaced order) {
    if (chance.below(3) == 0) {
      unpaid.add(order);
    }
  }

  private Request pay(OrderPlaced order, long amount) {
    return request(
        MERCHANT, new MarkPaid(order.order(), new Money(amount, Shopfront.CNY), "cash", null));
  }

  private Request ship(OrderPlaced order) {
    if (chance.below(3) == 0) {
      int line = 1 + chance.below(order.lines().size());
      paid.add(order);
      return request(
          MERCHANT,
          new ShipOrder(
              order.order(),
              List.of(new ShippedLine(line, 1 + chance.below(2))),
              "post",
              "t" + chance.below(1_000)));
    }
    return request(
        MERCHANT, new ShipOrder(order.order(), List.of(), "post", "t" + chance.below(1_000)));
  }

  private Request whenSent(OrderPlaced order) {
    return switch (chance.below(4)) {
      case 0, 1 ->
          request(MERCHANT, new DeliverShipment(order.order(), 1 + chance.below(2), nowMillis));
      case 2 ->
          request(
              MERCHANT, new PostponeCompletion(order.order(), nowMillis + chance.below(12_000)));
      default -> request(Actor.buyer(order.buyer()), new CompleteOrder(order.order()));
    };
  }

  private Request anything(OrderPlaced order) {
    return switch (chance.below(5)) {
      case 0 -> pay(order, order.total());
      case 1 -> ship(order);
      case 2 -> whenSent(order);
      case 3 -> request(MERCHANT, new ReadOrder(new OrderId(order.order().value() + 1)));
      default -> request(MERCHANT, new CancelOrder(order.order(), null));
    };
  }

  private Request read() {
    OrderPlaced order = orders.any(chance);
    int kind = chance.below(8);
    if (kind < 4 && order != null) {
      return request(
          chance.coin() ? MERCHANT : Actor.buyer(order.buyer()), new ReadOrder(order.order()));
    }
    return kind < 6 ? workers.read() : request(MERCHANT, new ReadStock(anySku()));
  }

  /** The same once more, long after its answer; or another thing under the same key. */
  private Request repeat() {
    Request before = requests.anyAsked();
    if (before == null) {
      return order(anySku());
    }
    return chance.below(3) != 0 ? before : requests.underKeyOf(before, order(anySku()));
  }

  private Request request(Actor actor, Command command) {
    return requests.of(actor, command);
  }

  /** What somebody was told of what they asked for. */
  void hear(Request request, Outcome outcome) {
    switch (outcome) {
      case Outcome.Accepted accepted -> hear(request, accepted.answer());
      case Outcome.Replayed replayed -> hear(request, replayed.answer());
      case Outcome.Answered answered -> {
        if (answered.answer() instanceof SkuView view) {
          merchants.hear(view.sku(), view.description().price());
        }
      }
      case Outcome.Refused _ -> {
        // they shrug, and want something else
      }
    }
  }

  private void hear(Request request, Answer answer) {
    switch (answer) {
      case OrderPlacedView view -> {
        orders.add(view.placed());
        unpaid.add(view.placed());
      }
      case LeasedTasks leased -> workers.hear(leased);
      case SkuView view -> merchants.hear(view.sku(), view.description().price());
      default -> hearOfOrder(request.command());
    }
  }

  private void hearOfOrder(Command command) {
    switch (command) {
      case MarkPaid pay -> remember(pay.order(), paid);
      case ShipOrder ship -> remember(ship.order(), sent);
      case ScheduleTask schedule -> workers.hear(schedule);
      case DefineSkus batch -> merchants.hear(batch);
      default -> {
        // nothing comes of it
      }
    }
  }

  private void remember(OrderId id, Recent<OrderPlaced> where) {
    OrderPlaced order = orders.find(one -> one.order().equals(id));
    if (order != null) {
      where.add(order);
    }
  }
}
