package io.millrace.delivery.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Whose name is looked up next, and whose waits. */
class WantedTest {

  private static final int TURNS = 8;
  private static final int WAITING = 5;

  private final Wanted wanted = new Wanted(TURNS, WAITING);

  private Wanted.Name want(String sender, String host) {
    return Objects.requireNonNull(wanted.want(sender, host));
  }

  /** All that may begin now, by their hosts. */
  private List<String> begin() {
    List<String> hosts = new ArrayList<>();
    for (Wanted.Name next = wanted.next(); next != null; next = wanted.next()) {
      hosts.add(next.host());
    }
    return hosts;
  }

  @Test
  void shouldGiveEachSenderATurnInTurn() {
    want("a", "a1");
    want("a", "a2");
    want("a", "a3");
    want("b", "b1");
    want("c", "c1");
    assertThat(begin()).containsExactly("a1", "b1", "c1", "a2");
  }

  @Test
  void shouldGiveEachSenderOneFromHalfOfAllOn() {
    Wanted.Name first = want("a", "a0");
    for (int i = 1; i < WAITING; i++) {
      want("a", "a" + i);
    }
    assertThat(begin()).containsExactly("a0", "a1", "a2", "a3");
    for (String other : List.of("b", "c", "d", "e", "f")) {
      want(other, other + "1");
      want(other, other + "2");
    }
    assertThat(begin()).containsExactly("b1", "c1", "d1", "e1");
    wanted.end(first);
    assertThat(begin()).as("who has none comes before who has some").containsExactly("f1");
  }

  @Test
  void shouldCountWhatWaitsAndNotWhatIsLookedUp() {
    for (int i = 0; i < WAITING; i++) {
      want("a", "a" + i);
    }
    assertThat(wanted.want("a", "more")).isNull();
    want("a", "a1"); // waits already
    want("b", "b1");
    begin();
    want("a", "more");
    want("a", "a1"); // is looked up
  }

  @Test
  void shouldLookANameUpInTheTurnOfWhoeverComesFirst() {
    for (int i = 0; i < TURNS / 2; i++) {
      want("a", "hangs" + i);
    }
    begin();
    Wanted.Name shared = want("a", "shared");
    assertThat(begin()).isEmpty();
    assertThat(want("b", "shared")).isSameAs(shared);
    assertThat(begin()).containsExactly("shared");
    wanted.end(shared);
    assertThat(want("b", "shared")).as("asked anew").isNotSameAs(shared);
  }

  @Test
  void shouldLookUpWhatSomebodyStillWants() {
    Wanted.Name left = want("a", "left");
    Wanted.Name stays = want("a", "stays");
    want("b", "stays");
    want("b", "stays");
    wanted.leave("a", left);
    wanted.leave("a", stays);
    wanted.leave("b", stays);
    assertThat(begin()).containsExactly("stays");
    wanted.leave("b", stays); // while it is looked up
    wanted.end(stays);
    assertThat(begin()).isEmpty();
  }

  @Test
  void shouldNotEndWhatHasNotBegun() {
    Wanted.Name name = want("a", "a1");
    assertThatThrownBy(() -> wanted.end(name)).isInstanceOf(IllegalStateException.class);
  }
}
