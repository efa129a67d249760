package io.millrace.diana.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.diana.rule.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a keeper sees when it looks again and again: the same, half of it, nothing. */
final class PolicyLooksTest {
  @TempDir Path folder;

  private final List<String> inForce = new ArrayList<>();
  private String body = policy("remote-1");

  private static String policy(String rule) {
    return "version: 1\nrules: [{name: %s, algorithm: {concurrency: {limit: 1}}}]".formatted(rule);
  }

  private Path local() {
    return folder.resolve("local.yaml");
  }

  private Path copy() {
    return folder.resolve("copy.yaml");
  }

  private void use(Policy policy) {
    inForce.add(policy.rules().get(0).name());
  }

  private PolicyKeeper ofLocalFile() {
    return new PolicyKeeper(new PolicyFile(new Kinds()), null, null, local(), this::use);
  }

  @BeforeEach
  void writeLocalFile() throws IOException {
    Files.writeString(local(), policy("local-1"));
  }

  @Test
  void shouldKeepWhatIsInForceWhenTheLocalFileGoesBadOrAway() throws Exception {
    PolicyKeeper keeper = ofLocalFile();
    keeper.start();
    Files.writeString(local(), "version: 1\nrules: [{}]");
    keeper.step();
    keeper.step();
    assertThat(keeper.trouble()).contains("local.yaml:2:9");
    Files.delete(local());
    keeper.step();
    assertThat(Objects.requireNonNull(keeper.trouble())).contains("local.yaml");
    assertThat(inForce).containsExactly("local-1");
    Files.writeString(local(), policy("local-3"));
    keeper.step();
    keeper.step();
    assertThat(inForce).containsExactly("local-1", "local-3");
    assertThat(keeper.trouble()).isNull();
  }

  /** What an editor has written so far may be a policy, and is not what it will have written. */
  @Test
  void shouldNotTakeALocalFileThatIsBeingWritten() throws Exception {
    PolicyKeeper keeper = ofLocalFile();
    keeper.start();
    String whole = policy("whole") + "\n# and what the editor writes last";
    for (int end = 0; end < whole.length(); end += 7) {
      Files.writeString(local(), whole.substring(0, end));
      keeper.step();
    }
    Files.writeString(local(), whole);
    keeper.step();
    assertThat(inForce).containsExactly("local-1");
    assertThat(keeper.trouble()).isNull();
    keeper.step();
    assertThat(inForce).containsExactly("local-1", "whole");
  }

  @Test
  void shouldForgetATroubleThatIsOver() throws Exception {
    PolicyKeeper keeper = ofLocalFile();
    keeper.start();
    Files.delete(local());
    keeper.step();
    assertThat(keeper.trouble()).endsWith("local.yaml: is not there");
    Files.writeString(local(), policy("local-1"));
    keeper.step();
    assertThat(keeper.trouble()).isNull();
    assertThat(inForce).containsExactly("local-1");
  }

  /** A place that gives the whole policy each time it is asked. */
  private static RemotePolicy untagged(Supplier<String> content) {
    return new RemotePolicy() {
      @Override
      public String name() {
        return "untagged";
      }

      @Override
      public Copy fetch(@Nullable String known) {
        return new Copy("", content.get().getBytes(StandardCharsets.UTF_8));
      }
    };
  }

  @Test
  void shouldPutInForceAndKeepOnceWhatHasNoTag() throws Exception {
    PolicyKeeper keeper =
        new PolicyKeeper(
            new PolicyFile(new Kinds()), untagged(() -> body), copy(), null, this::use);
    keeper.start();
    FileTime longAgo = FileTime.fromMillis(0);
    Files.setLastModifiedTime(copy(), longAgo);
    for (int look = 0; look < 5; look++) {
      keeper.step();
    }
    assertThat(inForce).containsExactly("remote-1");
    assertThat(Files.getLastModifiedTime(copy())).isEqualTo(longAgo);
    body = policy("remote-2");
    keeper.step();
    assertThat(inForce).containsExactly("remote-1", "remote-2");
    assertThat(copy()).hasContent(policy("remote-2"));
  }

  @Test
  void shouldKeepACopyAsSoonAsItCan() throws Exception {
    Path later = folder.resolve("later").resolve("copy.yaml");
    PolicyKeeper keeper =
        new PolicyKeeper(new PolicyFile(new Kinds()), untagged(() -> body), later, null, this::use);
    keeper.start();
    assertThat(keeper.trouble()).contains("copy.yaml, where no copy is kept: ");
    Files.createDirectory(later.getParent());
    keeper.step();
    assertThat(keeper.trouble()).isNull();
    assertThat(later).hasContent(policy("remote-1"));
    assertThat(inForce).containsExactly("remote-1");
  }

  @Test
  void shouldRefuseToLookAllTheTime() {
    PolicyKeeper.Rest once =
        pause -> {
          throw new InterruptedException("rested");
        };
    assertThatThrownBy(() -> ofLocalFile().run(Duration.ZERO, once))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pause is PT0S, but PT0.01S is least");
  }
}
