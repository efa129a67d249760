package io.millrace.engine.order;

import io.millrace.engine.shape.Pages;
import io.millrace.engine.shape.Texts;
import io.millrace.engine.shop.ShopShape;
import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Charge;
import io.millrace.model.Label;
import io.millrace.model.Limits;
import io.millrace.model.Money;
import io.millrace.model.ShippedLine;
import io.millrace.model.SubmitToken;
import io.millrace.model.WantedLine;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.ListOrdersOfBuyer;
import io.millrace.model.command.ListStuckOrders;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.PriceLines;
import io.millrace.model.command.ShipOrder;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.NotPermitted;
import io.millrace.model.refusal.PriceGuardMissing;
import io.millrace.model.refusal.Refusal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What requests about orders must look like. */
public final class OrderShape {
  /** How far a merchant's clock may be ahead of ours. */
  static final long AHEAD_MILLIS_MAX = 5 * 60_000;

  private OrderShape() {}

  public static @Nullable Refusal check(PlaceOrder place, Actor actor, long nowMillis) {
    Refusal wrong = checkBuyer(actor, place.buyer());
    if (wrong == null) {
      wrong = checkLines(place.lines());
    }
    if (wrong == null && !place.charges().isEmpty()) {
      wrong = checkCharges(place.charges(), actor);
    }
    if (wrong == null) {
      wrong = Texts.checkOptional("reference", place.reference(), Limits.REFERENCE_CHARS_MAX);
    }
    if (wrong == null && !place.metadata().isEmpty()) {
      wrong = checkMetadata(place.metadata());
    }
    if (wrong == null && place.paymentTimeout() != null) {
      wrong = checkTimeout(place.paymentTimeout(), actor);
    }
    return wrong != null ? wrong : checkGuards(place, actor, nowMillis);
  }

  public static @Nullable Refusal check(PriceLines price, Actor actor) {
    Refusal wrong = checkBuyer(actor, price.buyer());
    return wrong != null ? wrong : checkLines(price.lines());
  }

  public static @Nullable Refusal check(ListOrdersOfBuyer list, Actor actor) {
    Refusal wrong = checkBuyer(actor, list.buyer());
    return wrong != null ? wrong : Pages.check(list.limit());
  }

  public static @Nullable Refusal check(ListStuckOrders list, Actor actor) {
    return actor.role() == Actor.Role.BUYER
        ? new NotPermitted("stuck", "is not for buyers")
        : Pages.check(list.limit());
  }

  /** A buyer acts only as itself. */
  static @Nullable Refusal checkBuyer(Actor actor, BuyerId buyer) {
    return actor.role() == Actor.Role.BUYER && !actor.id().equals(buyer.value())
        ? new NotPermitted("buyer", "a buyer acts only as itself")
        : null;
  }

  private static @Nullable Refusal checkLines(List<WantedLine> lines) {
    if (lines.isEmpty()) {
      return new Invalid("lines", "must not be empty");
    }
    if (lines.size() > Limits.ORDER_LINES_MAX) {
      return new Invalid("lines", "has at most " + Limits.ORDER_LINES_MAX + " items");
    }
    for (int i = 0; i < lines.size(); i++) {
      int quantity = lines.get(i).quantity();
      if (quantity < 1 || quantity > Limits.LINE_QUANTITY_MAX) {
        return new Invalid(
            "lines[" + i + "].quantity", "must be from 1 to " + Limits.LINE_QUANTITY_MAX);
      }
    }
    return null;
  }

  private static @Nullable Refusal checkCharges(List<Charge> charges, Actor actor) {
    if (actor.role() == Actor.Role.BUYER) {
      return new NotPermitted("charges", "are the merchant's to give");
    }
    if (charges.size() > Limits.ORDER_CHARGES_MAX) {
      return new Invalid("charges", "has at most " + Limits.ORDER_CHARGES_MAX + " items");
    }
    for (int i = 0; i < charges.size(); i++) {
      Charge charge = charges.get(i);
      String field = "charges[" + i + "]";
      Invalid label = Texts.check(field + ".label", charge.label(), Limits.CHARGE_LABEL_CHARS_MAX);
      if (label != null) {
        return label;
      }
      if (charge.amount() < 0 && charge.kind() != Charge.Kind.ADJUSTMENT) {
        return new Invalid(field + ".amount", "only an ADJUSTMENT may be negative");
      }
      if (charge.amount() > Limits.AMOUNT_MAX || charge.amount() < -Limits.AMOUNT_MAX) {
        return new Invalid(field + ".amount", "is at most " + Limits.AMOUNT_MAX);
      }
    }
    return null;
  }

  private static @Nullable Refusal checkNames(ShipOrder ship) {
    Refusal wrong =
        Texts.check("trackingNumber", ship.trackingNumber(), Limits.TRACKING_NUMBER_CHARS_MAX);
    if (wrong == null) {
      wrong = Texts.checkOptional("reference", ship.reference(), Limits.REFERENCE_CHARS_MAX);
    }
    return wrong != null ? wrong : checkMetadata(ship.metadata());
  }

