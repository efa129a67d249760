package io.millrace.edge.json;

import io.millrace.model.Money;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes one JSON document in the words of the API: money objects, RFC 3339 times, ids as text. */
public final class JsonWriter {
  /** An order of one line fits; larger answers grow the buffer. */
  private static final int BODY_BYTES_EXPECTED = 1_024;

  private static final JsonFactory FACTORY = JsonFactory.builder().build();

  private final JsonGenerator out;

  private JsonWriter(JsonGenerator out) {
    this.out = out;
  }

  /** The bytes of an object whose fields the given function writes. */
  public static byte[] object(Consumer<JsonWriter> fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(BODY_BYTES_EXPECTED);
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
      generator.writeStartObject();
      fields.accept(new JsonWriter(generator));
      generator.writeEndObject();
    }
    return bytes.toByteArray();
  }

  public JsonWriter text(String field, String value) {
    out.writeStringProperty(field, value);
    return this;
  }

  /** Writes nothing for null: a field that is not there. */
  public JsonWriter textIfAny(String field, @Nullable String value) {
    if (value != null) {
      out.writeStringProperty(field, value);
    }
    return this;
  }

  /** Writes null as null: a field that is always there. */
  public JsonWriter textOrNull(String field, @Nullable String value) {
    if (value == null) {
      out.writeNullProperty(field);
    } else {
      out.writeStringProperty(field, value);
    }
    return this;
  }

  public JsonWriter number(String field, long value) {
    out.writeNumberProperty(field, value);
    return this;
  }

  public JsonWriter bool(String field, boolean value) {
    out.writeBooleanProperty(field, value);
    return this;
  }

  public JsonWriter time(String field, long millis) {
    out.writeStringProperty(field, rfc3339(millis));
    return this;
  }

  public JsonWriter timeIfAny(String field, @Nullable Long millis) {
    return millis == null ? this : time(field, millis);
  }

  public JsonWriter money(String field, long amount, Currency currency) {
    out.writeName(field);
    out.writeStartObject();
    out.writeNumberProperty("amount", amount);
    out.writeStringProperty("currency", currency.getCurrencyCode());
    out.writeEndObject();
    return this;
  }

  public JsonWriter money(String field, Money money) {
    return money(field, money.amount(), money.currency());
  }

  public JsonWriter object(String field, Consumer<JsonWriter> fields) {
    out.writeName(field);
    out.writeStartObject();
    fields.accept(this);
    out.writeEndObject();
    return this;
  }

  /** A list of objects, each written by the given function. */
  public <T> JsonWriter list(String field, Iterable<T> items, ItemWriter<T> item) {
    out.writeArrayPropertyStart(field);
    for (T value : items) {
      out.writeStartObject();
      item.write(this, value);
      out.writeEndObject();
    }
    out.writeEndArray();
    return this;
  }

  /** The same where an item says its place, which is counted from 0. */
  public <T> JsonWriter numberedList(String field, List<T> items, PlacedItemWriter<T> item) {
    out.writeArrayPropertyStart(field);
    for (int i = 0; i < items.size(); i++) {
      out.writeStartObject();
      item.write(items.get(i), i);
      out.writeEndObject();
    }
    out.writeEndArray();
    return this;
  }

  public JsonWriter texts(String field, Iterable<String> values) {
    out.writeArrayPropertyStart(field);
    for (String value : values) {
      out.writeString(value);
    }
    out.writeEndArray();
    return this;
  }

  /** Writes the fields of one item of a list. */
  @FunctionalInterface
  public interface ItemWriter<T> {
    void write(JsonWriter json, T item);
  }

  /** Writes the fields of one item of a list at its place. */
  @FunctionalInterface
  public interface PlacedItemWriter<T> {
    void write(T item, int index);
  }

  /** RFC 3339, UTC, always with milliseconds. By hand: the JDK's formatter costs a microsecond. */
  public static String rfc3339(long millis) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(Math.floorDiv(millis, 1_000L), 0, ZoneOffset.UTC);
    if (time.getYear() < 0 || time.getYear() > 9_999) {
      throw new IllegalArgumentException("RFC 3339 ends with the year 9999: " + millis);
    }
    byte[] text = "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.US_ASCII);
    digits(text, 0, 4, time.getYear());
    digits(text, 5, 2, time.getMonthValue());
    digits(text, 8, 2, time.getDayOfMonth());
    digits(text, 11, 2, time.getHour());
    digits(text, 14, 2, time.getMinute());
    digits(text, 17, 2, time.getSecond());
    digits(text, 20, 3, (int) Math.floorMod(millis, 1_000L));
    return new String(text, StandardCharsets.US_ASCII);
  }

  private static void digits(byte[] text, int at, int count, int value) {
    int rest = value;
    for (int i = at + count - 1; i >= at; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
