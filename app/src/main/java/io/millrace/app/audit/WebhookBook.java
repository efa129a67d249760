package io.millrace.app.audit;

import io.millrace.model.Limits;
import io.millrace.model.fact.WebhookEndpointDefined;
import io.millrace.model.fact.WebhookEndpointDisabled;
import io.millrace.model.fact.WebhookEndpointEnabled;
import io.millrace.model.fact.WebhookEndpointRemoved;
import io.millrace.model.fact.WebhookFact;
import io.millrace.model.fact.WebhookSecretRotated;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** A shop's endpoints of webhooks, as its facts tell of them. */
final class WebhookBook {

  private final Findings findings;
  private final Map<String, Standing> endpoints = new HashMap<>();

  WebhookBook(Findings findings) {
    this.findings = findings;
  }

  private record Standing(int version, boolean hears) {}

  void take(Place place, WebhookFact fact) {
    switch (fact) {
      case WebhookEndpointDefined defined when defined.version() == 1 -> {
        rule(defined.sealed() != null, place, () -> "an endpoint of webhooks has no secret");
        rule(
            endpoints.put(defined.endpoint(), new Standing(1, true)) == null,
            place,
            () -> "an endpoint of webhooks is made again");
        rule(
            endpoints.size() <= Limits.WEBHOOK_ENDPOINTS_MAX,
            place,
            () -> "a shop has %d endpoints of webhooks".formatted(endpoints.size()));
      }
      case WebhookEndpointDefined defined ->
          change(place, fact, defined.version(), standing(fact).hears());
      case WebhookSecretRotated rotated ->
          change(place, fact, rotated.version(), standing(fact).hears());
      case WebhookEndpointDisabled disabled -> {
        rule(standing(fact).hears(), place, () -> "an endpoint is disabled that was so already");
        change(place, fact, disabled.version(), false);
      }
      case WebhookEndpointEnabled enabled -> {
        rule(!standing(fact).hears(), place, () -> "an endpoint is enabled that was so already");
        change(place, fact, enabled.version(), true);
      }
      case WebhookEndpointRemoved removed ->
          rule(
              endpoints.remove(removed.endpoint()) != null,
              place,
              () -> "an endpoint of webhooks is removed that there is not");
    }
  }

  private Standing standing(WebhookFact fact) {
    return endpoints.getOrDefault(fact.endpoint(), new Standing(0, true));
  }

  private void change(Place place, WebhookFact fact, int version, boolean hears) {
    int before = standing(fact).version();
    rule(
        before > 0 && version == before + 1,
        place,
        () -> "an endpoint of webhooks has version %d after %d".formatted(version, before));
    endpoints.put(fact.endpoint(), new Standing(version, hears));
  }

  private void rule(boolean holds, Place place, Supplier<String> what) {
    findings.require(Promise.RULES, holds, place, what);
  }
}
