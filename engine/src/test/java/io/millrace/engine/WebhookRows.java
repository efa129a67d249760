package io.millrace.engine;

import static io.millrace.engine.Row.accepted;
import static io.millrace.engine.Row.answered;
import static io.millrace.engine.Row.invalid;
import static io.millrace.engine.Row.refused;
import static io.millrace.engine.Row.row;
import static io.millrace.engine.Wishes.ANN;
import static io.millrace.engine.Wishes.MERCHANT;
import static io.millrace.engine.Wishes.SHOP;

import io.millrace.model.Actor;
import io.millrace.model.Limits;
import io.millrace.model.Outcome;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.Secret;
import io.millrace.model.WebhookDisabled;
import io.millrace.model.WebhookSettings;
import io.millrace.model.command.DefineWebhookEndpoint;
import io.millrace.model.command.DisableWebhookEndpoint;
import io.millrace.model.command.EnableWebhookEndpoint;
import io.millrace.model.command.ListWebhookEndpoints;
import io.millrace.model.command.RemoveWebhookEndpoint;
import io.millrace.model.command.RotateWebhookSecret;
import io.millrace.model.command.WebhookChange;
import io.millrace.model.fact.WebhookEndpointDefined;
import io.millrace.model.fact.WebhookEndpointDisabled;
import io.millrace.model.fact.WebhookEndpointEnabled;
import io.millrace.model.fact.WebhookEndpointRemoved;
import io.millrace.model.fact.WebhookSecretRotated;
import io.millrace.model.refusal.VersionMismatch;
import io.millrace.model.refusal.WebhookEndpointUnknown;
import io.millrace.model.refusal.WebhookEndpointsFull;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Endpoints of webhooks: one row for each way in which a change can go. */
final class WebhookRows {
  private static final Secret SECRET = new Secret(new byte[] {1, 2, 3});
  private static final WebhookSettings SETTINGS =
      new WebhookSettings("https://example.com:8443/hooks?a=%20", List.of("order.paid", "*"), "x");

  private WebhookRows() {}

  static Stream<Row> rows() {
    return Stream.of(making(), changing(), shapes()).flatMap(List::stream);
  }

  static WebhookChange make(String id) {
    return new DefineWebhookEndpoint(id, SETTINGS, SECRET);
  }

  private static void one(World world) {
    world.must(MERCHANT, make("e1"));
  }

  private static WebhookChange change(String id, String description) {
    return new DefineWebhookEndpoint(
        id, new WebhookSettings(SETTINGS.url(), SETTINGS.eventTypes(), description), null);
  }

  private static Row after(
      String name, Consumer<World> given, WebhookChange change, Consumer<Outcome> then) {
    return row(name, given, _ -> Request.of(SHOP, MERCHANT, change), then);
  }

  private static List<Row> making() {
    return List.of(
        row("an endpoint", MERCHANT, make("e1"), accepted(WebhookEndpointDefined.class)),
        row("an endpoint that a buyer makes", Actor.buyer(ANN), make("e1"), invalid("actor")),
        after("one of the same id", WebhookRows::one, make("e1"), invalid("id")),
        after(
            "one too many",
            world -> {
              for (int i = 0; i < Limits.WEBHOOK_ENDPOINTS_MAX; i++) {
                world.must(MERCHANT, make("e" + i));
              }
            },
            make("more"),
            refused(new WebhookEndpointsFull(Limits.WEBHOOK_ENDPOINTS_MAX))),
        after(
            "another in the place of one that went",
            world -> {
              for (int i = 0; i < Limits.WEBHOOK_ENDPOINTS_MAX; i++) {
                world.must(MERCHANT, make("e" + i));
              }
              world.must(MERCHANT, new RemoveWebhookEndpoint("e7"));
            },
            make("more"),
            accepted(WebhookEndpointDefined.class)),
        row("all endpoints of a shop", MERCHANT, new ListWebhookEndpoints(), answered()));
  }

