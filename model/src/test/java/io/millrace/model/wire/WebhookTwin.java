package io.millrace.model.wire;

import com.google.protobuf.ByteString;
import io.millrace.model.Secret;
import io.millrace.model.fact.WebhookEndpointDefined;
import io.millrace.model.fact.WebhookEndpointDisabled;
import io.millrace.model.fact.WebhookEndpointEnabled;
import io.millrace.model.fact.WebhookEndpointRemoved;
import io.millrace.model.fact.WebhookFact;
import io.millrace.model.fact.WebhookSecretRotated;
import io.millrace.model.wire.facts.Record;
import io.millrace.model.wire.facts.WebhookDisabled;

/** Facts about webhooks, written by protoc's classes. */
final class WebhookTwin {

  private WebhookTwin() {}

  static void put(Record.Builder out, WebhookFact fact) {
    switch (fact) {
      case WebhookEndpointDefined defined -> {
        var message =
            out.getWebhookEndpointDefinedBuilder()
                .setEndpoint(defined.endpoint())
                .setUrl(defined.settings().url())
                .addAllEventTypes(defined.settings().eventTypes())
                .setDescription(defined.settings().description())
                .setVersion(defined.version());
        Secret sealed = defined.sealed();
        if (sealed != null) {
          message.setSealed(ByteString.copyFrom(sealed.bytes()));
        }
      }
      case WebhookEndpointRemoved removed ->
          out.getWebhookEndpointRemovedBuilder().setEndpoint(removed.endpoint());
      case WebhookSecretRotated rotated ->
          out.getWebhookSecretRotatedBuilder()
              .setEndpoint(rotated.endpoint())
              .setSealed(ByteString.copyFrom(rotated.sealed().bytes()))
              .setOverlapUntilMillis(rotated.overlapUntilMillis())
              .setVersion(rotated.version());
      case WebhookEndpointDisabled disabled ->
          out.getWebhookEndpointDisabledBuilder()
              .setEndpoint(disabled.endpoint())
              .setWhy(WebhookDisabled.valueOf(disabled.why().name()))
              .setVersion(disabled.version());
      case WebhookEndpointEnabled enabled ->
          out.getWebhookEndpointEnabledBuilder()
              .setEndpoint(enabled.endpoint())
              .setVersion(enabled.version());
    }
  }
}
