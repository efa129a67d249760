package io.millrace.diana.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema, by which editors complete and complain, and the reader say the same. */
final class PolicySchemaTest {
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(resource("policy.schema.json"), InputFormat.JSON);

  private static final String WINDOW = "algorithm: {fixed-window: {limit: 5, period: 1s}}";

  /** Rules that both take. */
  private static final List<String> RIGHT =
      List.of(
          "name: r, algorithm: {concurrency: {limit: 1}}",
          "name: 5, kind: limit, W",
          "name: true, W, when: always",
          "name: r, W, by: []",
          "name: r, W, by: [account, device, tenant, address, account]",
          "name: r, W, by: [{address: {}}, {address: {v4: 24}}, {address: {v4: 0, v6: 128.0}}]",
          "name: r, W, by: [{header: X-Key}, {attribute: 5}, {resource: ['GET /a/{b}', '/c/**']}]",
          "name: r, W, when: {account: 42, tenant: true, device: 1.50, header: {V: [1, 2.0]}}",
          "name: r, W, when: {account: 'null', tenant: no, attribute: {region: eu, zone: 1e3}}",
          "name: r, W, when: {address: [10.0.0.0/8, '::1', '2001:db8::/32'], not-address: '::/0'}",
          "name: r, W, when: {resource: '* /', not-resource: [POST /a//b/, /a/**]}",
          "name: r, algorithm: {fixed-window: {limit: 10.0, period: 366d}}",
          "name: r, algorithm: {fixed-window: {limit: 1.0e+3, period: 1ms}}",
          "name: r, algorithm: {sliding-log: {limit: 10000, period: PT0.5S}}",
          "name: r, algorithm: {leaky-queue: {limit: 1000000000, period: P1DT1H, queue: 0}}",
          "name: r, W, lease: 0",
          "name: r, W, lease: 5, counting: shared, on-failure: closed, status: 503",
          "name: r, W, cost: 0, shadow: true, keys: 100000000, missing: together",
          "name: r, kind: deny, when: always, on-failure: closed",
          "name: r, kind: exempt, when: {tenant: acme}");

