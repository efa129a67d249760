package io.millrace.model;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;

/**
 * What an operator says about a shop.
 *
 * @param refundWindow so long after its completion something may still happen to an order
 */
public record ShopSettings(
    String name,
    Currency currency,
    ZoneId timezone,
    Duration paymentTimeout,
    List<String> allowedOrigins,
    Stays stays,
    Duration refundWindow) {

  /**
   * Of a shop that says nothing else. Also what facts mean that are older than the window: so it
   * never changes.
   */
  public static final Duration REFUND_WINDOW_DEFAULT = Duration.ofDays(90);

  /** With the usual window for refunds. */
  public ShopSettings(
      String name,
      Currency currency,
      ZoneId timezone,
      Duration paymentTimeout,
      List<String> allowedOrigins,
      Stays stays) {
    this(name, currency, timezone, paymentTimeout, allowedOrigins, stays, REFUND_WINDOW_DEFAULT);
  }

  /** With the usual stays and window. */
  public ShopSettings(
      String name,
      Currency currency,
      ZoneId timezone,
      Duration paymentTimeout,
      List<String> allowedOrigins) {
    this(name, currency, timezone, paymentTimeout, allowedOrigins, Stays.DEFAULT);
  }

  public ShopSettings {
    allowedOrigins = List.copyOf(allowedOrigins);
  }
}
