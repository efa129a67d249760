package io.millrace.edge.task;

import io.millrace.edge.json.JsonWriter;
import io.millrace.model.answer.QueueView;
import io.millrace.node.delivery.PushStatus;
import org.jspecify.annotations.Nullable;

/** How a queue pushes, on the wire. */
final class PushJson {

  /** The state of a queue that would push if its node pushed anything. */
  private static final String SILENT = "SILENT";

  private PushJson() {}

  static void write(
      JsonWriter json, String url, QueueView.@Nullable Push standing, @Nullable PushStatus status) {
    json.text("url", url);
    if (standing != null && standing.overlapUntilMillis() > 0) {
      json.time("oldSecretUntil", standing.overlapUntilMillis());
    }
    json.text("state", status == null ? SILENT : status.state().name());
    if (status != null) {
      write(json, status);
    }
  }

  private static void write(JsonWriter json, PushStatus status) {
    if (status.restsUntilMillis() > 0) {
      json.time("restsUntil", status.restsUntilMillis());
    }
    json.time("countedSince", status.sinceMillis())
        .number("pushed", status.pushed())
        .number("failed", status.failed())
        .number("underWay", status.underWay());
    if (status.lastPushedAtMillis() > 0) {
      json.time("lastPushedAt", status.lastPushedAtMillis());
    }
    PushStatus.Failure failure = status.lastFailure();
    if (failure != null) {
      json.object("lastFailure", inner -> write(inner, failure));
    }
  }

  private static void write(JsonWriter json, PushStatus.Failure failure) {
    json.time("at", failure.atMillis())
        .text("task", failure.task().value())
        .text("outcome", failure.outcome().name());
    if (failure.status() > 0) {
      json.number("status", failure.status());
    }
    json.text("detail", failure.detail());
  }
}
