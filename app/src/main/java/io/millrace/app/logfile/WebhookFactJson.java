package io.millrace.app.logfile;

import io.millrace.model.Secret;
import io.millrace.model.WebhookSettings;
import io.millrace.model.fact.WebhookEndpointDefined;
import io.millrace.model.fact.WebhookEndpointDisabled;
import io.millrace.model.fact.WebhookEndpointEnabled;
import io.millrace.model.fact.WebhookEndpointRemoved;
import io.millrace.model.fact.WebhookFact;
import io.millrace.model.fact.WebhookSecretRotated;
import tools.jackson.core.JsonGenerator;

/** Facts about webhooks, as {@code log dump} shows them. */
final class WebhookFactJson {

  private WebhookFactJson() {}

  static void write(JsonGenerator json, WebhookFact fact) {
    json.writeStringProperty("endpoint", fact.endpoint());
    switch (fact) {
      case WebhookEndpointDefined defined -> defined(json, defined);
      case WebhookSecretRotated rotated -> {
        json.writeStringProperty("sealed", rotated.sealed().toHex());
        json.writeStringProperty("overlapUntil", OrderJson.time(rotated.overlapUntilMillis()));
        json.writeNumberProperty("version", rotated.version());
      }
      case WebhookEndpointDisabled disabled -> {
        json.writeStringProperty("why", disabled.why().name());
        json.writeNumberProperty("version", disabled.version());
      }
      case WebhookEndpointEnabled enabled -> json.writeNumberProperty("version", enabled.version());
      case WebhookEndpointRemoved _ -> {}
    }
  }

  private static void defined(JsonGenerator json, WebhookEndpointDefined defined) {
    WebhookSettings settings = defined.settings();
    json.writeStringProperty("url", settings.url());
    json.writeArrayPropertyStart("eventTypes");
    settings.eventTypes().forEach(json::writeString);
    json.writeEndArray();
    json.writeStringProperty("description", settings.description());
    Secret sealed = defined.sealed();
    FactJson.optional(json, "sealed", sealed == null ? null : sealed.toHex());
    json.writeNumberProperty("version", defined.version());
  }
}
