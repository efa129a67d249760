package io.millrace.app.audit;

import io.millrace.app.ExitStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What an audit found.
 *
 * @param damages places at which a log is not what was written; the audit ends at the first of each
 *     shard
 */
record AuditReport(int shards, long facts, Findings findings, List<String> damages) {
  AuditReport {
    damages = List.copyOf(damages);
  }

  /** Damage outranks broken promises: what cannot be read cannot be judged. */
  ExitStatus status() {
    if (!damages.isEmpty()) {
      return ExitStatus.DAMAGED;
    }
    return findings.broken() == 0 ? ExitStatus.WELL : ExitStatus.BROKEN;
  }

  void print(PrintStream out) {
    out.printf("%d facts in %d shards%n", facts, shards);
    for (Promise promise : Promise.values()) {
      out.printf(
          "%-5s  %12d checks  %-6s  %s%n",
          promise.number(),
          findings.checked(promise),
          findings.broken(promise) == 0 ? "hold" : "BROKEN",
          promise.sentence());
    }
    for (Violation violation : findings.violations()) {
      out.printf(
          "broken (%s): shard %d, sequence %d: %s%n",
          violation.promise().number(),
          violation.shard(),
          violation.sequence(),
          violation.sentence());
    }
    long untold = findings.broken() - findings.violations().size();
    if (untold > 0) {
      out.printf("and %d more%n", untold);
    }
    damages.forEach(damage -> out.printf("damaged: %s%n", damage));
  }

  /** One object in UTF-8. */
  byte[] json() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json =
        new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      json.writeBooleanProperty("well", findings.broken() == 0 && damages.isEmpty());
      json.writeNumberProperty("shards", shards);
      json.writeNumberProperty("facts", facts);
      json.writeObjectPropertyStart("checked");
      for (Promise promise : Promise.values()) {
        json.writeNumberProperty(promise.number(), findings.checked(promise));
      }
      json.writeEndObject();
      json.writeNumberProperty("broken", findings.broken());
      json.writeArrayPropertyStart("violations");
      for (Violation violation : findings.violations()) {
        json.writeStartObject();
        json.writeStringProperty("promise", violation.promise().number());
        json.writeNumberProperty("shard", violation.shard());
        json.writeNumberProperty("sequence", violation.sequence());
        json.writeStringProperty("sentence", violation.sentence());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayPropertyStart("damages");
      damages.forEach(json::writeString);
      json.writeEndArray();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }
}
