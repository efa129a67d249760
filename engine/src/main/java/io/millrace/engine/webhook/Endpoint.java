package io.millrace.engine.webhook;

import io.millrace.engine.proof.Mix;
import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.snapshot.StateWriter;
import io.millrace.engine.snapshot.UnreadableState;
import io.millrace.model.Secret;
import io.millrace.model.WebhookDisabled;
import io.millrace.model.WebhookSettings;
import io.millrace.model.answer.WebhookEndpointView;
import io.millrace.model.fact.WebhookEndpointDefined;
import org.jspecify.annotations.Nullable;

/** An endpoint as it stands. Few, and seldom changed: each change makes another. */
record Endpoint(
    String id,
    WebhookSettings settings,
    Secret sealed,
    @Nullable WebhookDisabled disabled,
    long overlapUntilMillis,
    int version,
    long createdAtMillis,
    long updatedAtMillis) {

  Endpoint redefined(WebhookSettings settings, long atMillis) {
    return new Endpoint(
        id, settings, sealed, disabled, overlapUntilMillis, version + 1, createdAtMillis, atMillis);
  }

  Endpoint rotated(Secret sealed, long overlapUntilMillis, long atMillis) {
    return new Endpoint(
        id, settings, sealed, disabled, overlapUntilMillis, version + 1, createdAtMillis, atMillis);
  }

  /** Null lets it hear again. */
  Endpoint disabled(@Nullable WebhookDisabled why, long atMillis) {
    return new Endpoint(
        id, settings, sealed, why, overlapUntilMillis, version + 1, createdAtMillis, atMillis);
  }

  WebhookEndpointView view() {
    return new WebhookEndpointView(
        id, settings, disabled, overlapUntilMillis, version, createdAtMillis, updatedAtMillis);
  }

  long hash() {
    long hash = Mix.fold(0, 1, version);
    hash = Mix.fold(hash, 2, Mix.text(settings.url()));
    for (String type : settings.eventTypes()) {
      hash = Mix.fold(hash, 3, Mix.text(type));
    }
    hash = Mix.fold(hash, 4, Mix.text(settings.description()));
    hash = Mix.fold(hash, 5, Mix.text(sealed.toHex()));
    hash = Mix.fold(hash, 6, number(disabled));
    hash = Mix.fold(hash, 7, overlapUntilMillis);
    hash = Mix.fold(hash, 8, createdAtMillis);
    return Mix.fold(hash, 9, updatedAtMillis);
  }

  void write(StateWriter to) {
    to.fact(new WebhookEndpointDefined(id, settings, sealed, version))
        .small(number(disabled))
        .number(overlapUntilMillis)
        .number(createdAtMillis)
        .number(updatedAtMillis);
  }

  static Endpoint read(StateReader from) {
    WebhookEndpointDefined standing = from.fact(WebhookEndpointDefined.class);
    Secret sealed = standing.sealed();
    if (sealed == null) {
      throw new UnreadableState("an endpoint of webhooks has no secret");
    }
    return new Endpoint(
        standing.endpoint(),
        standing.settings(),
        sealed,
        disabled(from.small()),
        from.number(),
        standing.version(),
        from.number(),
        from.number());
  }

  /** 0 where it hears. */
  private static int number(@Nullable WebhookDisabled why) {
    return why == null ? 0 : why.number();
  }

  private static @Nullable WebhookDisabled disabled(int number) {
    if (number == 0) {
      return null;
    }
    for (WebhookDisabled why : WebhookDisabled.values()) {
      if (why.number() == number) {
        return why;
      }
    }
    throw new UnreadableState("an endpoint of webhooks is disabled for no reason we know");
  }
}
