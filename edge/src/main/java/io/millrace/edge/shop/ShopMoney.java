package io.millrace.edge.shop;

import io.millrace.edge.auth.Credentials;
import io.millrace.edge.json.JsonReader;
import io.millrace.edge.json.MoneyJson;
import io.millrace.model.Money;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * Reads money where only the shop's own currency makes sense and commands carry bare amounts:
 * prices and charges. The currency comes from the edge's view of durable facts, which is as new as
 * any answer that the client has; a shop that is not there yet is refused by its shard.
 */
public record ShopMoney(@Nullable Currency currency) {
  public static ShopMoney of(Credentials credentials, ShopId shop) {
    ShopSettings settings = credentials.settings(shop);
    return new ShopMoney(settings == null ? null : settings.currency());
  }

  public long amount(JsonReader json) {
    Money money = MoneyJson.read(json);
    if (currency != null && !currency.equals(money.currency())) {
      throw json.refused("must be in the shop's currency, " + currency.getCurrencyCode());
    }
    return money.amount();
  }
}
