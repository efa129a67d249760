package io.millrace.engine.webhook;

import io.millrace.engine.shop.Shop;
import io.millrace.model.Limits;
import io.millrace.model.Outcome;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.WebhookSettings;
import io.millrace.model.answer.WebhookEndpointGone;
import io.millrace.model.answer.WebhookEndpointList;
import io.millrace.model.answer.WebhookEndpointView;
import io.millrace.model.command.DefineWebhookEndpoint;
import io.millrace.model.command.DisableWebhookEndpoint;
import io.millrace.model.command.EnableWebhookEndpoint;
import io.millrace.model.command.RemoveWebhookEndpoint;
import io.millrace.model.command.RotateWebhookSecret;
import io.millrace.model.command.WebhookChange;
import io.millrace.model.fact.WebhookEndpointDefined;
import io.millrace.model.fact.WebhookEndpointDisabled;
import io.millrace.model.fact.WebhookEndpointEnabled;
import io.millrace.model.fact.WebhookEndpointRemoved;
import io.millrace.model.fact.WebhookFact;
import io.millrace.model.fact.WebhookSecretRotated;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.Refusal;
import io.millrace.model.refusal.VersionMismatch;
import io.millrace.model.refusal.WebhookEndpointUnknown;
import io.millrace.model.refusal.WebhookEndpointsFull;
import org.jspecify.annotations.Nullable;

/** Decides what is asked about endpoints of webhooks; changes nothing. */
public final class WebhookRules {
  private final Webhooks webhooks;

  public WebhookRules(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  public Outcome change(Request request, Shop shop, WebhookChange change, long nowMillis) {
    Endpoint endpoint = webhooks.find(shop, change.endpoint());
    if (change instanceof DefineWebhookEndpoint define && define.sealed() != null) {
      return make(request, shop, define, endpoint, nowMillis);
    }
    if (endpoint == null) {
      return new Outcome.Refused(new WebhookEndpointUnknown(change.endpoint()));
    }
    Refusal version = checkVersion(request.precondition(), endpoint.version());
    return version != null
        ? new Outcome.Refused(version)
        : change(request, shop, change, endpoint, nowMillis);
  }

  private Outcome make(
      Request request,
      Shop shop,
      DefineWebhookEndpoint define,
      @Nullable Endpoint known,
      long nowMillis) {
    if (known != null) {
      return new Outcome.Refused(new Invalid("id", "is the id of another endpoint"));
    }
    if (webhooks.of(shop).size() >= Limits.WEBHOOK_ENDPOINTS_MAX) {
      return new Outcome.Refused(new WebhookEndpointsFull(Limits.WEBHOOK_ENDPOINTS_MAX));
    }
    WebhookEndpointDefined fact =
        new WebhookEndpointDefined(define.endpoint(), define.settings(), define.sealed(), 1);
    return shop.accept(request, fact, view(fact, nowMillis));
  }

  private static WebhookEndpointView view(WebhookEndpointDefined made, long nowMillis) {
    return new WebhookEndpointView(
        made.endpoint(), made.settings(), null, 0, made.version(), nowMillis, nowMillis);
  }

  private static @Nullable Refusal checkVersion(Precondition precondition, int current) {
    return precondition instanceof Precondition.Version(int version) && version != current
        ? new VersionMismatch(current)
        : null;
  }

  private static Outcome change(
      Request request, Shop shop, WebhookChange change, Endpoint endpoint, long nowMillis) {
    int next = endpoint.version() + 1;
    return switch (change) {
      case DefineWebhookEndpoint(String id, WebhookSettings settings, _) ->
          settings.equals(endpoint.settings())
              ? unchanged(endpoint)
              : changed(
                  request,
                  shop,
                  new WebhookEndpointDefined(id, settings, null, next),
                  endpoint.redefined(settings, nowMillis));
      case RotateWebhookSecret rotate -> {
        long overlapUntil = nowMillis + Limits.WEBHOOK_SECRET_OVERLAP.toMillis();
        yield changed(
            request,
            shop,
            new WebhookSecretRotated(endpoint.id(), rotate.sealed(), overlapUntil, next),
            endpoint.rotated(rotate.sealed(), overlapUntil, nowMillis));
      }
      case DisableWebhookEndpoint disable ->
          endpoint.disabled() != null
              ? unchanged(endpoint)
              : changed(
                  request,
                  shop,
                  new WebhookEndpointDisabled(endpoint.id(), disable.why(), next),
                  endpoint.disabled(disable.why(), nowMillis));
      case EnableWebhookEndpoint _ ->
          endpoint.disabled() == null
              ? unchanged(endpoint)
              : changed(
                  request,
                  shop,
                  new WebhookEndpointEnabled(endpoint.id(), next),
                  endpoint.disabled(null, nowMillis));
      case RemoveWebhookEndpoint remove ->
          shop.accept(
              request,
              new WebhookEndpointRemoved(remove.endpoint()),
              new WebhookEndpointGone(remove.endpoint()));
    };
  }

  private static Outcome unchanged(Endpoint endpoint) {
    return new Outcome.Answered(endpoint.view());
  }

  private static Outcome changed(Request request, Shop shop, WebhookFact fact, Endpoint after) {
    return shop.accept(request, fact, after.view());
  }

  public WebhookEndpointList list(Shop shop) {
    return new WebhookEndpointList(webhooks.of(shop).stream().map(Endpoint::view).toList());
  }
}
