package io.millrace.bench.versus.peer;

import io.millrace.bench.goods.Catalogue;

/**
 * What every peer sells: SKUs over which orders are spread, the first of which is the hot one, and
 * one more of which there is little.
 *
 * @param spread how many SKUs there are beside the scarce one
 * @param hotRows units of the hot SKU where each unit is a row
 * @param spreadRows the same of any other
 */
public record Goods(int spread, int hotRows, int spreadRows) {

  /** Of the scarce SKU, in every peer. */
  public static final int SCARCE_UNITS = 500;

  public int count() {
    return spread + 1;
  }

  /** Its number. */
  public int scarce() {
    return spread;
  }

  /** Of what is counted and not kept in rows. */
  long units(int number) {
    return number == scarce() ? SCARCE_UNITS : Catalogue.STOCK_UNITS;
  }

  /** Of what is kept in rows. */
  int rows(int number) {
    if (number == scarce()) {
      return SCARCE_UNITS;
    }
    return number == 0 ? hotRows : spreadRows;
  }
}
