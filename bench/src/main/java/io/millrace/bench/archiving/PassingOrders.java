package io.millrace.bench.archiving;

import io.millrace.bench.goods.Catalogue;
import io.millrace.bench.goods.OrderRequests;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.writer.FrameMaker;
import io.millrace.bench.writer.OpenShop;
import io.millrace.engine.EngineFigures;
import io.millrace.model.Actor;
import io.millrace.model.Fingerprint;
import io.millrace.model.Limits;
import io.millrace.model.Money;
import io.millrace.model.OrderId;
import io.millrace.model.OrderVersion;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopSettings;
import io.millrace.model.Stays;
import io.millrace.model.answer.FinalOrders;
import io.millrace.model.command.ArchiveOrders;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.Change;
import io.millrace.model.command.Command;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.FindFinalOrders;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.ShipOrder;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.OrderPlaced;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Orders that are placed, finished and archived, a thousand at a time. */
final class PassingOrders {
  static final int AT_ONCE = 1_000;
  static final Duration REFUND_WINDOW = Duration.ofSeconds(10);

  private static final int KINDS = 10;
  private static final int CANCELLED = 2;
  private static final int EXPIRED = 1;

  private final FrameMaker maker = OpenShop.withoutLog();
  private final OrderRequests requests;
  private final Duration each;
  private final SplittableRandom keys = new SplittableRandom(1);
  private long left;

  /**
   * None yet.
   *
   * @param each of log time for a thousand
   */
  PassingOrders(OrderRequests requests, Duration each) {
    this.requests = requests;
    this.each = each;
    ShopSettings settings =
        new ShopSettings(
            "Watermill",
            Catalogue.CURRENCY,
            ZoneId.of("Asia/Shanghai"),
            Limits.PAYMENT_TIMEOUT_MIN,
            List.of(),
            Stays.DEFAULT,
            REFUND_WINDOW);
    maker.decide(
        new Request(
            Catalogue.SHOP, Actor.OPERATOR, null, Precondition.ANY, new DefineShop(settings)));
  }

  EngineFigures figures() {
    return maker.figures();
  }

  long left() {
    return left;
  }

  void pass() {
    Request[] chunk = requests.take(AT_ONCE);
    List<OrderPlaced> placed = new ArrayList<>(AT_ONCE);
    for (int i = 0; i < chunk.length; i++) {
      maker.expect(chunk, i);
      placed.add((OrderPlaced) decide(chunk[i]));
    }
    for (int i = 0; i < placed.size(); i++) {
      finish(placed.get(i), i % KINDS);
    }
    maker.pass(each);
    archive();
  }

  private Fact decide(Request request) {
    if (!maker.hasRoom()) {
      maker.frame();
    }
    return maker.decide(request).facts().getFirst().fact();
  }

  private void finish(OrderPlaced placed, int kind) {
    OrderId order = placed.order();
    if (kind < EXPIRED) {
      return; // time does it
    }
    if (kind < EXPIRED + CANCELLED) {
      decide(keyed(new CancelOrder(order, "CHANGED_MIND")));
      return;
    }
    Money total = new Money(placed.total(), placed.currency());
    decide(keyed(new MarkPaid(order, total, "bank", null)));
    decide(keyed(new ShipOrder(order, List.of(), "Post", "RR123456789CN")));
    decide(keyed(new CompleteOrder(order)));
  }

  private Request keyed(Change change) {
    RequestKey key = new RequestKey(fingerprint(), fingerprint());
    return new Request(Catalogue.SHOP, Actor.merchant("k"), key, Precondition.NONE, change);
  }

  private Fingerprint fingerprint() {
    return new Fingerprint(keys.nextLong(), keys.nextLong());
  }

  private void archive() {
    @Nullable OrderId after = null;
    do {
      FindFinalOrders find = new FindFinalOrders(after, Limits.ARCHIVED_ORDERS_MAX);
      if (!(maker.ask(request(find)) instanceof FinalOrders finals)) {
        throw new BenchmarkFailed("final orders were asked for");
      }
      List<OrderVersion> leaving = finals.items().stream().map(FinalOrders.Item::order).toList();
      if (!leaving.isEmpty()) {
        if (!maker.hasRoom()) {
          maker.frame();
        }
        maker.decide(request(new ArchiveOrders(leaving, 1)));
        left += leaving.size();
      }
      after = finals.next();
    } while (after != null);
  }

  private static Request request(Command command) {
    return Request.of(Catalogue.SHOP, Actor.NODE, command);
  }
}
