package io.millrace.model;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;

/** What an operator says about a shop. */
public record ShopSettings(
    String name,
    Currency currency,
    ZoneId timezone,
    Duration paymentTimeout,
    List<String> allowedOrigins,
    Stays stays) {

  /** With the usual stays. */
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
