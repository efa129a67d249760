package io.millrace.bench.archiving;

import io.millrace.bench.goods.Catalogue;
import io.millrace.bench.goods.OrderRequests;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.writer.FrameMaker;
import io.millrace.bench.writer.OpenShop;
import io.millrace.engine.EngineFigures;
import io.millrace.model.Actor;
import io.millrace.model.Limits;
import io.millrace.model.OrderId;
import io.millrace.model.OrderVersion;
import io.millrace.model.Request;
import io.millrace.model.answer.FinalOrders;
import io.millrace.model.command.ArchiveOrders;
import io.millrace.model.command.Command;
import io.millrace.model.command.FindFinalOrders;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.OrderPlaced;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Orders that are placed, finished and archived, a thousand at a time. */
final class PassingOrders {
  static final int AT_ONCE = 1_000;

  private final FrameMaker maker = OpenShop.withoutLog();
  private final OrderRequests requests;
  private final Duration each;
  private final OrderLives lives = new OrderLives();
  private long left;

  /**
   * None yet.
   *
   * @param each of log time for a thousand
   */
  PassingOrders(OrderRequests requests, Duration each) {
    this.requests = requests;
    this.each = each;
    maker.decide(OrderLives.shop(Limits.PAYMENT_TIMEOUT_MIN));
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
      lives.after(placed.get(i), i).forEach(this::decide);
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
