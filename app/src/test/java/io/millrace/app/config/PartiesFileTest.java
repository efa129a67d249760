package io.millrace.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.app.Stop;
import io.millrace.delivery.http.Post.Field;
import io.millrace.delivery.party.FailureKind;
import io.millrace.delivery.party.PartySettings;
import io.millrace.delivery.party.Retry;
import io.millrace.model.ShopId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator may say of third parties, and what is refused, with its place. */
class PartiesFileTest {

  private static final String RIGHT =
      """
      version: 1
      parties:
        - name: warehouse
          url: http://warehouse.example
      """;

  @TempDir Path directory;

  private List<PartySettings> read(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("parties.yaml"), text);
    return new PartiesFile(Map.of("TOKEN", "t-17", "EMPTY", "")).read(file);
  }

  @Test
  void shouldReadAllThatMayBeSaid() throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), " from a file\n");
    List<PartySettings> parties =
        read(
            """
            version: 1
            parties:
              - name: warehouse
                url: https://10.0.3.7:8443/api
                headers:
                  - {name: Authorization, env: TOKEN, prefix: "Bearer "}
                  - {name: X-File, file: %s}
                  - {name: X-Client, value: millrace}
                timeouts: {connect: 1s, total: PT12S}
                retry:
                  timed-out: {times: 0}
                  rejected: {then: never}
                breaker: {failuresPercent: 20, calls: 10, callsMin: 5, open: 1m, trials: 2}
                callsMax: 4
                rate: {perSecond: 7}
                idempotencyField: X-Once
                masked: [memberNo]
                webhooks: [corner]
              - {name: bank, url: "http://bank.example", webhooks: true}
              - {name: post, url: "http://post.example/a"}
            """
                .formatted(secret));
    PartySettings warehouse = parties.getFirst();
    assertThat(warehouse.baseUrl()).isEqualTo(URI.create("https://10.0.3.7:8443/api"));
    assertThat(warehouse.form())
        .isEqualTo(
            new PartySettings.Form(
                "X-Once",
                List.of(
                    new Field("Authorization", "Bearer t-17"),
                    new Field("X-File", "from a file"),
                    new Field("X-Client", "millrace")),
                Set.of("memberNo")));
    assertThat(warehouse.toString()).doesNotContain("t-17", "from a file");
    assertThat(warehouse.timeouts())
        .isEqualTo(
            new PartySettings.Timeouts(
                Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(12)));
    assertThat(warehouse.retry().rules())
        .containsEntry(FailureKind.UNREACHABLE, Retry.DEFAULT.rules().get(FailureKind.UNREACHABLE))
        .hasEntrySatisfying(FailureKind.TIMED_OUT, rule -> assertThat(rule.times()).isZero())
        .hasEntrySatisfying(FailureKind.REJECTED, rule -> assertThat(rule.times()).isZero());
    assertThat(warehouse.retry().then(FailureKind.REJECTED)).isEqualTo(Retry.Then.NEVER);
    assertThat(warehouse.retry().then(FailureKind.TIMED_OUT)).isEqualTo(Retry.Then.LATER);
    assertThat(warehouse.breaker())
        .isEqualTo(new PartySettings.Breaker(20, 10, 5, Duration.ofMinutes(1), 2));
    assertThat(warehouse.callsMax()).isEqualTo(4);
    assertThat(warehouse.rate()).isEqualTo(new PartySettings.Rate(7, 7));
    ShopId corner = new ShopId("corner");
    ShopId another = new ShopId("another");
    assertThat(warehouse.webhooks().holds(corner)).isTrue();
    assertThat(warehouse.webhooks().holds(another)).isFalse();
    assertThat(parties.get(1).webhooks().holds(another)).isTrue();
    assertThat(parties.get(2))
        .isEqualTo(PartySettings.of("post", URI.create("http://post.example/a")));
  }

  @Test
  void shouldReadJson() throws Exception {
    assertThat(read("{\"version\":1,\"parties\":[{\"name\":\"a\",\"url\":\"http://a\"}]}"))
        .containsExactly(PartySettings.of("a", URI.create("http://a")));
  }

  /** In a party that is right but for this line, the fifth. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "tokens: 1 | tokens | is not known",
        "callsMax: 0 | callsMax | from 1 to",
        "timeouts: {connect: 1s, answer: 500ms} | timeouts | connecting is part",
        "timeouts: {answer: 5m} | timeouts.answer | from 1ms to 120s",
        "timeouts: {reply: 1s} | timeouts.reply | is not known",
        "retry: {teapot: {times: 1}} | retry.teapot | is not known",
        "retry: {well: {times: 1}} | retry.well | is not known",
        "retry: {rejected: {times: 99}} | retry.rejected.times | from 0 to",
        "retry: {rejected: {then: shrug}} | retry.rejected.then | later, never",
        "breaker: {calls: 5, callsMin: 6} | breaker | nothing is judged",
        "breaker: {open: 2d} | breaker.open | from 1ms",
        "rate: {burst: 1} | rate | lacks perSecond",
        "webhooks: [a b] | webhooks | ids of shops",
        "idempotencyField: 'a b' | idempotencyField | a field",
        "headers: [{name: Host, value: a}] | headers[0].name | not sent anyhow",
        "headers: [{name: webhook-signature, value: a}] | headers[0].name | not sent anyhow",
        "headers: [{name: Idempotency-Key, value: a}] | headers[0].name | not sent anyhow",
        "headers: [{name: A, value: a}, {name: a, value: b}] | headers[1].name | twice",
        "headers: [{name: A}] | headers[0] | one of value, env and file",
        "headers: [{name: A, value: a, env: TOKEN}] | headers[0] | one of value, env and file",
        "headers: [{name: A, env: NONE}] | headers[0].env | is not set",
        "headers: [{name: A, env: EMPTY}] | headers[0].env | is not set",
        "headers: [{name: A, file: /nowhere/at/all}] | headers[0].file | cannot be read",
        "headers: [{name: A, value: \"a\\nb\"}] | headers[0].value | printable",
        "headers: [{name: A, value: a, colour: red}] | headers[0].colour | is not known",
      })
  void shouldRefuseTheLineThatIsWrong(String line, String place, String why) {
    assertThatThrownBy(() -> read(RIGHT + "    " + line + "\n"))
        .isInstanceOf(Stop.class)
        .message()
        .contains("parties.yaml:5:")
        .contains(place)
        .contains(why);
  }

  @ParameterizedTest
  @CsvSource({
    "Depot, http://a, small letters",
    "depot, ftp://a, http(s)",
    "depot, http:///a, http(s)",
    "depot, http://u@a, no user",
    "depot, http://a/, without a slash",
    "depot, http://a?b=1, no user",
    "depot, 'http://a b', cannot be read",
  })
  void shouldRefuseANameOrAnAddressThatIsNone(String name, String url, String why) {
    assertThatThrownBy(
            () -> read("version: 1\nparties:\n  - {name: %s, url: \"%s\"}\n".formatted(name, url)))
        .isInstanceOf(Stop.class)
        .hasMessageContaining(why);
  }

  /** All that is wrong at once, and never what is secret. */
  @Test
  void shouldSayAllThatIsWrongWithoutWhatIsSecret() {
    assertThatThrownBy(() ->
            read(
                """
                version: 1
                parties:
                  - {name: a, url: "http://a", headers: [{name: A, value: "secrét"}]}
                  - {name: b, url: "http://b", callsMax: many}
                  - {name: b, url: "http://c"}
                """))
        .isInstanceOf(Stop.class)
        .message()
        .contains("parties.yaml:3:", "parties.yaml:4:", "parties.yaml:5:", "another party")
        .doesNotContain("secr");
  }

  @Test
  void shouldRefuseAFileThatIsNotThere() {
    Path none = directory.resolve("none.yaml");
    assertThatThrownBy(() -> new PartiesFile(Map.of()).read(none))
        .isInstanceOf(Stop.class)
        .hasMessageContaining("cannot be read");
  }
}
