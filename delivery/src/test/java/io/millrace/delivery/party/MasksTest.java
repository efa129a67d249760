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

  private final Masks masks =
      new Masks(
          new PartySettings.Form(
              "Idempotency-Key",
              List.of(new Field("X-Access", "Basic given-value"), new Field("X-Short", "abc")),
              Set.of("Shop-Code")));

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
        "<xml><secret>x</secret></xml> | <xml><secret>…</secret></xml>",
        "<a>1<b> | (7 characters)",
        "no=w a text | (11 characters)",
        "{\"secret\":\"cut off | {\"secret\":\"…\"",
        // names end with a hidden one, or one of their parts does
        "{\"customerEmail\":\"x\",\"card.number\":\"4\"} | {\"customerEmail\":\"…\",\"card.number\":\"…\"}",
        "{\"pass\\u0077ord\":\"x\"} | {\"pass\\u0077ord\":\"…\"}",
        "passwd=x&db_passwd=y&a=1 | passwd=…&db_passwd=…&a=1",
        "payment_method_data[card][number]=4&a[b]=1 | payment_method_data[card][number]=…&a[b]=1",
        "card%5Bnumber%5D=4&a%5Bb%5D=1 | card%5Bnumber%5D=…&a%5Bb%5D=1",
        "source.Pan.raw=4&%70assword=x | source.Pan.raw=…&%70assword=…",
        "card%255Bnumber%255D=4&a=1 | …&a=1",
        "eyJwYXNzd29yZCI6IngifQeyJwYXNzd29yZCI6IngifQeyJwYXNzd29yZCI6IngifQ== | …",
        // values that have fields of their own
        "biz_content=%7B%22password%22%3A1%7D&a=1 | biz_content=…&a=1",
        "a=%0A+%5B1%5D&b=[1]&c={}&d=%257B%7D&e=%22%7B | a=…&b=…&c=…&d=…&e=…",
        "a=x%3D1%26password%3Dx&b=http%3A%2F%2Fa%2F%3Ftoken%3Dx&c=1%2F2 | a=…&b=…&c=1%2F2",
        "a=%zz&b=1 | …&b=1",
        "{\"a\":\"{\\\"password\\\":1}\",\"b\":[\" [1]\",\"c\"]} | {\"a\":\"…\",\"b\":[\"…\",\"c\"]}",
        "{\"a\":\"\\\"{\",\"b\":\"%7B\",\"c\":\"\\u007b\"} | {\"a\":\"…\",\"b\":\"…\",\"c\":\"…\"}",
        "{\"url\":\"https://a/?token=x\",\"b\":\"https://a/c\"} | {\"url\":\"…\",\"b\":\"https://a/c\"}",
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "X-Signature: a | X-Signature: …",
        "Stripe-Signature: t=1,v1=a | Stripe-Signature: …",
        "X-Auth-Token: a | X-Auth-Token: …",
        "Location: https://a.example/p?token=x#y | Location: https://a.example/p?…",
        "Location: /p#access_token=x | Location: /p#…",
        "X-Params: {\"token\":1} | X-Params: …",
        "Location: /p | Location: /p",
        "ETag: \"a\" | ETag: \"a\"",
        "Cache-Control: max-age=5 | Cache-Control: max-age=5",
      })
  void shouldLeaveOutWhatIsHiddenInHeads(String field, String kept) {
    assertThat(masks.answer("HTTP 302\n" + field, "")).isEqualTo("HTTP 302\n" + kept + "\n\n");
    int colon = field.indexOf(':');
    Field asked = new Field(field.substring(0, colon), field.substring(colon + 2));
    assertThat(masks.request("GET", URI.create("https://a.example/"), List.of(asked), ""))
        .isEqualTo("GET /\n" + kept + "\n\n");
  }

  /** Names of any script; one that has no letters hides nothing, and not all. */
  @Test
  void shouldHideWhatThePartyAdds() {
    Masks some =
        new Masks(new PartySettings.Form("Idempotency-Key", List.of(), Set.of("--", "密码")));
    assertThat(some.answer("HTTP 200", "{\"密码\":1,\"a\":2}"))
        .isEqualTo("HTTP 200\n\n{\"密码\":\"…\",\"a\":2}");
  }

  @Test
  void shouldTakeAFormOfManyPairs() {
    assertThat(body("a=1&".repeat(50_000) + "secret=x")).startsWith("a=1&a=1").doesNotContain("x");
  }

  @Test
  void shouldCutWhatIsLong() {
    assertThat(body("{\"a\":\"" + "x".repeat(10_000) + "\"}").length()).isLessThan(5_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "<?xml version='1.0'?><!--pan 4--><a b='1'> x &amp; <b/> </a> | <a b=\"1\"> x &amp; <b></b> </a>",
        "<p:Envelope><p:Pan>4<i>5</i></p:Pan><n>1</n></p:Envelope> | <p:Envelope><p:Pan>…</p:Pan><n>1</n></p:Envelope>",
        "<a token='x' b='2'/> | <a token=\"…\" b=\"2\"></a>",
        "<f name='cardNumber'>4</f> | <f name=\"cardNumber\">…</f>",
        "<f name='cvv' value='4'/> | <f name=\"cvv\" value=\"…\">…</f>",
        "<a><![CDATA[<pan>4</pan>]]></a> | <a>…</a>",
        "<a>{\"pan\":4}</a> | <a>…</a>",
        "<a>&lt;pan&gt;4&lt;/pan&gt;</a> | <a>…</a>",
        "<a href='http://b/?token=x'>1&lt;2</a> | <a href=\"…\">1&lt;2</a>",
        "<shop_code>x</shop_code> | <shop_code>…</shop_code>",
        // what is no XML to its end is not kept: nobody knows where its names are
        "<html><br><pan>4</pan></html> | (29 characters)",
        "<a>1</a><pan>4 | (14 characters)",
        "<!DOCTYPE a [<!ENTITY p '4'>]><a>&p;</a> | (40 characters)",
        "<!DOCTYPE a SYSTEM 'file:///etc/hostname'><a/> | (46 characters)",
      })
  void shouldLeaveOutWhatIsHiddenInXml(String body, String kept) {
    assertThat(body(body)).isEqualTo(kept);
  }

  @Test
  void shouldTakeXmlOfManyElements() {
    String deep = "<a>".repeat(90) + "<pan>4</pan>" + "</a>".repeat(90);
    assertThat(body(deep)).contains("<pan>…</pan>");
    assertThat(body("<a>".repeat(1_000) + "</a>".repeat(1_000))).isEqualTo("(7000 characters)");
    assertThat(body("<a>" + "<b>1</b>".repeat(20_000) + "</a>")).startsWith("<a><b>1</b><b>");
  }

  /** Wherever it stands, whatever the name says, and without what stood before it. */
  @Test
  void shouldLeaveOutWhatTheOperatorGaveForEachRequest() {
    URI url = URI.create("https://a.example/");
    List<Field> sent =
        List.of(new Field("X-Access", "Basic given-value"), new Field("x-short", "abc"));
    assertThat(masks.request("POST", url, sent, "{\"a\":\"given-value\",\"b\":\"abc\"}"))
        .isEqualTo("POST /\nX-Access: …\nx-short: …\n\n{\"a\":\"…\",\"b\":\"abc\"}");
    assertThat(masks.answer("HTTP 401\nX-Why: no given-value here", "{\"saw\":\"given-value\"}"))
        .isEqualTo("HTTP 401\nX-Why: no … here\n\n{\"saw\":\"…\"}");
  }
}
