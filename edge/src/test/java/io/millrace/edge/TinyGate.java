package io.millrace.edge;

import io.millrace.model.Actor;
import io.millrace.model.Level;
import io.millrace.model.OrderId;
import io.millrace.model.Outcome;
import io.millrace.model.PricedLine;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.MovementView;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.ShopView;
import io.millrace.model.answer.SkuView;
import io.millrace.model.answer.StockView;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.ReadStock;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.SoldOut;
import io.millrace.node.DurableFrame;
import io.millrace.node.Follower;
import io.millrace.node.Gate;
import io.millrace.node.Reply;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One shop with one SKU, just enough for a first order. */
final class TinyGate implements Gate {
  private static final long NOW_MILLIS = 1_795_000_000_000L;
  private final Follower follower;
  private @Nullable ShopSettings settings;
  private @Nullable SkuDescription sku;
  private long available;
  private long sequence;

  TinyGate(Follower follower) {
    this.follower = follower;
  }

  @Override
  public synchronized CompletableFuture<Reply> submit(Request request) {
    Outcome outcome =
        switch (request.command()) {
          case DefineShop c -> {
            settings = c.settings();
            yield accepted(
                request,
                new ShopDefined(c.settings(), 1),
                new ShopView(request.shop(), c.settings(), 1, NOW_MILLIS, NOW_MILLIS));
          }
          case DefineSku c -> {
            sku = c.description();
            yield new Outcome.Answered(
                new SkuView(
                    c.sku(),
                    c.description(),
                    Objects.requireNonNull(settings).currency(),
                    1,
                    NOW_MILLIS,
                    NOW_MILLIS));
          }
          case MoveStock c -> {
            available += c.quantity();
            StockMoved moved =
                new StockMoved(++sequence, c.sku(), c.quantity(), c.cause(), c.reference(), 1);
            yield accepted(request, moved, new MovementView(moved, NOW_MILLIS));
          }
          case PlaceOrder c -> place(request, c);
          case ReadStock c ->
              new Outcome.Answered(new StockView(c.sku(), available, available, 0, 0, 0, 1));
          default -> new Outcome.Refused(new Invalid("", "too much for a tiny gate"));
        };
    return CompletableFuture.completedFuture(new Reply.Decided(outcome, sequence, NOW_MILLIS));
  }

  private Outcome place(Request request, PlaceOrder c) {
    int quantity = c.lines().getFirst().quantity();
    if (quantity > available) {
      return new Outcome.Refused(new SoldOut(c.lines().getFirst().sku(), available));
    }
    available -= quantity;
    SkuDescription description = Objects.requireNonNull(sku);
    OrderPlaced placed =
        new OrderPlaced(
            new OrderId(++sequence),
            c.buyer(),
            List.of(
                new PricedLine(
                    c.lines().getFirst().sku(),
                    description.name(),
                    quantity,
                    description.price(),
                    false)),
            List.of(),
            Objects.requireNonNull(settings).currency(),
            quantity * description.price(),
            NOW_MILLIS,
            c.reference(),
            c.metadata(),
            null);
    return accepted(request, placed, new OrderPlacedView(placed, NOW_MILLIS));
  }

  private Outcome accepted(Request request, Fact fact, Answer answer) {
    Recorded recorded =
        new Recorded(
            Level.CURRENT, request.shop(), ++sequence, Actor.OPERATOR, request.key(), fact);
    follower.take(new DurableFrame(0, sequence, NOW_MILLIS, List.of(recorded)));
    return new Outcome.Accepted(List.of(recorded), answer);
  }

  @Override
  public CompletableFuture<Reply> submit(int shard, Request request) {
    return submit(request);
  }

  @Override
  public int shards() {
    return 1;
  }
}
