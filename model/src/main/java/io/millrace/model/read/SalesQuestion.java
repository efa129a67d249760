package io.millrace.model.read;

import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was sold in each of some periods. */
public record SalesQuestion(ShopId shop, Of of, List<Periods.Period> periods) {
  public SalesQuestion {
    periods = List.copyOf(periods);
  }

  /** Of what. */
  public sealed interface Of {

    /** Of everything, charges and all. */
    record Shop() implements Of {}

    /** Of one SKU. */
    record Sku(SkuId sku) implements Of {}

    /**
     * Of each SKU by itself, in the order of their ids.
     *
     * @param after begins behind this one
     */
    record EachSku(@Nullable SkuId after, int limit) implements Of {}
  }
}
