package io.millrace.projection;

import io.millrace.model.BuyerId;
import io.millrace.model.ShopId;
import io.millrace.model.SlotTable;

/**
 * Which rows a database has when the read model is split over several: those of its slots. What
 * follows from an order goes with the order's buyer, what is the shop's own with the shop.
 *
 * @param place 1, 2, 3 … in the list of databases
 * @param of how many there are
 */
public record Part(int place, int of) {

  /** Of the only database, which has every row. */
  public static final Part WHOLE = new Part(1, 1);

  public Part {
    if (place < 1 || place > of || of > SlotTable.SLOTS) {
      throw new IllegalArgumentException("there is no part " + place + " of " + of);
    }
  }

  boolean isWhole() {
    return of == 1;
  }

  boolean has(ShopId shop, BuyerId buyer) {
    return isWhole() || placeOf(shop, buyer, of) == place;
  }

  /** Whether it has what is the shop's own. */
  boolean has(ShopId shop) {
    return isWhole() || placeOf(SlotTable.slotOf(shop), of) == place;
  }

  /** Where a buyer's rows are among so many databases. */
  static int placeOf(ShopId shop, BuyerId buyer, int of) {
    return placeOf(SlotTable.slotOf(shop, buyer), of);
  }

  private static int placeOf(int slot, int of) {
    return slot % of + 1;
  }

  /** For whoever has changed the list of databases. */
  String unlike(Part stored) {
    return "its tables are "
        + stored
        + " and are to be "
        + this
        + ": name the databases as before, or rebuild this one";
  }

  @Override
  public String toString() {
    return isWhole() ? "the whole read model" : "part " + place + " of " + of + " of a read model";
  }
}
