package io.millrace.bench.report;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The results for programs: one object, whose {@code figures} hold those of all benchmarks. */
public final class ResultsJson {

  /** Of the object. {@link KeptResults} reads this one, and what had none before it. */
  static final int FORMAT = 1;

  private static final JsonFactory FACTORY = JsonFactory.builder().build();

  private ResultsJson() {}

  public static byte[] of(Results results) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      json.writeNumberProperty("format", FORMAT);
      Machine machine = results.machine();
      json.writeObjectPropertyStart("machine");
      json.writeNumberProperty("cores", machine.cores());
      json.writeStringProperty("memory", machine.memory());
      json.writeStringProperty("cpu", machine.cpu());
      json.writeStringProperty("os", machine.os());
      json.writeEndObject();
      json.writeStringProperty("jdk", machine.jdk());
      json.writeStringProperty("commit", results.commit());
      json.writeBooleanProperty("quick", results.quick());
      json.writeObjectPropertyStart("durability");
      for (Results.Result result : results.benchmarks()) {
        json.writeStringProperty(result.name(), result.durability());
      }
      json.writeEndObject();
      json.writeObjectPropertyStart("figures");
      for (Results.Result result : results.benchmarks()) {
        for (Figure figure : result.figures()) {
          json.writeNumberProperty(figure.name(), figure.value());
        }
      }
      json.writeEndObject();
      json.writeObjectPropertyStart("ratios");
      for (Results.Result result : results.benchmarks()) {
        for (Figure figure : result.figures()) {
          figure.guard().ifPresent(guard -> write(json, figure.name(), guard));
        }
      }
      json.writeEndObject();
      json.writeArrayPropertyStart("notes");
      for (Results.Result result : results.benchmarks()) {
        for (String note : result.notes()) {
          json.writeString(result.name() + ": " + note);
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, String name, Guard guard) {
    json.writeObjectPropertyStart(name);
    json.writeStringProperty("better", guard.better().name().toLowerCase(Locale.ROOT));
    guard.noise().ifPresent(noise -> json.writeNumberProperty("noise", noise));
    json.writeEndObject();
  }
}
