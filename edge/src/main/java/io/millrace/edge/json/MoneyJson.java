package io.millrace.edge.json;

import io.millrace.model.Money;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/** {@code {"amount":1999,"currency":"CNY"}}: minor units, never a fraction. */
public final class MoneyJson {
  private MoneyJson() {}

  public static Money read(JsonReader json) {
    @Nullable Long amount = null;
    @Nullable Currency currency = null;
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "amount" -> amount = json.integer();
        case "currency" -> currency = json.currency();
        default -> throw json.unknownField();
      }
    }
    return new Money(json.required(amount, "amount"), json.required(currency, "currency"));
  }
}
