package io.millrace.engine.shop;

import io.millrace.engine.shape.Texts;
import io.millrace.model.Limits;
import io.millrace.model.ShopSettings;
import io.millrace.model.Stays;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a shop's settings must look like. */
public final class ShopShape {
  /** An origin as browsers write it: no path, no user, and a port of at most five digits. */
  private static final Pattern ORIGIN =
      Pattern.compile(
          "[a-z][a-z0-9+.-]{0,31}://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

  private ShopShape() {}

  public static @Nullable Refusal check(ShopSettings settings) {
    Invalid name = Texts.check("name", settings.name(), Limits.SHOP_NAME_CHARS_MAX);
    if (name != null) {
      return name;
    }
    Invalid timeout =
        checkDuration(
            "paymentTimeout",
            settings.paymentTimeout(),
            Limits.PAYMENT_TIMEOUT_MIN,
            Limits.PAYMENT_TIMEOUT_MAX);
    Invalid stays = timeout != null ? timeout : checkStays(settings.stays());
    Invalid window =
        stays != null
            ? stays
            : checkDuration(
                "refundWindow",
                settings.refundWindow(),
                Limits.REFUND_WINDOW_MIN,
                Limits.REFUND_WINDOW_MAX);
    return window != null ? window : checkOrigins(settings.allowedOrigins());
  }

  private static @Nullable Invalid checkStays(Stays stays) {
    Invalid wrong = checkStay("stays.unshipped", stays.unshipped());
    if (wrong == null) {
      wrong = checkStay("stays.uncompleted", stays.uncompleted());
    }
    if (wrong == null) {
      wrong = checkStay("stays.completeAfterShipping", stays.completeAfterShipping());
    }
    return wrong != null
        ? wrong
        : checkStay("stays.completeAfterDelivery", stays.completeAfterDelivery());
  }

  private static @Nullable Invalid checkStay(String field, Duration stay) {
    return checkDuration(field, stay, Limits.STAY_MIN, Limits.STAY_MAX);
  }

  /** Whole milliseconds, because that is what a fact carries. */
  public static @Nullable Invalid checkDuration(
      String field, Duration duration, Duration min, Duration max) {
    if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
      return new Invalid(field, "must be from " + min + " to " + max);
    }
    if (!duration.equals(Duration.ofMillis(duration.toMillis()))) {
      return new Invalid(field, "has whole milliseconds");
    }
    return null;
  }

  private static @Nullable Invalid checkOrigins(List<String> origins) {
    if (origins.size() > Limits.ALLOWED_ORIGINS_MAX) {
      return new Invalid("allowedOrigins", "has at most " + Limits.ALLOWED_ORIGINS_MAX + " items");
    }
    for (int i = 0; i < origins.size(); i++) {
      String origin = origins.get(i);
      String field = "allowedOrigins[" + i + "]";
      Invalid text = Texts.check(field, origin, Limits.ORIGIN_CHARS_MAX);
      if (text != null) {
        return text;
      }
      if (!origin.equals("*") && !ORIGIN.matcher(origin).matches()) {
        return new Invalid(field, "must be * or scheme://host[:port]");
      }
      if (origins.indexOf(origin) < i) {
        return new Invalid(field, "is there twice");
      }
    }
    return null;
  }
}
