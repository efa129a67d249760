package io.millrace.bench.writer;

import io.millrace.bench.goods.Catalogue;
import io.millrace.journal.Frame;
import io.millrace.journal.LogId;
import io.millrace.model.Actor;
import io.millrace.model.Limits;
import io.millrace.model.MovementCause;
import io.millrace.model.Request;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.command.Command;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.command.MoveStock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Opens the shop with all its goods on the shelves. */
public final class OpenShop {

  private static final LogId NO_LOG = new LogId(1, 1);

  private OpenShop() {}

  /** For an engine without a log. */
  public static FrameMaker withoutLog() {
    FrameMaker maker = new FrameMaker();
    maker.open(NO_LOG, 1);
    fill(maker, frame -> {});
    return maker;
  }

  /** Hands every frame that this makes to the log. */
  public static void fill(FrameMaker maker, Consumer<Frame> log) {
    ShopSettings settings =
        new ShopSettings(
            "Watermill",
            Catalogue.CURRENCY,
            ZoneId.of("Asia/Shanghai"),
            Limits.PAYMENT_TIMEOUT_MAX,
            List.of());
    maker.decide(request(new DefineShop(settings)));
    for (int from = 0; from < Catalogue.SKUS; from += Limits.SKU_BATCH_ITEMS_MAX) {
      maker.decide(request(new DefineSkus(skus(from))));
      log.accept(maker.frame());
    }
    for (int i = 0; i < Catalogue.SKUS; i++) {
      SkuId sku = new SkuId(Catalogue.sku(i));
      MoveStock received = new MoveStock(sku, Catalogue.STOCK_UNITS, MovementCause.RECEIVED, null);
      maker.decide(request(received));
    }
    log.accept(maker.frame());
  }

  private static List<DefineSkus.Item> skus(int from) {
    List<DefineSkus.Item> skus = new ArrayList<>();
    int to = Math.min(from + Limits.SKU_BATCH_ITEMS_MAX, Catalogue.SKUS);
    for (int i = from; i < to; i++) {
      SkuDescription description =
          new SkuDescription(
              "Flour, stone-ground, no. " + i, Catalogue.price(i), null, null, null, true);
      skus.add(new DefineSku(new SkuId(Catalogue.sku(i)), description));
    }
    return skus;
  }

  private static Request request(Command command) {
    return Request.of(Catalogue.SHOP, Actor.OPERATOR, command);
  }
}