  private static List<Row> changing() {
    return List.of(
        after(
            "other settings",
            WebhookRows::one,
            change("e1", "y"),
            accepted(WebhookEndpointDefined.class)),
        after("the same settings", WebhookRows::one, change("e1", "x"), answered()),
        after(
            "of one that is not there",
            WebhookRows::one,
            change("e2", "y"),
            refused(new WebhookEndpointUnknown("e2"))),
        row(
            "of another version",
            WebhookRows::one,
            _ -> new Request(SHOP, MERCHANT, null, new Precondition.Version(2), change("e1", "y")),
            refused(new VersionMismatch(1))),
        after(
            "another secret",
            WebhookRows::one,
            new RotateWebhookSecret("e1", SECRET),
            accepted(WebhookSecretRotated.class)),
        after(
            "disabled",
            WebhookRows::one,
            new DisableWebhookEndpoint("e1", WebhookDisabled.GONE),
            accepted(WebhookEndpointDisabled.class)),
        after(
            "disabled a second time",
            world -> {
              one(world);
              world.must(MERCHANT, new DisableWebhookEndpoint("e1", WebhookDisabled.BY_HAND));
            },
            new DisableWebhookEndpoint("e1", WebhookDisabled.FAILING),
            answered()),
        after(
            "enabled after all that may befall one, and a restart from a snapshot",
            world -> {
              one(world);
              world.must(MERCHANT, make("e2"));
              world.must(MERCHANT, new RotateWebhookSecret("e1", SECRET));
              world.must(MERCHANT, new DisableWebhookEndpoint("e1", WebhookDisabled.FAILING));
              world.restart();
            },
            new EnableWebhookEndpoint("e1"),
            accepted(WebhookEndpointEnabled.class)),
        after(
            "enabled while it hears",
            WebhookRows::one,
            new EnableWebhookEndpoint("e1"),
            answered()),
        after(
            "enabled again",
            world -> {
              one(world);
              world.must(MERCHANT, new DisableWebhookEndpoint("e1", WebhookDisabled.BY_HAND));
            },
            new EnableWebhookEndpoint("e1"),
            accepted(WebhookEndpointEnabled.class)),
        after(
            "removed",
            WebhookRows::one,
            new RemoveWebhookEndpoint("e1"),
            accepted(WebhookEndpointRemoved.class)),
        after(
            "removed a second time",
            world -> {
              one(world);
              world.must(MERCHANT, new RemoveWebhookEndpoint("e1"));
            },
            new RemoveWebhookEndpoint("e1"),
            refused(new WebhookEndpointUnknown("e1"))));
  }

  private static Row shape(String url, String type, String field) {
    return row(
        "a shape: " + url + " " + type,
        MERCHANT,
        new DefineWebhookEndpoint("e1", new WebhookSettings(url, List.of(type), ""), SECRET),
        field.isEmpty() ? accepted(WebhookEndpointDefined.class) : invalid(field));
  }

  private static List<Row> shapes() {
    return List.of(
        shape("http://example.com", "order.paid", ""),
        shape("https://[2606:4700::1111]:443?x=1", "stock.moved", ""),
        shape("http://[::1]/a", "webhook_endpoint.disabled", ""),
        shape("http://example.com:65536/", "*", "url"),
        shape("http://a@example.com/", "*", "url"),
        shape("http://example.com/a#b", "*", "url"),
        shape("http://example.com/%2", "*", "url"),
        shape("http://example.com/ä", "*", "url"),
        shape("//example.com/", "*", "url"),
        shape("http://" + "a".repeat(256), "*", "url"),
        shape("http://example.com/" + "a".repeat(2_000), "*", "url"),
        shape("http://example.com/", "order", "eventTypes[0]"),
        shape("http://example.com/", "order.*", "eventTypes[0]"),
        shape("http://example.com/", "", "eventTypes[0]"));
  }
}
