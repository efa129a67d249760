package io.millrace.engine.goods;

import java.util.BitSet;

/**
 * Which SKUs may have sold out, or come back, since somebody last asked. No state: it follows from
 * what is applied, and an engine that nobody asks keeps a bit a SKU and no more.
 */
final class Shelves {
  private final BitSet turned = new BitSet();

  /** Told of each SKU as it is made, and whenever it may have become empty or not. */
  void turned(int sku) {
    turned.set(sku);
  }

  void take(Goods goods, ShelfTaker taker) {
    if (turned.isEmpty()) {
      return;
    }
    for (int number = turned.nextSetBit(0); number >= 0; number = turned.nextSetBit(number + 1)) {
      Sku sku = goods.get(number);
      taker.shelf(sku.shop().id(), sku.id(), sku.isSoldOut());
    }
    turned.clear();
  }
}
