package io.millrace.delivery.party;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.delivery.http.Post.Field;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasksTest {

  private final Masks masks = new Masks(Set.of("Shop-Code"));

  private String body(String body) {
    return masks.answer("HTTP 200", body).substring("HTTP 200\n\n".length());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"a\":1,\"password\":\"x\"} | {\"a\":1,\"password\":\"…\"}",
        "{ \"password\" : \"a\\\"b\" , \"b\":2} | { \"password\":\"…\", \"b\":2}",
        "{\"card\":{\"pan\":\"4\",\"x\":[1,{\"y\":\"}\"}]},\"b\":2} | {\"card\":\"…\",\"b\":2}",
        "[{\"access_token\":7},{\"accessToken\":null}] | [{\"access_token\":\"…\"},{\"accessToken\":\"…\"}]",
        "{\"shop_code\":true} | {\"shop_code\":\"…\"}",
        "{\"note\":\"password\",\"b\":\"token:1\"} | {\"note\":\"password\",\"b\":\"token:1\"}",
        "a=1&secret=x&b= | a=1&secret=…&b=",
        "a=1&b | (5 characters)",
        "=1&a=2 | (6 characters)",
        "a=b=c&sign=d | a=b=c&sign=…",
        "<xml><secret>x</secret></xml> | (29 characters)",
        "no=w a text | (11 characters)",
        "{\"secret\":\"cut off | {\"secret\":\"…\"",
      })
  void shouldLeaveOutTheValuesOfHiddenNames(String body, String kept) {
    assertThat(body(body)).isEqualTo(kept);
  }

  @Test
  void shouldLeaveOutHiddenFieldsOfHeadsAndAllQueries() {
    assertThat(
            masks.request(
                "POST",
                URI.create("https://a.example/p?key=secret"),
                List.of(new Field("X-Api-Key", "k"), new Field("Accept", "*/*")),
                ""))
        .isEqualTo("POST /p?…\nX-Api-Key: …\nAccept: */*\n\n");
    assertThat(masks.answer("HTTP 200\nSet-Cookie: a=b\nServer: x", ""))
        .isEqualTo("HTTP 200\nSet-Cookie: …\nServer: x\n\n");
  }

  @Test
  void shouldTakeAFormOfManyPairs() {
    assertThat(body("a=1&".repeat(50_000) + "secret=x")).startsWith("a=1&a=1").doesNotContain("x");
  }

  @Test
  void shouldCutWhatIsLong() {
    assertThat(body("{\"a\":\"" + "x".repeat(10_000) + "\"}").length()).isLessThan(5_000);
  }
}
