package io.millrace.edge.json;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads one JSON document, strictly: what it does not expect it refuses and names the place. Used
 * by one thread for one body.
 *
 * <p>A reader of an object pulls its fields:
 *
 * <pre>{@code
 * json.openObject();
 * for (String field = json.nextField(); field != null; field = json.nextField()) {
 *   switch (field) {
 *     case "sku" -> sku = json.name(SkuId::new);
 *     default -> throw json.unknownField();
 *   }
 * }
 * }</pre>
 *
 * <p>So there is no tree and no reflection between the bytes and the command, and each format is
 * read from top to bottom in one place.
 */
public final class JsonReader {
  /** No body of ours nests deeper than {@code items[].perBuyerLimit}; the rest is room to grow. */
  static final int DEPTH_MAX = 8;

  /** Longer than any field name of ours; what is longer is unknown anyway. */
  private static final int FIELD_NAME_CHARS_MAX = 200;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxNameLength(FIELD_NAME_CHARS_MAX)
                  .build())
          .build();

  private final byte[] body;
  private final JsonParser parser;
  private final JsonPath path = new JsonPath(DEPTH_MAX);

  private JsonReader(byte[] body, JsonParser parser) {
    this.body = body;
    this.parser = parser;
  }

  /** Reads the whole of a body with the given function; bytes after it are refused. */
  public static <T> T read(byte[] body, Function<JsonReader, T> format) {
    if (!StrictUtf8.holds(body)) {
      throw new JsonRefused("", "the body is not UTF-8");
    }
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), body)) {
      JsonReader reader = new JsonReader(body, parser);
      if (parser.nextToken() == null) {
        throw new JsonRefused("", "the body is empty");
      }
      T value = format.apply(reader);
      if (parser.nextToken() != null) {
        throw new JsonRefused("", "something follows the body's end");
      }
      return value;
    } catch (JacksonException e) {
      // The parser's own words may quote the body; the position alone is as helpful.
      TokenStreamLocation place = e.getLocation();
      String where = place == null ? "" : " at byte " + place.getByteOffset();
      throw new JsonRefused("", "the body is not JSON" + where);
    }
  }

  /** Expects an object here; {@link #nextField} then walks it. */
  public void openObject() {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw refused("must be an object");
    }
    path.open();
  }

  /** The next field's name, with the parser standing on its value; null at the object's end. */
  public @Nullable String nextField() {
    String name = parser.nextName();
    if (name == null) {
      path.close();
      return null;
    }
    if (!path.field(name)) {
      throw refused("stands here twice");
    }
    parser.nextToken();
    return name;
  }

  public JsonRefused unknownField() {
    return refused("is not a field of this request");
  }

  /** An object without fields: the body of a route that asks for none yet. */
  public void emptyObject() {
    openObject();
    if (nextField() != null) {
      throw unknownField();
    }
  }

  /** An object that may have one field and no other; null if it has not. */
  public <T> @Nullable T onlyField(String name, Supplier<T> value) {
    @Nullable T found = null;
    openObject();
    for (String field = nextField(); field != null; field = nextField()) {
      if (!field.equals(name)) {
        throw unknownField();
      }
      found = value.get();
    }
    return found;
  }

  /** A list; each item is read by the given function. */
  public <T> List<T> list(Supplier<T> item) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw refused("must be a list");
    }
    List<T> items = new ArrayList<>();
    path.open();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      path.item(items.size());
      items.add(item.get());
    }
    path.close();
    return items;
  }

  /**
   * A value, or what stands for it if it is refused: the reader goes on behind it either way. Only
   * what is JSON can be stepped over; the rest of a body that is not is nobody's.
   *
   * @param unread is given the refusal and the value as it was sent
   */
  public <T> T orUnread(Supplier<T> value, BiFunction<JsonRefused, String, T> unread) {
    int depth = path.depth();
    boolean opens = parser.currentToken().isStructStart();
    int around = nesting() - (opens ? 1 : 0);
    long begin = parser.currentTokenLocation().getByteOffset();
    try {
      return value.get();
    } catch (JsonRefused refused) {
      while (nesting() > around) {
        parser.nextToken();
      }
      parser.finishToken();
      path.backTo(depth);
      long end = parser.currentLocation().getByteOffset();
      String text = new String(body, (int) begin, (int) (end - begin), StandardCharsets.UTF_8);
      return unread.apply(refused, text);
    }
  }

  /** Steps over the value here, whatever it is. */
  public void skipValue() {
    parser.skipChildren();
  }

  private int nesting() {
    return parser.streamReadContext().getNestingDepth();
  }

  public String text() {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw refused("must be a string");
    }
    String text = parser.getString();
    if (!StrictUtf8.holds(text)) {
      throw refused("holds half of a surrogate pair");
    }
    return text;
  }

  /** Text of a given form; what the form throws at becomes a refusal with its own words. */
  public <T> T name(Function<String, T> form) {
    String text = text();
    try {
      return form.apply(text);
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage() == null ? "is malformed" : e.getMessage());
    }
  }

  public long integer() {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw refused("must be an integer, written without quotes, fraction or exponent");
    }
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> throw refused("is out of range");
    };
  }

  /** An integer of 32 bits: quantities and line numbers. */
  public int smallInteger() {
    long value = integer();
    if (value != (int) value) {
      throw refused("is out of range");
    }
    return (int) value;
  }

  public boolean bool() {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case null, default -> throw refused("must be true or false");
    };
  }

  /** One of the constants, by its name. */
  public <E extends Enum<E>> E constant(Class<E> type) {
    String text = text();
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(text)) {
        return constant;
      }
    }
    throw refused("must be one of " + String.join(", ", namesOf(type)));
  }

  /** An ISO 8601 duration such as {@code PT30M}. */
  public Duration duration() {
    String text = text();
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw refused("must be an ISO 8601 duration such as PT30M");
    }
  }

  /** An RFC 3339 time with its offset, as milliseconds since 1970. */
  public long timeMillis() {
    String text = text();
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw refused("must be an RFC 3339 time such as 2026-11-21T00:00:00.000Z");
    }
  }

  public Currency currency() {
    String text = text();
    try {
      return Currency.getInstance(text);
    } catch (IllegalArgumentException e) {
      throw refused("must be an ISO 4217 code such as CNY");
    }
  }

  /** A refusal of the value at this place. */
  public JsonRefused refused(String detail) {
    return new JsonRefused(path.toString(), detail);
  }

  /** What a request cannot do without. To be called where its object has just been read. */
  public <T> T required(@Nullable T value, String field) {
    if (value == null) {
      throw new JsonRefused(path.child(field), "is missing");
    }
    return value;
  }

  private static <E extends Enum<E>> List<String> namesOf(Class<E> type) {
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      names.add(constant.name());
    }
    return names;
  }
}
