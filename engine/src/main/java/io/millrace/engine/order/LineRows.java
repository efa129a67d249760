package io.millrace.engine.order;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.goods.Goods;
import io.millrace.engine.goods.Sku;
import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.snapshot.StateWriter;
import io.millrace.engine.table.FreeNumbers;
import io.millrace.engine.table.Rows;
import io.millrace.model.PricedLine;
import org.jspecify.annotations.Nullable;

/**
 * The lines of all orders, 24 bytes each; those of one order lie together. Places that were given
 * back go to the next order of as many lines, so there are as many as orders of each length ever
 * needed at once. A SKU is its number, and its name as it was then is a number among the names that
 * orders have frozen of it.
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

  /** By the number of lines: where those of orders that have left began. */
  private final @Nullable FreeNumbers[] free = new FreeNumbers[Span.COUNT_MAX + 1];

  LineRows(Goods goods) {
    this.goods = goods;
  }

  /** Places for so many lines, one after the other; returns the first. */
  int claim(int count) {
    FreeNumbers alike = free[count];
    int reused = alike == null ? FreeNumbers.NONE : alike.pop();
    if (reused != FreeNumbers.NONE) {
      return reused;
    }
    int first = rows.size();
    for (int i = 0; i < count; i++) {
      rows.append();
    }
    return first;
  }

  /** The next order of as many lines may have the places. */
  void remove(Span lines) {
    FreeNumbers alike = free[lines.count()];
    if (alike == null) {
      alike = new FreeNumbers();
      free[lines.count()] = alike;
    }
    alike.push(lines.first());
  }

  void set(int number, Sku sku, int name, PricedLine line) {
    long[] chunk = rows.chunkOf(number);
    int place = rows.placeOf(number);
    chunk[place + SKU_AND_NAME] = (long) sku.number() << Integer.SIZE | name;
    chunk[place + QUANTITY_AND_COUNTED] = (long) line.quantity() << 1 | (line.counted() ? 1 : 0);
    chunk[place + UNIT_PRICE] = line.unitPrice();
  }

  void write(int line, StateWriter to) {
    to.number(rows.get(line, SKU_AND_NAME))
        .number(rows.get(line, QUANTITY_AND_COUNTED))
        .number(rows.get(line, UNIT_PRICE));
  }

  void read(int number, StateReader from) {
    for (int word = 0; word < WORDS; word++) {
      rows.set(number, word, from.number());
    }
    int sku = (int) (rows.get(number, SKU_AND_NAME) >>> Integer.SIZE);
    check(sku >= 0 && sku < goods.size(), "a line's SKU is there");
    int name = (int) rows.get(number, SKU_AND_NAME);
    check(goods.get(sku).frozenNames().has(name), "a line's name is there");
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
