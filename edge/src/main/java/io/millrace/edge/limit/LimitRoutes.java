package io.millrace.edge.limit;

import static io.millrace.edge.http.Audience.OPERATOR;

import io.millrace.diana.Explanation;
import io.millrace.diana.HotKey;
import io.millrace.diana.RuleReport;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Problem;
import io.millrace.edge.http.Route;
import io.millrace.edge.json.JsonWriter;
import java.util.List;

/** What an operator asks about limits. */
public final class LimitRoutes {
  /** As many as a person reads. */
  private static final int HOTTEST = 20;

  private static final long NANOS_A_MILLI = 1_000_000;

  private final Limits limits;

  public LimitRoutes(Limits limits) {
    this.limits = limits;
  }

  public List<Route> all() {
    return List.of(
        Route.get("/v1/admin/limits", OPERATOR, this::show),
        Route.post("/v1/admin/limits/explain", OPERATOR, Route.BODY_BYTES_MAX, this::explain),
        Route.post("/v1/admin/limits/reset", OPERATOR, Route.BODY_BYTES_MAX, this::reset));
  }

  private HttpAnswer show(Exchange exchange) {
    return HttpAnswer.json(
            200,
            json ->
                json.text("origin", limits.origin())
                    .textOrNull("trouble", limits.trouble())
                    .list("rules", limits.diana().report(), LimitRoutes::rule)
                    .list("hottest", limits.diana().hottest(HOTTEST), LimitRoutes::hot))
        .with("Cache-Control", "no-store");
  }

  private static void rule(JsonWriter json, RuleReport report) {
    json.text("rule", report.rule())
        .textOrNull("algorithm", report.algorithm())
        .bool("shadow", report.shadow())
        .number("admitted", report.admitted())
        .number("refused", report.refused())
        .number("wouldRefuse", report.wouldRefuse())
        .number("failed", report.failed())
        .number("keys", report.keys())
        .number("bytes", report.bytes());
  }

  private static void hot(JsonWriter json, HotKey key) {
    json.text("rule", key.rule())
        .text("key", key.key())
        .number("asked", key.asked())
        .number("refused", key.refused());
  }

  private HttpAnswer explain(Exchange exchange) {
    Explanation explanation = limits.diana().explain(exchange.read(Described::read));
    return HttpAnswer.json(
            200,
            json ->
                json.bool("admitted", explanation.admitted())
                    .list("rules", explanation.lines(), LimitRoutes::line))
        .with("Cache-Control", "no-store");
  }

  private static void line(JsonWriter json, Explanation.Line line) {
    json.text("rule", line.rule())
        .text("says", line.says().name())
        .textOrNull("reason", line.reason())
        .textOrNull("key", line.key());
    if (line.left() != null) {
      json.number("left", line.left());
    }
    json.number("retryAfterMillis", (line.retryAfterNanos() + NANOS_A_MILLI - 1) / NANOS_A_MILLI);
  }

  private HttpAnswer reset(Exchange exchange) {
    Described described = exchange.read(Described::read);
    String rule = described.rule();
    if (rule == null) {
      throw Problem.invalid("rule", "is missing").raised();
    }
    if (!limits.diana().reset(rule, described)) {
      throw Problem.invalid("rule", "is no limit under which this request has a count of its own")
          .raised();
    }
    return HttpAnswer.json(200, json -> json.text("rule", rule).bool("reset", true));
  }
}
