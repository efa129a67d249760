package io.millrace.engine.webhook;

import io.millrace.engine.shape.Texts;
import io.millrace.engine.shape.Urls;
import io.millrace.model.Limits;
import io.millrace.model.PartyUrl;
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

/** What an endpoint must look like. */
public final class WebhookShape {

  private static final Pattern TYPE = Pattern.compile("[a-z_]{1,30}\\.[a-z_]{1,30}");

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

  /** Whether there is such a party is the edge's to say: it stands in an operator's file. */
  private static @Nullable Invalid checkUrl(String url) {
    if (!PartyUrl.isMeant(url) || url.length() > Limits.WEBHOOK_URL_CHARS_MAX) {
      return Urls.check("url", url);
    }
    return PartyUrl.of(url).isPresent()
        ? null
        : new Invalid("url", "must be party:NAME/path[?query], without a step up");
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
