package io.millrace.diana;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diana.algorithm.Concurrency;
import io.millrace.diana.algorithm.SlidingCounter;
import io.millrace.diana.algorithm.TokenBucket;
import io.millrace.diana.config.Kinds;
import io.millrace.diana.config.PolicyFile;
import io.millrace.diana.rule.Keys;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first examples of the README stand here once more, where a compiler sees them. */
final class ReadmeTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");

  private final Diana diana =
      new Diana(
          Policy.of(
              Rule.limit("everything", Limit.of(new TokenBucket(10_000, SECOND, 20_000))),
              Rule.limit(
                  "per-account",
                  Limit.of(new SlidingCounter(100, MINUTE), Keys.attribute("account"))),
              Rule.limit("at-once", Limit.of(new Concurrency(500)))));

  boolean serve(Map<String, String> caller, Runnable work) {
    Verdict verdict = diana.decide(Request.of(caller::get)); // caller is {account=anna}
    if (!verdict.isAdmitted()) {
      return false; // verdict.status() is 429; verdict.retryAfterNanos() says when to come again
    }
    try {
      work.run();
    } finally {
      diana.done(verdict, false); // gives back what was held; true if it ran into another's limit
    }
    return true;
  }

  @TempDir Path directory;

  private static List<String> blocks(Pattern language) throws IOException {
    return language
        .matcher(Files.readString(Path.of("README.md")))
        .results()
        .map((MatchResult block) -> block.group(1))
        .toList();
  }

  @Test
  void shouldShowCodeThatIsCompiledHere() throws IOException {
    String here = Files.readString(Path.of("src/test/java/io/millrace/diana/ReadmeTest.java"));
    assertThat(blocks(JAVA)).hasSizeGreaterThan(1);
    assertThat(here).contains(blocks(JAVA).get(0).replaceAll("(?m)^(?=.)", "  "));
    assertThat(here).contains(blocks(JAVA).get(1).strip());
  }

  @Test
  void shouldDoWhatTheFirstExampleSays() {
    Map<String, String> anna = Map.of("account", "anna");
    for (int request = 0; request < 100; request++) {
      assertThat(serve(anna, () -> {})).isTrue();
    }
    assertThat(serve(anna, () -> {})).isFalse();
    assertThat(serve(Map.of("account", "bob"), () -> {})).isTrue();
  }

  @Test
  void shouldShowTheSameRulesAsAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("limits.yaml"), blocks(YAML).get(0));
    Policy policy = new PolicyFile(new Kinds()).read(file.toString(), Files.readAllBytes(file));
    assertThat(meanings(policy)).isEqualTo(meanings(diana.policy()));
  }

  private static List<String> meanings(Policy policy) {
    return policy.rules().stream()
        .map(rule -> rule.name() + " " + ((Limit) rule.effect()).meaning())
        .toList();
  }
}
