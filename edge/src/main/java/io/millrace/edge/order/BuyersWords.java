package io.millrace.edge.order;

import io.millrace.edge.auth.Caller;
import io.millrace.edge.http.Problem;
import io.millrace.model.Label;
import java.util.regex.Pattern;

/**
 * What a buyer may write into an order: opaque ids. Facts are kept for years and cannot be
 * forgotten, so nothing that somebody types on a page gets there; free text is the merchant's to
 * give, who knows what it is.
 */
final class BuyersWords {
  private static final Pattern OPAQUE = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  private BuyersWords() {}

  static void check(Caller caller, PlaceOrderJson order) {
    if (!(caller instanceof Caller.Buyer)) {
      return;
    }
    String reference = order.reference();
    if (reference != null) {
      check("reference", reference);
    }
    for (Label label : order.metadata()) {
      check("metadata." + label.name(), label.name());
      check("metadata." + label.name(), label.value());
    }
  }

  private static void check(String field, String text) {
    if (!OPAQUE.matcher(text).matches()) {
      throw Problem.invalid(
              field, "from a buyer must be 1 to 64 of the characters A-Z a-z 0-9 . _ : -")
          .raised();
    }
  }
}
