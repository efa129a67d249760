package io.millrace.diana.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diana.shared.SharedAsk;
import org.junit.jupiter.api.Test;

/** One who waits for an answer. */
final class QuestionTest {
  private static final long MINUTE_NANOS = 60_000_000_000L;

  /** Others ask in the same call, and Redis has not failed. */
  @Test
  void shouldWaitOnWhenItsThreadIsInterrupted() throws InterruptedException {
    SharedAsk nothing = new SharedAsk();
    Question question = new Question(nothing, new byte[0][], new Form[0]);
    Thread asking = Thread.currentThread();
    Thread answering =
        new Thread(() -> {
          while (asking.getState() == Thread.State.RUNNABLE && !question.hasLeft()) {
            Thread.onSpinWait();
          }
          question.answered(new byte[0], 0);
        });
    asking.interrupt();
    answering.start();
    boolean answered = question.await(nothing, MINUTE_NANOS);
    assertThat(Thread.interrupted()).as("is told afterwards").isTrue();
    assertThat(answered).isTrue();
    answering.join();
  }
}
