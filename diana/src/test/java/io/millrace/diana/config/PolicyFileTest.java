package io.millrace.diana.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millrace.diana.Diana;
import io.millrace.diana.Request;
import io.millrace.diana.algorithm.AdaptiveConcurrency;
import io.millrace.diana.algorithm.Concurrency;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.LeakyBucket;
import io.millrace.diana.algorithm.LeakyQueue;
import io.millrace.diana.algorithm.SlidingCounter;
import io.millrace.diana.algorithm.SlidingLog;
import io.millrace.diana.algorithm.TokenBucket;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Counting;
import io.millrace.diana.rule.Rule.Limit;
import io.millrace.diana.rule.Rule.Missing;
import io.millrace.diana.rule.Rule.OnFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyFileTest {
  private final PolicyFile file = new PolicyFile(new Kinds());

  private static String resource(String name) {
    try (InputStream in = PolicyFileTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Policy read(String text) throws PolicyRefused {
    return file.read("p", text.getBytes(StandardCharsets.UTF_8));
  }

  private static Limit limit(Policy policy, int rule) {
    return (Limit) policy.rules().get(rule).effect();
  }

  @Test
  void shouldReadEverythingThatVersionOneCanSay() throws PolicyRefused {
    Policy policy = read(resource("version-1.yaml"));
    assertThat(policy.rules())
        .filteredOn(rule -> rule.effect() instanceof Limit)
        .extracting(rule -> (Object) ((Limit) rule.effect()).algorithm().getClass())
        .containsExactly(
            TokenBucket.class,
            SlidingCounter.class,
            SlidingLog.class,
            FixedWindow.class,
            LeakyBucket.class,
            LeakyQueue.class,
            Concurrency.class,
            AdaptiveConcurrency.class);
    assertThat(limit(policy, 0).algorithm().describe())
        .isEqualTo("token-bucket 1000 in PT1S, burst 2000");
    assertThat(limit(policy, 1).missing()).isEqualTo(Missing.TOGETHER);
    assertThat(limit(policy, 1).cost()).isEqualTo(2);
    assertThat(policy.rules().get(2).when()).hasSize(3);
    assertThat(limit(policy, 2).by()).hasSize(2);
    assertThat(limit(policy, 3).counting()).isEqualTo(Counting.SHARED);
    assertThat(limit(policy, 3).onFailure()).isEqualTo(OnFailure.CLOSED);
    assertThat(limit(policy, 3).status()).isEqualTo(503);
    assertThat(limit(policy, 4).shadow()).isTrue();
    assertThat(limit(policy, 4).keysMax()).isEqualTo(5_000);
    assertThat(policy.rules().get(8).effect()).isEqualTo(new Rule.Deny(403));
    assertThat(policy.rules().get(9).effect()).isEqualTo(new Rule.Exempt(Set.of("everything")));
  }

  @Test
  void shouldReadJson() throws PolicyRefused {
    Policy policy =
        read(
            """
            {"version": 1, "rules": [
              {"name": "r", "by": ["account"],
               "algorithm": {"fixed-window": {"limit": 3, "period": "1s"}}}]}
            """);
    assertThat(limit(policy, 0).algorithm().describe()).isEqualTo("fixed-window 3 in PT1S");
  }

  /** A kind of rule and an algorithm that version 1 had not, beside all that it had. */
  @Test
  void shouldReadAVersionOneFileWithANewerKindBesideIt() throws PolicyRefused {
    Policy policy =
        read(
            resource("version-1.yaml")
                + """
                  - name: allowance
                    kind: daily-allowance
                    by: [account]
                    allowance: 3
                  - name: once
                    when: {resource: POST /coupon}
                    by: [account]
                    algorithm: {only-once: }
                """);
    assertThat(policy.rules()).hasSize(13);
    Diana diana = new Diana(new Policy(policy.rules().subList(11, 13)));
    Request coupon = post("/coupon");
    assertThat(diana.decide(coupon).isAdmitted()).isTrue();
    assertThat(diana.decide(coupon).refusedBy()).containsExactly("once");
    Request other = post("/other");
    assertThat(diana.decide(other).isAdmitted()).isTrue();
    assertThat(diana.decide(other).isAdmitted()).isTrue();
    assertThat(diana.decide(other).refusedBy()).containsExactly("allowance");
  }

  private static Request post(String path) {
    return new Request() {
      @Override
      public String method() {
        return "POST";
      }

      @Override
      public String path() {
        return path;
      }

      @Override
      public @Nullable String address() {
        return null;
      }

      @Override
      public @Nullable String header(String name) {
        return null;
      }

      @Override
      public @Nullable String attribute(String name) {
        return name.equals(ACCOUNT) ? "ann" : null;
      }
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          version: 2                                             | 1:10: version: must be a number from 1 to 1
          rules: []                                              | 1:1: lacks version
          ''                                                     | 1:1: is empty
          version: 1\\nrule: []                                  | 2:1: rule: is not known; known are version, rules
          version: 1\\nversion: 1                                | 2:1: version: stands here twice
          version: 1\\nrules: {}                                 | 2:8: rules: must be a list
          version: 1\\nrules: [                                  | 2:9: expected the node content
          version: 1\\nrules: [{name: a b}]                      | 2:9: rules[0]: lacks algorithm
          version: 1\\nrules: [{name: a, kind: limits}]          | 2:9: rules[0]: there is no kind limits; there are
          version: 1\\nrules: &a []                              | 2:8: rules: has an anchor
          version: !!int 1                                       | 1:10: version: has a tag
          version: '"1"'                                         | 1:10: version: must be a number
          version: 1\\n---\\nversion: 1                          | 2:1: a second document
          """)
  void shouldNameLineAndField(String text, String expected) {
    refused(text.replace("\\n", "\n"), expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          algorithm: {fixed-window: {limit: 0, period: 1s}}      | 4:38: rules[0].algorithm.fixed-window.limit: must be a number from 1
          algorithm: {fixed-window: {limit: "5", period: 1s}}    | 4:38: rules[0].algorithm.fixed-window.limit: must be a number
          algorithm: {fixed-window: {limit: 5, period: 1 s}}     | 4:49: rules[0].algorithm.fixed-window.period: must be a duration
          algorithm: {fixed-window: {limit: 5, period: 1000d}}   | 4:30: rules[0].algorithm.fixed-window: a period is
          algorithm: {fixed-window: {limit: 5}}                  | 4:30: rules[0].algorithm.fixed-window: lacks period
          algorithm: {fixed-window: {limit: 5, period: 1s, burst: 3}} | 4:53: rules[0].algorithm.fixed-window.burst: is not known; known are limit, period
          algorithm: {token: {limit: 5}}                         | 4:23: rules[0].algorithm.token: there is no algorithm token; there are
          algorithm: {concurrency: {limit: 1}}, by: [acount]     | rules[0].by[0]: there is no key acount; there are account
          algorithm: {concurrency: {limit: 1}}, when: {adress: x} | rules[0].when.adress: there is no condition adress
          algorithm: {concurrency: {limit: 1}}, when: {address: 10.0.0.1/8} | rules[0].when.address: "10.0.0.1/8" has bits behind
          algorithm: {concurrency: {limit: 1}}, when: {resource: orders} | rules[0].when.resource: "orders" is no route
          algorithm: {concurrency: {limit: 1}}, missing: never   | rules[0].missing: must be one of skip, together
          algorithm: {concurrency: {limit: 1}}, shadow: yes      | rules[0].shadow: must be true or false
          algorithm: {concurrency: {limit: 1}}, status: 430      | rules[0]: 430 is none of the statuses
          """)
  void shouldNameLineAndFieldWithinARule(String fields, String expected) {
    refused("version: 1\nrules:\n - name: r\n   " + fields.replace("}, ", "}\n   "), expected);
  }

  private void refused(String text, String expected) {
    PolicyRefused refused = catchThrowableOfType(PolicyRefused.class, () -> read(text));
    assertThat(refused).as(text).hasMessageContaining(expected);
  }

  @Test
  void shouldNameAFaultOfEachRule() {
    String text = "version: 1\nrules: [{name: a}, {name: b}, {nam: c}]";
    PolicyRefused refused = catchThrowableOfType(PolicyRefused.class, () -> read(text));
    assertThat(refused.faults())
        .extracting(Fault::field)
        .containsExactly("rules[0]", "rules[1]", "rules[2]");
  }

  @Test
  void shouldRefuseRulesThatDoNotFitTogether() {
    String one = "{name: a, algorithm: {concurrency: {limit: 1}}}";
    refused("version: 1\nrules: [" + one + "," + one + "]", "two rules are named a");
    refused("version: 1\nrules: [{name: e, kind: exempt, from: x}]", "exempts from x");
  }

  @Test
  void shouldRefuseWhatIsTooLongOrNoText() {
    byte[] long1 = new byte[PolicyFile.BYTES_MAX + 1];
    assertThat(catchThrowableOfType(PolicyRefused.class, () -> file.read("p", long1)))
        .hasMessageContaining("longer than");
    assertThat(
            catchThrowableOfType(
                PolicyRefused.class, () -> file.read("p", new byte[] {(byte) 0xff})))
        .hasMessageContaining("UTF-8");
    refused("version: 1\nrules: " + "[".repeat(200), "nested too deeply");
  }

  /** The published schema and the reader agree on what was written above. */
  @Test
  void shouldAgreeWithTheSchema() throws PolicyRefused {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(resource("policy.schema.json"), InputFormat.JSON);
    String good = resource("version-1.yaml");
    assertThat(schema.validate(good, InputFormat.YAML)).isEmpty();
    String closed = good.replace("kind: deny", "kind: deny\n    on-failure: closed");
    assertThat(schema.validate(closed, InputFormat.YAML)).isEmpty();
    assertThat(read(closed).rules().get(8).effect())
        .isEqualTo(new Rule.Deny(403, OnFailure.CLOSED));
    for (String bad :
        List.of(
            good.replace("burst: 2000", "bursts: 2000"),
            good.replace("limit: 64", "limit: 0"),
            good.replace("period: 500ms", "period: 500"),
            good.replace("kind: deny", "kind: refuse"),
            good.replace("kind: deny", "kind: deny\n    on-failure: local"),
            good.replace("missing: together", "missing: apart"),
            good.replace("version: 1", "version: 2"),
            good.replace("when: {account: staff}", "when: {acount: staff}"))) {
      assertThat(bad).isNotEqualTo(good);
      assertThat(schema.validate(bad, InputFormat.YAML)).as(bad).isNotEmpty();
      assertThat(catchThrowableOfType(PolicyRefused.class, () -> read(bad))).as(bad).isNotNull();
    }
  }
}
