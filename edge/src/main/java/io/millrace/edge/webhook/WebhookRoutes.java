package io.millrace.edge.webhook;

import static io.millrace.edge.http.Audience.MERCHANT;

import io.millrace.edge.auth.NewSecrets;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Problem;
import io.millrace.edge.http.RefusalProblem;
import io.millrace.edge.http.Route;
import io.millrace.edge.http.Verdict;
import io.millrace.edge.json.JsonReader;
import io.millrace.edge.json.JsonWriter;
import io.millrace.edge.page.Paging;
import io.millrace.model.PartyUrl;
import io.millrace.model.ShopId;
import io.millrace.model.WebhookDisabled;
import io.millrace.model.WebhookSettings;
import io.millrace.model.answer.WebhookEndpointList;
import io.millrace.model.answer.WebhookEndpointView;
import io.millrace.model.command.DefineWebhookEndpoint;
import io.millrace.model.command.DisableWebhookEndpoint;
import io.millrace.model.command.EnableWebhookEndpoint;
import io.millrace.model.command.ListWebhookEndpoints;
import io.millrace.model.command.RemoveWebhookEndpoint;
import io.millrace.model.command.RotateWebhookSecret;
import io.millrace.model.command.WebhookChange;
import io.millrace.node.delivery.PartyCalls;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who wants to hear of a shop's events, and with which secret they are signed. */
public final class WebhookRoutes {
  static final String ENDPOINTS = "/v1/shops/{shop}/webhook-endpoints";
  static final String ENDPOINT = ENDPOINTS + "/{endpoint}";

  private final NewSecrets secrets;
  private final @Nullable PartyCalls parties;

  /**
   * Routes of a node.
   *
   * @param parties that shops' endpoints may name; null for none
   */
  public WebhookRoutes(NewSecrets secrets, @Nullable PartyCalls parties) {
    this.secrets = secrets;
    this.parties = parties;
  }

  public List<Route> all() {
    return List.of(
        Route.post(ENDPOINTS, MERCHANT, Route.BODY_BYTES_MAX, this::make),
        Route.get(ENDPOINTS, MERCHANT, WebhookRoutes::list, "limit", "cursor"),
        Route.get(ENDPOINT, MERCHANT, WebhookRoutes::read),
        Route.put(ENDPOINT, MERCHANT, this::change),
        Route.delete(ENDPOINT, MERCHANT, WebhookRoutes::remove),
        Route.post(ENDPOINT + "/rotate-secret", MERCHANT, Route.BODY_BYTES_MAX, this::rotate),
        Route.post(ENDPOINT + "/disable", MERCHANT, Route.BODY_BYTES_MAX, WebhookRoutes::disable),
        Route.post(ENDPOINT + "/enable", MERCHANT, Route.BODY_BYTES_MAX, WebhookRoutes::enable));
  }

  private HttpAnswer make(Exchange exchange) {
    WebhookSettings settings = exchange.read(WebhookRoutes::settings);
    checkParty(exchange.shop(), settings);
    NewSecrets.WebhookSecret secret = secrets.webhookSecret(exchange.shop());
    Verdict verdict =
        exchange.change(new DefineWebhookEndpoint(secret.name(), settings, secret.sealed()));
    WebhookEndpointView made = verdict.as(WebhookEndpointView.class);
    return verdict
        .json(
            201,
            json -> {
              write(json, made);
              json.text("secret", secret.text());
            })
        .with("Location", "/v1/shops/" + exchange.shop() + "/webhook-endpoints/" + made.endpoint())
        .with("Cache-Control", "no-store")
        .withVersion(made.version());
  }

  /** What is no well formed address at all is refused as any other. */
  private void checkParty(ShopId shop, WebhookSettings settings) {
    Optional<PartyUrl> through = PartyUrl.of(settings.url());
    if (through.isPresent() && (parties == null || !parties.isOpen(through.get().party(), shop))) {
      throw Problem.invalid("url", "names no party that is open to this shop's webhooks").raised();
    }
  }

