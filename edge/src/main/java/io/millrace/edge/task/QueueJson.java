package io.millrace.edge.task;

import io.millrace.edge.json.JsonReader;
import io.millrace.edge.json.JsonWriter;
import io.millrace.model.Backoff;
import io.millrace.model.PastDue;
import io.millrace.model.QueueSettings;
import io.millrace.model.answer.LatenessView;
import io.millrace.model.answer.QueueView;
import io.millrace.node.delivery.PushStatus;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A queue on the wire. */
final class QueueJson {
  private static final Duration DEAD_RETENTION_DEFAULT = Duration.ofDays(30);
  private static final int PENDING_MAX_DEFAULT = 10_000_000;

  private QueueJson() {}

  static QueueSettings read(JsonReader json) {
    @Nullable Integer maxAttempts = null;
    @Nullable Backoff backoff = null;
    @Nullable Duration lease = null;
    @Nullable PastDue pastDue = null;
    boolean paused = false;
    Duration deadRetention = DEAD_RETENTION_DEFAULT;
    int pendingMax = PENDING_MAX_DEFAULT;
    @Nullable String pushUrl = null;
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "maxAttempts" -> maxAttempts = json.smallInteger();
        case "backoff" -> backoff = backoff(json);
        case "lease" -> lease = json.duration();
        case "pastDue" -> pastDue = json.constant(PastDue.class);
        case "paused" -> paused = json.bool();
        case "deadRetention" -> deadRetention = json.duration();
        case "pendingMax" -> pendingMax = json.smallInteger();
        case "push" -> pushUrl = pushUrl(json);
        default -> throw json.unknownField();
      }
    }
    return new QueueSettings(
        json.required(maxAttempts, "maxAttempts"),
        json.required(backoff, "backoff"),
        json.required(lease, "lease"),
        json.required(pastDue, "pastDue"),
        paused,
        deadRetention,
        pendingMax,
        pushUrl);
  }

  private static String pushUrl(JsonReader json) {
    return json.required(json.onlyField("url", json::text), "url");
  }

  /** Either {@code delays}, or {@code first} and {@code cap} with some jitter. */
  private static Backoff backoff(JsonReader json) {
    @Nullable List<Duration> delays = null;
    @Nullable Duration first = null;
    @Nullable Duration cap = null;
    @Nullable Integer jitterPercent = null;
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "delays" -> delays = json.list(json::duration);
        case "first" -> first = json.duration();
        case "cap" -> cap = json.duration();
        case "jitterPercent" -> jitterPercent = json.smallInteger();
        default -> throw json.unknownField();
      }
    }
    if (delays == null) {
      return new Backoff.Exponential(
          json.required(first, "first"),
          json.required(cap, "cap"),
          jitterPercent == null ? 0 : jitterPercent);
    }
    if (first != null || cap != null || jitterPercent != null) {
      throw json.refused("has either delays or first and cap");
    }
    return new Backoff.Listed(delays);
  }

  /**
   * A queue with its counters.
   *
   * @param pushes null where nothing is pushed
   */
  static void write(JsonWriter json, QueueView view, @Nullable PushStatus pushes) {
    QueueSettings settings = view.settings();
    json.text("id", view.queue().value())
        .number("maxAttempts", settings.maxAttempts())
        .object("backoff", inner -> write(inner, settings.backoff()))
        .text("lease", settings.lease().toString())
        .text("pastDue", settings.pastDue().name())
        .bool("paused", settings.paused())
        .text("deadRetention", settings.deadRetention().toString())
        .number("pendingMax", settings.pendingMax());
    String pushUrl = settings.pushUrl();
    if (pushUrl != null) {
      json.object("push", inner -> PushJson.write(inner, pushUrl, view.push(), pushes));
    }
    json.number("pending", view.counts().pending())
        .number("due", view.counts().due())
        .number("leased", view.counts().leased())
        .number("dead", view.counts().dead())
        .number("reviving", view.reviving())
        .timeIfAny("oldest", view.oldestDueMillis())
        .object("decisionLateness", inner -> write(inner, view.decision()))
        .object("deliveryLateness", inner -> write(inner, view.delivery()))
        .number("version", view.version())
        .time("createdAt", view.createdAtMillis())
        .time("updatedAt", view.updatedAtMillis());
  }

  private static void write(JsonWriter json, Backoff backoff) {
    switch (backoff) {
      case Backoff.Listed(List<Duration> delays) ->
          json.texts("delays", delays.stream().map(Duration::toString).toList());
      case Backoff.Exponential exponential ->
          json.text("first", exponential.first().toString())
              .text("cap", exponential.cap().toString())
              .number("jitterPercent", exponential.jitterPercent());
    }
  }

  private static void write(JsonWriter json, LatenessView lateness) {
    json.number("count", lateness.count())
        .text("p50", duration(lateness.p50Millis()))
        .text("p99", duration(lateness.p99Millis()))
        .text("max", duration(lateness.maxMillis()));
  }

  private static String duration(long millis) {
    return Duration.ofMillis(millis).toString();
  }
}