  private static @Nullable Refusal checkMetadata(List<Label> metadata) {
    if (metadata.size() > Limits.METADATA_LABELS_MAX) {
      return new Invalid("metadata", "has at most " + Limits.METADATA_LABELS_MAX + " entries");
    }
    String before = "";
    for (Label label : metadata) {
      Invalid wrong = Texts.check("metadata", label.name(), Limits.METADATA_NAME_CHARS_MAX);
      if (wrong == null) {
        wrong =
            Texts.check("metadata." + label.name(), label.value(), Limits.METADATA_VALUE_CHARS_MAX);
      }
      if (wrong != null) {
        return wrong;
      }
      if (label.name().compareTo(before) <= 0) {
        return new Invalid("metadata", "names must be unique and in order");
      }
      before = label.name();
    }
    return null;
  }

  private static @Nullable Refusal checkTimeout(Duration timeout, Actor actor) {
    return actor.role() == Actor.Role.BUYER
        ? new NotPermitted("paymentTimeout", "is the merchant's to give")
        : ShopShape.checkDuration(
            "paymentTimeout", timeout, Limits.PAYMENT_TIMEOUT_MIN, Limits.PAYMENT_TIMEOUT_MAX);
  }

  private static @Nullable Refusal checkGuards(PlaceOrder place, Actor actor, long nowMillis) {
    Money expected = place.expectedTotal();
    SubmitToken token = place.submitToken();
    if (expected == null && token == null && actor.role() == Actor.Role.BUYER) {
      return new PriceGuardMissing();
    }
    if (expected != null && (expected.amount() < 0 || expected.amount() > Limits.AMOUNT_MAX)) {
      return new Invalid("expectedTotal.amount", "must be from 0 to " + Limits.AMOUNT_MAX);
    }
    if (token == null) {
      return null;
    }
    if (!token.buyer().equals(place.buyer())) {
      return new Invalid("submitToken", "is another buyer's");
    }
    // A token must not outlive the memory that it was spent. Ours live half an hour.
    return token.expiresAtMillis() - nowMillis > Limits.KEY_WINDOW.toMillis()
        ? new Invalid("submitToken", "lives too long")
        : null;
  }

  public static @Nullable Refusal check(MarkPaid paid, long nowMillis) {
    if (paid.amount().amount() < 0 || paid.amount().amount() > Limits.AMOUNT_MAX) {
      return new Invalid("amount.amount", "must be from 0 to " + Limits.AMOUNT_MAX);
    }
    Invalid wrong = Texts.check("reference", paid.reference(), Limits.REFERENCE_CHARS_MAX);
    return wrong != null || paid.paidAtMillis() == null
        ? wrong
        : checkMoment("paidAt", paid.paidAtMillis(), nowMillis);
  }

  public static @Nullable Refusal check(DeliverShipment deliver, long nowMillis) {
    return checkMoment("at", deliver.deliveredAtMillis(), nowMillis);
  }

  private static @Nullable Invalid checkMoment(String field, long millis, long nowMillis) {
    if (millis <= 0) {
      return new Invalid(field, "is before 1970");
    }
    return millis > nowMillis + AHEAD_MILLIS_MAX ? new Invalid(field, "is in the future") : null;
  }

  public static @Nullable Refusal check(CancelOrder cancel) {
    String reason = cancel.reason();
    if (reason == null) {
      return null;
    }
    boolean valid = !reason.isEmpty() && reason.length() <= Limits.CANCEL_REASON_CHARS_MAX;
    for (int i = 0; i < reason.length() && valid; i++) {
      char c = reason.charAt(i);
      valid = (c >= 'A' && c <= 'Z') || c == '_';
    }
    return valid
        ? null
        : new Invalid("reason", "must be 1 to " + Limits.CANCEL_REASON_CHARS_MAX + " of A-Z and _");
  }

  public static @Nullable Refusal check(ShipOrder ship) {
    if (ship.lines().size() > Limits.ORDER_LINES_MAX) {
      return new Invalid("lines", "has at most " + Limits.ORDER_LINES_MAX + " items");
    }
    boolean[] seen = new boolean[Limits.ORDER_LINES_MAX];
    for (int i = 0; i < ship.lines().size(); i++) {
      ShippedLine line = ship.lines().get(i);
      if (line.line() < 1 || line.line() > Limits.ORDER_LINES_MAX) {
        return new Invalid("lines[" + i + "].line", "is a line of the order, counted from 1");
      }
      if (line.quantity() < 1 || line.quantity() > Limits.LINE_QUANTITY_MAX) {
        return new Invalid(
            "lines[" + i + "].quantity", "must be from 1 to " + Limits.LINE_QUANTITY_MAX);
      }
      if (seen[line.line() - 1]) {
        return new Invalid("lines[" + i + "].line", "is there twice");
      }
      seen[line.line() - 1] = true;
    }
    Invalid wrong = Texts.check("carrier", ship.carrier(), Limits.CARRIER_CHARS_MAX);
    return wrong != null ? wrong : checkNames(ship);
  }
}
