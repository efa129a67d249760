package io.millrace.model.read;

import io.millrace.model.SkuId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was sold.
 *
 * @param more whether more SKUs follow
 */
public record SalesReport(List<Row> rows, boolean more) {
  public SalesReport {
    rows = List.copyOf(rows);
  }

  /**
   * Of a SKU, or of the shop.
   *
   * @param periods one for each that was asked for
   */
  public record Row(@Nullable SkuId sku, List<Sales> periods) {
    public Row {
      periods = List.copyOf(periods);
    }
  }
}
