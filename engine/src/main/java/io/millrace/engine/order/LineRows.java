package io.millrace.engine.order;

import io.millrace.engine.goods.Goods;
import io.millrace.engine.goods.Sku;
import io.millrace.engine.table.Rows;
import io.millrace.model.PricedLine;

/**
 * The lines of all orders, 24 bytes each. A SKU is its number, and its name as it was then is a
 * number among the names that orders have frozen of it.
 *
 * <pre>
 *  63                      32 31                       1        0
 * ┌──────────────────────────┬──────────────────────────────────┐
 * │ SKU                      │ name                             │ 0
 * ├──────────────────────────┼────────────────────────┬─────────┤
 * │ free                     │ quantity               │ counted │ 1
 * ├──────────────────────────┴────────────────────────┴─────────┤
 * │ unit price                                                  │ 2
 * └─────────────────────────────────────────────────────────────┘
 * </pre>
 */
final class LineRows {
  private static final int SKU_AND_NAME = 0;
  private static final int QUANTITY_AND_COUNTED = 1;
  private static final int UNIT_PRICE = 2;
  private static final int WORDS = 3;

  private final Goods goods;
  private final Rows rows = new Rows(WORDS);

  LineRows(Goods goods) {
    this.goods = goods;
  }

  /** Appends a line and returns its number. */
  int add(Sku sku, int name, PricedLine line) {
    int number = rows.add();
    long[] chunk = rows.chunkOf(number);
    int place = rows.placeOf(number);
    chunk[place + SKU_AND_NAME] = (long) sku.number() << Integer.SIZE | name;
    chunk[place + QUANTITY_AND_COUNTED] = (long) line.quantity() << 1 | (line.counted() ? 1 : 0);
    chunk[place + UNIT_PRICE] = line.unitPrice();
    return number;
  }

  /** The number that the next line gets. */
  int next() {
    return rows.size();
  }

  Sku sku(int line) {
    return goods.get((int) (rows.get(line, SKU_AND_NAME) >>> Integer.SIZE));
  }

  int quantity(int line) {
    return (int) (rows.get(line, QUANTITY_AND_COUNTED) >>> 1);
  }

  boolean counted(int line) {
    return (rows.get(line, QUANTITY_AND_COUNTED) & 1) != 0;
  }

  PricedLine get(int line) {
    Sku sku = sku(line);
    return new PricedLine(
        sku.id(),
        sku.frozenNames().get((int) rows.get(line, SKU_AND_NAME)),
        quantity(line),
        rows.get(line, UNIT_PRICE),
        counted(line));
  }

  long bytes() {
    return rows.bytes();
  }
}
