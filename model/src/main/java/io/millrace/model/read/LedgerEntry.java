package io.millrace.model.read;

import io.millrace.model.OrderId;
import org.jspecify.annotations.Nullable;

/**
 * One change of a SKU's stock. The numbers of a SKU are the sums of its entries.
 *
 * @param cause by hand {@code RECEIVED CORRECTED DAMAGED RETURNED}; by orders {@code HELD RELEASED
 *     COMMITTED SHIPPED}
 * @param quantity as it was asked for by hand, and else so many units
 * @param available by how much the number changed, as {@code held} and {@code committed}
 * @param movement the id of a change by hand
 */
public record LedgerEntry(
    Place place,
    long atMillis,
    String cause,
    long quantity,
    long available,
    long held,
    long committed,
    @Nullable OrderId order,
    @Nullable Long movement,
    @Nullable String reference) {

  /**
   * Where it stands.
   *
   * @param position the shop's sequence of the fact
   * @param number 1, 2, 3 … within the fact
   */
  public record Place(long position, int number) {}
}
