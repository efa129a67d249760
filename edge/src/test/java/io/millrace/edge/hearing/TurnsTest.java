package io.millrace.edge.hearing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.edge.http.ProblemRaised;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Those who wait for a database that hangs. */
final class TurnsTest {

  @Test
  void shouldRefuseWhoseTurnDoesNotComeAndGivePlacesBack() {
    Turns turns = new Turns(2, Duration.ZERO);
    String answer =
        turns.take(
            1,
            () ->
                turns.take(
                    1,
                    () -> {
                      assertThatThrownBy(() -> turns.take(1, () -> "a third"))
                          .isInstanceOf(ProblemRaised.class)
                          .hasMessageContaining("others wait");
                      return "two at a time";
                    }));
    assertThat(answer).isEqualTo("two at a time");
    assertThatThrownBy(() ->
            turns.take(
                1,
                () -> {
                  throw new IllegalStateException("it is away");
                }))
        .hasMessage("it is away");
    assertThat(turns.<String>take(1, () -> turns.take(1, () -> "again"))).isEqualTo("again");
  }

  @Test
  void shouldEndAWaitThatIsInterrupted() {
    Turns turns = new Turns(1, Duration.ofMinutes(5));
    turns.<Boolean>take(
        1,
        () -> {
          Thread.currentThread().interrupt();
          assertThatThrownBy(() -> turns.take(1, () -> true)).isInstanceOf(ProblemRaised.class);
          assertThat(Thread.interrupted()).isTrue();
          return true;
        });
  }
}