  /** Rules that neither takes. */
  private static final List<String> WRONG =
      List.of(
          "name: r",
          "name: null, W",
          "name: a b, W",
          "name: -5, W",
          "name: r, kind: null, W",
          "name: r, kind: limits, W",
          "name: r, W, by: [header]",
          "name: r, W, by: [attribute]",
          "name: r, W, by: [resource]",
          "name: r, W, by: [{address: 24}]",
          "name: r, W, by: [{address: }]",
          "name: r, W, by: [{address: {v4: 33}}]",
          "name: r, W, by: [{account: gold}]",
          "name: r, W, by: [{account: {}}]",
          "name: r, W, by: [{account: null}]",
          "name: r, W, by: [{header: }]",
          "name: r, W, by: [{header: X, attribute: y}]",
          "name: r, W, by: account",
          "name: r, W, when: ",
          "name: r, W, when: {}",
          "name: r, W, when: never",
          "name: r, W, when: {tenant: null}",
          "name: r, W, when: {tenant: ''}",
          "name: r, W, when: {tenant: []}",
          "name: r, W, when: {tenant: {}}",
          "name: r, W, when: {attribute: {}}",
          "name: r, W, when: {header: }",
          "name: r, W, when: {header: {X: }}",
          "name: r, W, when: {resource: orders}",
          "name: r, W, when: {resource: [/a, GET orders]}",
          "name: r, W, when: {resource: 5}",
          "name: r, W, when: {resource: '/a?b'}",
          "name: r, W, when: {resource: '/v{n}'}",
          "name: r, W, when: {resource: /a/**/b}",
          "name: r, W, when: {resource: /a/%2e./b}",
          "name: r, W, when: {address: 10.0.0}",
          "name: r, W, when: {address: 10.0.0.0/33}",
          "name: r, W, when: {address: 'fe80::1%eth0'}",
          "name: r, W, when: {address: '[::1]'}",
          "name: r, kind: deny",
          "name: r, kind: deny, when: ",
          "name: r, kind: deny, when: always, on-failure: local",
          "name: r, kind: deny, when: always, status: 404",
          "name: r, kind: exempt",
          "name: r, kind: exempt, when: always, from: []",
          "name: r, algorithm: {sliding-log: {limit: 20000, period: 1s}}",
          "name: r, algorithm: {fixed-window: {limit: 5, period: 0s}}",
          "name: r, algorithm: {fixed-window: {limit: 5, period: 400d}}",
          "name: r, algorithm: {fixed-window: {limit: 5, period: 8785h}}",
          "name: r, algorithm: {fixed-window: {limit: 5, period: 527041m}}",
          "name: r, algorithm: {fixed-window: {limit: 5, period: 31622401s}}",
          "name: r, algorithm: {fixed-window: {limit: 5, period: PT0S}}",
          "name: r, algorithm: {fixed-window: {limit: 5, period: PT-5S}}",
          "name: r, algorithm: {fixed-window: {limit: 5, period: Pt5s}}",
          "name: r, algorithm: {fixed-window: {limit: 5, period: P1M}}",
          "name: r, algorithm: {fixed-window: {limit: 5, period: 10}}",
          "name: r, algorithm: {fixed-window: {limit: '5', period: 1s}}",
          "name: r, algorithm: {fixed-window: {limit: 10.5, period: 1s}}",
          "name: r, algorithm: {fixed-window: {limit: 1000000001, period: 1s}}",
          "name: r, algorithm: {fixed-window: }",
          "name: r, algorithm: {fixed-window: {limit: 5, period: 1s}, concurrency: {limit: 1}}",
          "name: r, algorithm: {adaptive-concurrency: {least: 1, most: 1001, slow: 1s}}",
          "name: r, W, lease: 5",
          "name: r, W, lease: 5, counting: local",
          "name: r, W, lease: null",
          "name: r, algorithm: {sliding-log: {limit: 9, period: 1s}}, lease: 5, counting: shared",
          "name: r, algorithm: {concurrency: {limit: 9}}, lease: 5, counting: shared",
          "name: r, W, status: 403",
          "name: r, W, status: '429'",
          "name: r, W, shadow: 'true'",
          "name: r, W, keys: 0");

  /** Rules that only the reader can refuse. */
  private static final List<String> BEYOND_A_SCHEMA =
      List.of(
          "name: r, kind: exempt, when: always, from: other",
          "name: r, W, when: {address: 10.0.0.1/8}",
          "name: r, W, lease: 6, counting: shared",
          "name: r, algorithm: {sliding-log: {limit: 10000, period: 1s}}, keys: 1000000",
          "name: r, algorithm: {token-bucket: {limit: 1, period: 366d, burst: 11}}",
          "name: r, algorithm: {adaptive-concurrency: {least: 2, most: 1, slow: 1s}}",
          "name: r, algorithm: {fixed-window: {limit: 5, period: P367D}}");

  private final PolicyFile file = new PolicyFile(new Kinds());

