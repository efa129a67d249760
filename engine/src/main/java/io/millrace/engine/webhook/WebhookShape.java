package io.millrace.engine.webhook;

import io.millrace.engine.shape.Texts;
import io.millrace.model.Limits;
import io.millrace.model.WebhookSettings;
import io.millrace.model.command.DefineWebhookEndpoint;
import io.millrace.model.command.DisableWebhookEndpoint;
import io.millrace.model.command.EnableWebhookEndpoint;
import io.millrace.model.command.RemoveWebhookEndpoint;
import io.millrace.model.command.RotateWebhookSecret;
import io.millrace.model.command.WebhookChange;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.Refusal;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint must look like. Whether its address may be called is asked when it is: names
 * lead elsewhere tomorrow.
 */
public final class WebhookShape {

  /** No user, no password and no fragment: the one is logged elsewhere, the other never sent. */
  private static final Pattern ORIGIN =
      Pattern.compile("https?://([A-Za-z0-9._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

  private static final String PATH_CHARS = "-._~:/?@!$&'()*+,;=%";

  private static final Pattern TYPE = Pattern.compile("[a-z_]{1,30}\\.[a-z_]{1,30}");

  private static final int PORT_MAX = 65_535;

  private WebhookShape() {}

  public static @Nullable Refusal check(WebhookChange change) {
    return switch (change) {
      case DefineWebhookEndpoint define -> check(define);
      case RemoveWebhookEndpoint _,
          RotateWebhookSecret _,
          DisableWebhookEndpoint _,
          EnableWebhookEndpoint _ ->
          null;
    };
  }

  private static @Nullable Refusal check(DefineWebhookEndpoint define) {
    WebhookSettings settings = define.settings();
    Invalid wrong = Texts.check("id", define.endpoint(), Limits.REFERENCE_CHARS_MAX);
    if (wrong == null) {
      wrong = checkUrl(settings.url());
    }
    if (wrong == null) {
      wrong = checkTypes(settings.eventTypes());
    }
    return wrong != null || settings.description().isEmpty()
        ? wrong
        : Texts.check("description", settings.description(), Limits.WEBHOOK_DESCRIPTION_CHARS_MAX);
  }

  private static @Nullable Invalid checkUrl(String url) {
    if (url.length() > Limits.WEBHOOK_URL_CHARS_MAX) {
      return new Invalid("url", "has at most " + Limits.WEBHOOK_URL_CHARS_MAX + " characters");
    }
    int slash = url.indexOf('/', "https://".length());
    int query = url.indexOf('?');
    int end = slash < 0 || (query >= 0 && query < slash) ? query : slash;
    String origin = end < 0 ? url : url.substring(0, end);
    if (!ORIGIN.matcher(origin).matches() || !hasHost(origin) || !hasPort(origin)) {
      return new Invalid("url", "must be http(s)://host[:port][/path][?query], without a user");
    }
    for (int i = origin.length(); i < url.length(); i++) {
      if (!isOfPath(url, i)) {
        return new Invalid("url", "holds what must be percent-encoded, or a fragment");
      }
    }
    return null;
  }

  /** Whoever sends must be able to read what was taken here. */
  private static boolean hasHost(String origin) {
    int open = origin.indexOf('[');
    return open < 0 || SixLiteral.isOne(origin.substring(open + 1, origin.indexOf(']')));
  }

  private static boolean hasPort(String origin) {
    int colon = origin.lastIndexOf(':');
    boolean isPort = colon > "https:".length() && origin.indexOf(']', colon) < 0;
    return !isPort || Integer.parseInt(origin.substring(colon + 1)) <= PORT_MAX;
  }

  private static boolean isOfPath(String url, int at) {
    char c = url.charAt(at);
    if (c == '%') {
      return at + 2 < url.length() && isHex(url.charAt(at + 1)) && isHex(url.charAt(at + 2));
    }
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || PATH_CHARS.indexOf(c) >= 0;
  }

  private static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  private static @Nullable Invalid checkTypes(List<String> types) {
    if (types.isEmpty() || types.size() > Limits.WEBHOOK_EVENT_TYPES_MAX) {
      return new Invalid(
          "eventTypes", "has 1 to " + Limits.WEBHOOK_EVENT_TYPES_MAX + " items; [\"*\"] is all");
    }
    for (int i = 0; i < types.size(); i++) {
      String type = types.get(i);
      String field = "eventTypes[" + i + "]";
      if (!type.equals(WebhookSettings.EVERY_TYPE) && !TYPE.matcher(type).matches()) {
        return new Invalid(field, "must be a type of event, such as order.paid, or *");
      }
      if (types.indexOf(type) < i) {
        return new Invalid(field, "is there twice");
      }
    }
    return null;
  }
}
