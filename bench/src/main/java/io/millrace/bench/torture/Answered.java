package io.millrace.bench.torture;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One HTTP answer, as far as anything in it is promised.
 *
 * @param position its {@code Millrace-Position}; {@link #NOT_DECIDED} if no shard decided it
 * @param decidedMillis its {@code Date-Decided}
 */
record Answered(int status, boolean isReplay, long position, long decidedMillis, String body) {
  static final long NOT_DECIDED = -1;

  private static final JsonMapper JSON = new JsonMapper();

  boolean isWell() {
    return status >= 200 && status < 300;
  }

  boolean isDecided() {
    return position != NOT_DECIDED;
  }

  /** Nobody knows what became of it, or nothing did: with the same key it is asked once more. */
  boolean isToBeAskedAgain() {
    return switch (code()) {
      case "not_ready", "outcome_unknown", "overloaded", "rate_limited" -> true;
      default -> false;
    };
  }

  JsonNode json() {
    return JSON.readTree(body);
  }

  /** Of a problem; empty for an answer that is none. */
  String code() {
    return isWell() ? "" : json().path("code").asString("");
  }
}
