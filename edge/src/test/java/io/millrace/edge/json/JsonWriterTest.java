package io.millrace.edge.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is written here is read back by a parser that knows nothing of it. */
final class JsonWriterTest {
  private static final JsonMapper PARSER = new JsonMapper();
  private static final Currency YUAN = Currency.getInstance("CNY");

  private static String written(String text) {
    return new String(JsonWriter.object(json -> json.text("text", text)), StandardCharsets.UTF_8);
  }

  private static JsonNode parsed(byte[] document) {
    return PARSER.readTree(document);
  }

  @Test
  void shouldPutCommasBetweenFieldsAndItemsAndNowhereElse() {
    byte[] document =
        JsonWriter.object(json ->
            json.object("empty", inner -> {})
                .list("none", List.<String>of(), (item, value) -> item.text("value", value))
                .list("two", List.of("a", "b"), (item, value) -> item.text("value", value))
                .numberedList("numbered", List.of(7L), JsonWriterTest::place)
                .texts("texts", List.of("a", "b"))
                .money("money", 1_999, YUAN)
                .textOrNull("null", null)
                .textIfAny("absent", null)
                .bool("true", true)
                .bool("false", false));
    assertThat(new String(document, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"empty\":{},\"none\":[],\"two\":[{\"value\":\"a\"},{\"value\":\"b\"}],"
                + "\"numbered\":[{}],\"texts\":[\"a\",\"b\"],"
                + "\"money\":{\"amount\":1999,\"currency\":\"CNY\"},"
                + "\"null\":null,\"true\":true,\"false\":false}");
  }

  private static void place(long item, int index) {
    assertThat(item).isEqualTo(7);
    assertThat(index).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 9, 10, 99, 100, -10, 123_456_789, Long.MAX_VALUE, Long.MIN_VALUE})
  void shouldWriteEveryDigitOfANumber(long value) {
    byte[] document = JsonWriter.object(json -> json.number("number", value));
    assertThat(new String(document, StandardCharsets.UTF_8))
        .isEqualTo("{\"number\":" + value + "}");
  }

  @Test
  void shouldEscapeWhatWouldEndOrBreakAText() {
    assertThat(written("a\"b\\c")).isEqualTo("{\"text\":\"a\\\"b\\\\c\"}");
    assertThat(written("\n\u0000\u001f")).isEqualTo("{\"text\":\"\\u000a\\u0000\\u001f\"}");
  }

  @Test
  void shouldWriteHalfAPairAsAnEscapeBecauseUtf8HasNone() {
    assertThat(written("x\ud83dx")).isEqualTo("{\"text\":\"x\\ud83dx\"}");
    assertThat(written("\udc00")).isEqualTo("{\"text\":\"\\udc00\"}");
  }

  @Test
  void shouldWriteFieldNamesLikeTexts() {
    byte[] document = JsonWriter.object(json -> json.text("a\"石", "b"));
    assertThat(parsed(document).propertyNames()).containsExactly("a\"石");
  }

  @Test
  void shouldBeReadBackAsItWasGivenWhateverTheTextAndItsLength() {
    long seed = 20_261_125;
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      String text = text(random, random.nextInt(i + 1));
      byte[] document =
          JsonWriter.object(json -> json.text("first", text).text("second", text).number("n", 1));
      JsonNode read = parsed(document);
      assertThat(read.required("first").asString()).as("seed %d, text %d", seed, i).isEqualTo(text);
      assertThat(read.required("second").asString()).isEqualTo(text);
    }
  }

  /** Of code points from all planes, mostly plain ones. */
  private static String text(Random random, int points) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < points; i++) {
      int point =
          switch (random.nextInt(8)) {
            case 0 -> random.nextInt(0x20);
            case 1 -> 0x7f + random.nextInt(0x800);
            case 2 -> 0x4e00 + random.nextInt(0x5000);
            case 3 -> 0x1_f000 + random.nextInt(0x1000);
            default -> 0x20 + random.nextInt(0x5f);
          };
      text.appendCodePoint(point);
    }
    return text.toString();
  }

  @Test
  void shouldWriteTimesWithMillisecondsAndRefuseTheYearTenThousand() {
    assertThat(JsonWriter.rfc3339(0)).isEqualTo("1970-01-01T00:00:00.000Z");
    assertThat(JsonWriter.rfc3339(-1)).isEqualTo("1969-12-31T23:59:59.999Z");
    byte[] document = JsonWriter.object(json -> json.time("at", 1_790_000_000_007L));
    assertThat(parsed(document).required("at").asString()).isEqualTo("2026-09-21T14:13:20.007Z");
    assertThatThrownBy(() -> JsonWriter.rfc3339(253_402_300_800_000L))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
