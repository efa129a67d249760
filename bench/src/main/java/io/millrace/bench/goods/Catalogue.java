package io.millrace.bench.goods;

import io.millrace.model.ShopId;
import java.util.Currency;

/** What the measured shop sells, and to how many. Names are as long as those of real shops. */
public final class Catalogue {

  public static final ShopId SHOP = new ShopId("watermill");
  public static final Currency CURRENCY = Currency.getInstance("CNY");

  /** A shop of some size: a hot page of SKUs would stay in the processor's cache. */
  public static final int SKUS = 1_000;

  /** Of each SKU; no run sells a tenth of it, so none is refused. */
  public static final int STOCK_UNITS = 1_000_000_000;

  private static final int FIRST_NUMBER = 10_000_000;
  private static final long PRICE_MIN = 990;
  private static final long PRICE_STEP = 37;

  private Catalogue() {}

  /** A new string each time, as every request brings its own. */
  public static String sku(int number) {
    return "sku-" + (FIRST_NUMBER + number);
  }

  public static long price(int number) {
    return PRICE_MIN + number * PRICE_STEP;
  }
}
