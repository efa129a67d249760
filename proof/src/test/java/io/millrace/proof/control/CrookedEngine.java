package io.millrace.proof.control;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.model.Actor;
import io.millrace.model.Outcome;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.SkuView;
import io.millrace.model.answer.StockView;
import io.millrace.model.command.Command;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.Query;
import io.millrace.model.command.ReadSku;
import io.millrace.model.command.ReadStock;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.SkuBatchAnswered;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An engine with one protection less. What its subclasses need to lie with a straight face. */
class CrookedEngine extends Engine {

  CrookedEngine(int shard) {
    super(shard, EngineLimits.DEFAULT);
  }

  static Recorded with(Recorded recorded, @Nullable RequestKey key, Fact fact) {
    return new Recorded(
        recorded.level(), recorded.shop(), recorded.shopSequence(), recorded.actor(), key, fact);
  }

  static Request with(Request request, Command command) {
    return new Request(
        request.shop(), request.actor(), request.key(), request.precondition(), command);
  }

  /** A fact that the log holds and that does nothing to the state but count. */
  void applyWithoutEffect(Recorded recorded, long atMillis) {
    super.apply(
        with(recorded, recorded.key(), new SkuBatchAnswered(List.of(), List.of())), atMillis);
  }

  private @Nullable Answer ask(ShopId shop, Query query, long nowMillis) {
    Request request = Request.of(shop, Actor.OPERATOR, query);
    return super.decide(request, nowMillis) instanceof Outcome.Answered answered
        ? answered.answer()
        : null;
  }

  long available(ShopId shop, SkuId sku, long nowMillis) {
    return ask(shop, new ReadStock(sku), nowMillis) instanceof StockView view
        ? view.available()
        : 0;
  }

  @Nullable PerBuyerLimit limit(ShopId shop, SkuId sku, long nowMillis) {
    return ask(shop, new ReadSku(sku), nowMillis) instanceof SkuView view
        ? view.description().perBuyerLimit()
        : null;
  }

  static long unitsOf(SkuId sku, PlaceOrder place) {
    long units = 0;
    for (WantedLine line : place.lines()) {
      units += line.sku().equals(sku) ? line.quantity() : 0;
    }
    return units;
  }
}
