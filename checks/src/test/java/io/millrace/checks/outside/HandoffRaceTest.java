package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * From the thread that makes a frame durable, over the writer, to the one that awaits an answer.
 */
final class HandoffRaceTest {

  private static final int REQUESTS_PER_CLIENT = 300;
  private static final int SEEDS = 12;
  private static final int CLOSING_SEEDS = 40;

  @Test
  @Timeout(60)
  void shouldAnswerEachRequestOnceAndNoneTooEarly() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      Handoff handoff = new Handoff(seed, REQUESTS_PER_CLIENT, false);
      handoff.run(handoff.requests());
      handoff.check();
      assertThat(handoff.accepted()).as("seed %d", seed).isPositive();
    }
  }

  @Test
  @Timeout(60)
  void shouldLeaveNobodyWithoutAReplyWhenItCloses() throws Exception {
    for (long seed = 0; seed < CLOSING_SEEDS; seed++) {
      Handoff handoff = new Handoff(seed, REQUESTS_PER_CLIENT, false);
      handoff.run(1 + (int) seed * handoff.requests() / CLOSING_SEEDS);
      handoff.check();
    }
  }

  /** The control: a log that says "durable" too early is found out. */
  @Test
  @Timeout(60)
  void shouldSeeAnswersThatComeTooEarly() throws Exception {
    Handoff handoff = new Handoff(1, REQUESTS_PER_CLIENT, true);
    handoff.run(handoff.requests());
    assertThat(handoff.faults()).anyMatch(fault -> fault.startsWith("answered before it was dur"));
  }
}
