package io.millrace.diana.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import io.millrace.diana.rule.Condition;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Counting;
import io.millrace.diana.rule.Rule.Limit;
import io.millrace.diana.rule.Rule.Missing;
import io.millrace.diana.rule.Rule.OnFailure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyFileTest {
  private final PolicyFile file = new PolicyFile(new Kinds());

  private Policy read(String text) throws PolicyRefused {
    return file.read("p", text.getBytes(StandardCharsets.UTF_8));
  }

  private static Limit limit(Policy policy, int rule) {
    return (Limit) policy.rules().get(rule).effect();
  }

  @Test
  void shouldReadEverythingThatVersionOneCanSay() throws PolicyRefused {
    Policy policy = read(PolicySchemaTest.resource("version-1.yaml"));
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
            PolicySchemaTest.resource("version-1.yaml")
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
          algorithm: {fixed-window: {limit: 5, period: 1000d}}   | 4:49: rules[0].algorithm.fixed-window.period: must be from 1ms to 366d
          algorithm: {sliding-log: {limit: 20000, period: 1s}}   | 4:37: rules[0].algorithm.sliding-log.limit: must be a number from 1 to 10000
          algorithm: {fixed-window: {limit: 5}}                  | 4:30: rules[0].algorithm.fixed-window: lacks period
          algorithm: {fixed-window: {limit: 5, period: 1s, burst: 3}} | 4:53: rules[0].algorithm.fixed-window.burst: is not known; known are limit, period
          algorithm: {token: {limit: 5}}                         | 4:23: rules[0].algorithm.token: there is no algorithm token; there are
          algorithm: {concurrency: {limit: 1}}, by: [acount]     | rules[0].by[0]: there is no key acount; there are account
          algorithm: {concurrency: {limit: 1}}, when: {adress: x} | rules[0].when.adress: there is no condition adress
          algorithm: {concurrency: {limit: 1}}, when: {address: 10.0.0.1/8} | rules[0].when.address: "10.0.0.1/8" has bits behind
          algorithm: {concurrency: {limit: 1}}, when: {resource: orders} | rules[0].when.resource: "orders" is no route
          algorithm: {concurrency: {limit: 1}}, missing: never   | rules[0].missing: must be one of skip, together
          algorithm: {concurrency: {limit: 1}}, shadow: yes      | rules[0].shadow: must be true or false
          algorithm: {concurrency: {limit: 1}}, status: 430      | 5:12: rules[0].status: must be one of 429, 503
          algorithm: {concurrency: {limit: 1}}, keys: 200000000  | 5:10: rules[0].keys: there is room for 1 to 100000000 keys
          algorithm: {concurrency: {limit: 1}}, lease: 5         | 5:11: rules[0].lease: a lease is of counts that are shared
          algorithm: {concurrency: {limit: 1}}, by: [header]     | 5:9: rules[0].by[0]: needs a value: {header: …}
          algorithm: {concurrency: {limit: 1}}, by: [{address: 24}] | 5:19: rules[0].by[0].address: must be names with values
          algorithm: {concurrency: {limit: 1}}, by: [{account: gold}] | 5:19: rules[0].by[0].account: takes no value
          algorithm: {concurrency: {limit: 1}}, by: [{account: }] | rules[0].by[0].account: has no value; without one the name stands alone
          algorithm: {concurrency: {limit: 1}}, when: {tenant: null} | 5:19: rules[0].when.tenant: must be a text
          algorithm: {concurrency: {limit: 1}}, when: {tenant: [~]}  | rules[0].when.tenant[0]: must be a text
          algorithm: {concurrency: {limit: 1}}, when: {header: {}} | 5:19: rules[0].when.header: is empty
          algorithm: {concurrency: {limit: 1}}, when: {}         | 5:10: rules[0].when: is empty; for every request it is always
          algorithm: {concurrency: {limit: 1}}, when: {resource: [/a, b]} | 5:26: rules[0].when.resource[1]: "b" is no route
          kind: deny                                             | 3:4: rules[0]: lacks when; for every request it is always
          kind: exempt                                           | 3:4: rules[0]: lacks when; for every request it is always
          kind: deny\\n when: always\\n status: 404             | rules[0].status: must be one of 403, 429, 503
          kind: deny\\n when: always\\n on-failure: local       | rules[0].on-failure: a denial counts nothing
          algorithm: {only-once: 5}                              | 4:27: rules[0].algorithm.only-once: takes no value
          """)
  void shouldNameLineAndFieldWithinARule(String fields, String expected) {
    refused(
        "version: 1\nrules:\n - name: r\n   " + fields.replaceAll("(?<=}), |\\\\n ", "\n   "),
        expected);
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
    refused(
        "version: 1\nrules:\n- " + one + "\n- " + one,
        "4:10: rules[1].name: two rules are named a");
    String deny = "{name: d, kind: deny, when: always}";
    String exempt = "{name: e, kind: exempt, when: always, from: %s}";
    refused(
        "version: 1\nrules:\n- " + one + "\n- " + exempt.formatted("x"),
        "4:47: rules[1].from: e exempts from x, which is no limit");
    refused(
        "version: 1\nrules:\n- " + deny + "\n- " + exempt.formatted("[d]"),
        "4:47: rules[1].from: e exempts from d, which is no limit");
    refused(
        "version: 1\nrules:\n- {name: a b, algorithm: {concurrency: {limit: 1}}}",
        "3:10: rules[0].name: \"a b\" is no name");
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

  /** A rule that cannot count here is told where it stands, whoever finds that out. */
  @Test
  void shouldNameLineAndFieldOfWhatIsRefusedInUse() {
    String text =
        "version: 1\nrules:\n- {name: r, algorithm: {concurrency: {limit: 1}}, counting: shared}";
    Diana alone = new Diana(new Policy(List.of()));
    PolicyRefused refused =
        catchThrowableOfType(
            PolicyRefused.class,
            () -> file.read("p", text.getBytes(StandardCharsets.UTF_8), alone::use));
    assertThat(refused)
        .hasMessage(
            "p:3:61: rules[0].counting: r is to be counted together with others, but nothing is"
                + " shared here");
  }

  /** A denial for everybody is meant, and not one whose conditions were lost. */
  @Test
  void shouldReadWhatAlwaysHolds() throws PolicyRefused {
    Policy policy = read("version: 1\nrules: [{name: closed, kind: deny, when: always}]");
    assertThat(policy.rules().get(0).when()).isEmpty();
  }

  @Test
  void shouldTakeNumbersForTextsWhereTextsAreWanted() throws PolicyRefused {
    Policy policy =
        read(
            """
            version: 1
            rules:
              - name: 5
                when: {account: 42, header: {X-Debug: true}}
                algorithm: {fixed-window: {limit: 1e3, period: 1s}}
            """);
    assertThat(policy.rules().get(0).name()).isEqualTo("5");
    assertThat(policy.rules().get(0).when())
        .extracting(Condition::describe)
        .containsExactly("account [42]", "header X-Debug [true]");
    assertThat(limit(policy, 0).algorithm().describe()).isEqualTo("fixed-window 1000 in PT1S");
  }
}
