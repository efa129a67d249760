package io.millrace.app.audit;

import io.millrace.model.PerBuyerLimit;
import io.millrace.model.PricedLine;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.fact.SkuBatchAnswered;
import io.millrace.model.fact.SkuDefined;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The SKUs of one shop as they are described: versions, prices, limits. */
final class Goods {

  private final Findings findings;
  private final Map<SkuId, SkuDefined> skus = new HashMap<>();

  Goods(Findings findings) {
    this.findings = findings;
  }

  void defined(Place place, SkuDefined defined) {
    SkuDefined before = skus.put(defined.sku(), defined);
    int version = before == null ? 0 : before.version();
    findings.require(
        Promise.RULES,
        defined.version() == version + 1,
        place,
        () ->
            "SKU %s has version %d after %d".formatted(defined.sku(), defined.version(), version));
  }

  void answered(Place place, SkuBatchAnswered answered) {
    for (SkuBatchAnswered.Item item : answered.items()) {
      SkuDefined sku = skus.get(item.sku());
      findings.require(
          Promise.RULES,
          sku != null && sku.version() >= item.version(),
          place,
          () ->
              "a batch was answered with version %d of %s, which there never was"
                  .formatted(item.version(), item.sku()));
    }
  }

  /** A line stands at the price that the SKU has at this moment, and the SKU is on sale. */
  void priced(Place place, PricedLine line) {
    SkuDefined sku = skus.get(line.sku());
    findings.require(
        Promise.RULES,
        sku != null && isSoldAs(sku.description(), line),
        place,
        () ->
            "a line of %s at %d is not how the SKU is sold"
                .formatted(line.sku(), line.unitPrice()));
  }

  private static boolean isSoldAs(SkuDescription sku, PricedLine line) {
    return sku.onSale() && sku.price() == line.unitPrice() && sku.name().equals(line.name());
  }

  boolean has(SkuId sku) {
    return skus.containsKey(sku);
  }

  @Nullable PerBuyerLimit limitOf(SkuId sku) {
    SkuDefined defined = skus.get(sku);
    return defined == null ? null : defined.description().perBuyerLimit();
  }
}