  private static HttpAnswer list(Exchange exchange) {
    Paging paging = Paging.of(exchange, "webhook-endpoints/" + exchange.shop());
    String after = Objects.requireNonNullElse(paging.after(Function.identity()), "");
    Verdict verdict = exchange.ask(new ListWebhookEndpoints());
    return verdict.json(
        200,
        json ->
            paging.writePart(
                json,
                verdict.as(WebhookEndpointList.class).items(),
                view -> view.endpoint().compareTo(after) > 0,
                WebhookEndpointView::endpoint,
                WebhookRoutes::write));
  }

  /** A shop has few endpoints, so its shard needs no question of its own for one. */
  private static HttpAnswer read(Exchange exchange) {
    Verdict verdict = exchange.ask(new ListWebhookEndpoints());
    WebhookEndpointView view = find(verdict, exchange.variable("endpoint"));
    return verdict.json(200, json -> write(json, view)).withVersion(view.version());
  }

  static WebhookEndpointView find(Verdict verdict, String id) {
    return verdict.as(WebhookEndpointList.class).items().stream()
        .filter(view -> view.endpoint().equals(id))
        .findFirst()
        .orElseThrow(() -> RefusalProblem.endpointUnknown(id).raised());
  }

  private HttpAnswer change(Exchange exchange) {
    WebhookSettings settings = exchange.read(WebhookRoutes::settings);
    checkParty(exchange.shop(), settings);
    return changed(
        exchange, new DefineWebhookEndpoint(exchange.variable("endpoint"), settings, null));
  }

  private static HttpAnswer disable(Exchange exchange) {
    exchange.readNothing();
    return changed(
        exchange,
        new DisableWebhookEndpoint(exchange.variable("endpoint"), WebhookDisabled.BY_HAND));
  }

  private static HttpAnswer enable(Exchange exchange) {
    exchange.readNothing();
    return changed(exchange, new EnableWebhookEndpoint(exchange.variable("endpoint")));
  }

  private static HttpAnswer changed(Exchange exchange, WebhookChange change) {
    Verdict verdict = exchange.change(change);
    WebhookEndpointView view = verdict.as(WebhookEndpointView.class);
    return verdict.json(200, json -> write(json, view)).withVersion(view.version());
  }

  private HttpAnswer rotate(Exchange exchange) {
    exchange.readNothing();
    NewSecrets.WebhookSecret secret =
        secrets.webhookSecret(exchange.shop(), exchange.variable("endpoint"));
    Verdict verdict = exchange.change(new RotateWebhookSecret(secret.name(), secret.sealed()));
    WebhookEndpointView view = verdict.as(WebhookEndpointView.class);
    return verdict
        .json(
            200,
            json -> {
              write(json, view);
              json.text("secret", secret.text());
            })
        .with("Cache-Control", "no-store")
        .withVersion(view.version());
  }

  private static HttpAnswer remove(Exchange exchange) {
    String id = exchange.variable("endpoint");
    return exchange
        .change(new RemoveWebhookEndpoint(id))
        .json(200, json -> json.text("id", id).bool("removed", true));
  }

  private static WebhookSettings settings(JsonReader json) {
    @Nullable String url = null;
    @Nullable List<String> eventTypes = null;
    String description = "";
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "url" -> url = json.text();
        case "eventTypes" -> eventTypes = json.list(json::text);
        case "description" -> description = json.text();
        default -> throw json.unknownField();
      }
    }
    return new WebhookSettings(
        json.required(url, "url"), json.required(eventTypes, "eventTypes"), description);
  }

  private static void write(JsonWriter json, WebhookEndpointView view) {
    WebhookDisabled disabled = view.disabled();
    json.text("id", view.endpoint())
        .text("url", view.settings().url())
        .texts("eventTypes", view.settings().eventTypes())
        .text("description", view.settings().description())
        .bool("enabled", disabled == null)
        .textIfAny("disabledBecause", disabled == null ? null : disabled.name());
    if (view.overlapUntilMillis() > 0) {
      json.time("oldSecretUntil", view.overlapUntilMillis());
    }
    json.number("version", view.version())
        .time("createdAt", view.createdAtMillis())
        .time("updatedAt", view.updatedAtMillis());
  }
}
