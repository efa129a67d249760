package io.millrace.diana.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What memory has room for. */
final class LocalAnswersTest {
  private static final Duration KEPT = Duration.ofHours(1);
  private static final StoredAnswer LONG = new StoredAnswer(201, List.of(), new byte[1_000]);

  private final AtomicLong nanos = new AtomicLong();

  /** Room for three keys, or for one and its answer. */
  private final LocalAnswers answers = new LocalAnswers(nanos::get, 1_900);

  private AnswerStore.Claim claim(String key) {
    return answers.claim(key, "f", "owner", Duration.ofMinutes(1));
  }

  private int kept(String key) {
    return claim(key) instanceof AnswerStore.Done done ? done.answer().status() : 0;
  }

  @Test
  void shouldRememberThatItWasDoneWhereThereIsNoRoomForTheAnswer() {
    claim("a");
    claim("b");
    answers.finish("a", "f", "owner", LONG, KEPT);
    answers.finish("b", "f", "owner", LONG, KEPT);
    assertThat(kept("a")).isEqualTo(409);
    assertThat(kept("b")).isEqualTo(409);
    claim("c");
    assertThatThrownBy(() -> claim("d")).isInstanceOf(AnswerStore.Unreachable.class);
  }

  /** What has had its time makes room first. */
  @Test
  void shouldKeepAnAnswerWhereOthersHaveEnded() {
    claim("a");
    answers.finish("a", "f", "owner", LONG, KEPT);
    assertThat(kept("a")).isEqualTo(201);
    nanos.addAndGet(KEPT.toNanos());
    claim("b");
    answers.finish("b", "f", "owner", LONG, KEPT);
    assertThat(kept("b")).isEqualTo(201);
  }
}