  static String resource(String name) {
    try (InputStream in = PolicySchemaTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static boolean isRightBySchema(String policy) {
    return SCHEMA.validate(policy, InputFormat.YAML).isEmpty();
  }

  /** What the reader has against it; null if nothing. */
  private @Nullable String refusal(String policy) {
    try {
      file.read("p", policy.getBytes(StandardCharsets.UTF_8));
      return null;
    } catch (PolicyRefused e) {
      return e.getMessage();
    }
  }

  private static String policy(String rule) {
    return "version: 1\nrules: [{" + rule.replace(" W", " " + WINDOW) + "}]";
  }

  @Test
  void shouldAgreeWithTheSchema() {
    assertThat(RIGHT)
        .allSatisfy(rule -> {
          assertThat(refusal(policy(rule))).isNull();
          assertThat(SCHEMA.validate(policy(rule), InputFormat.YAML)).isEmpty();
        });
    assertThat(WRONG)
        .allSatisfy(rule -> {
          assertThat(refusal(policy(rule))).as("reader").contains(" rules[0]");
          assertThat(isRightBySchema(policy(rule))).as("schema").isFalse();
        });
    assertThat(BEYOND_A_SCHEMA)
        .allSatisfy(rule -> {
          assertThat(refusal(policy(rule))).as("reader").contains(" rules[0]");
          assertThat(isRightBySchema(policy(rule))).as("schema").isTrue();
        });
  }

  @Test
  void shouldAgreeOnAllThatVersionOneCanSay() {
    String good = resource("version-1.yaml");
    assertThat(refusal(good)).isNull();
    assertThat(SCHEMA.validate(good, InputFormat.YAML)).isEmpty();
    for (String bad :
        List.of(
            good.replace("burst: 2000", "bursts: 2000"),
            good.replace("limit: 64", "limit: 0"),
            good.replace("period: 500ms", "period: 500"),
            good.replace("kind: deny", "kind: refuse"),
            good.replace("missing: together", "missing: apart"),
            good.replace("version: 1", "version: 2"),
            good.replace("when: {account: staff}", "when: {acount: staff}"))) {
      assertThat(bad).isNotEqualTo(good);
      assertThat(isRightBySchema(bad)).as(bad).isFalse();
      assertThat(refusal(bad)).as(bad).isNotNull();
    }
  }

  /** Where a text stands, some that are right or nearly so, and letters to change in them. */
  record Place(String rule, List<String> seeds, String letters) {}

  static List<Place> places() {
    return List.of(
        new Place("name: '%s', W", List.of("a.b-c_1", "9", "Zz", ".a"), "aZ9._- :"),
        new Place(
            "name: r, W, when: {resource: '%s'}",
            List.of("GET /v1/{a}/b", "* /a/**/", "/a/%2e./..%2E/...", "//a//b/"),
            "/*.%2eE;GET a{}?"),
        new Place(
            "name: r, W, when: {address: '%s'}",
            List.of(
                "10.0.0.0/8",
                "0.0.0.0/032",
                "1:2:3:4:5:6:7:8",
                "::a:b:0/128",
                "1::8",
                "::1.2.3.4",
                "1:2:3:4:5:6:7.0.0.0/0"),
            "0123:./[]a%"),
        new Place(
            "name: r, algorithm: {fixed-window: {limit: 5, period: '%s'}}",
            List.of("366d", "8784h", "527040m", "31622400s", "00000001ms", "P1DT2H3M4.5S", "PT10S"),
            "0123456789PTDHMSdhms.-"));
  }

  /** The patterns of the schema and what the code reads, on texts that are nearly right. */
  @ParameterizedTest
  @MethodSource("places")
  void shouldReadTextsAsTheSchemaDescribesThem(Place place) {
    Random random = new Random(11);
    int right = 0;
    for (int turn = 0; turn < 400; turn++) {
      StringBuilder text = new StringBuilder(place.seeds().get(turn % place.seeds().size()));
      for (int change = random.nextInt(3); change > 0; change--) {
        int at = random.nextInt(text.length() + 1);
        char letter = place.letters().charAt(random.nextInt(place.letters().length()));
        switch (random.nextInt(3)) {
          case 0 -> text.insert(at, letter);
          case 1 -> text.replace(at, Math.min(at + 1, text.length()), "" + letter);
          default -> text.delete(at, Math.min(at + 1, text.length()));
        }
      }
      String policy = policy(place.rule().formatted(text));
      String refusal = refusal(policy);
      if (refusal == null || !isBeyondASchema(text.toString(), refusal)) {
        assertThat(isRightBySchema(policy))
            .as("\"%s\" %s", text, refusal)
            .isEqualTo(refusal == null);
        right += refusal == null ? 1 : 0;
      }
    }
    assertThat(right).isBetween(60, 340);
  }

  private static boolean isBeyondASchema(String text, String refusal) {
    return refusal.contains("has bits behind")
        || (text.startsWith("P") && refusal.contains("must be from 1ms to 366d"));
  }
}
