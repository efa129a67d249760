package io.millrace.bench.goods;

/**
 * What one buyer wants: {@code quantities[i]} of SKU number {@code skus[i]}, each SKU once.
 *
 * @param buyer the number of the buyer
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read once, never compared
public record Basket(int buyer, int[] skus, int[] quantities) {

  public long total() {
    long total = 0;
    for (int i = 0; i < skus.length; i++) {
      total += Catalogue.price(skus[i]) * quantities[i];
    }
    return total;
  }

  public int units() {
    int units = 0;
    for (int quantity : quantities) {
      units += quantity;
    }
    return units;
  }
}
