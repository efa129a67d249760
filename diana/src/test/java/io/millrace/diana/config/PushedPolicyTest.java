package io.millrace.diana.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.diana.config.RemotePolicy.Copy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

final class PushedPolicyTest {
  private static String text(Copy copy) {
    return new String(copy.content(), StandardCharsets.UTF_8);
  }

  @Test
  void shouldGiveTheNewestOnceAndThenWaitForAChange() throws Exception {
    PushedPolicy place = new PushedPolicy("place", Duration.ofMinutes(1));
    assertThatThrownBy(() -> place.fetch(null)).isInstanceOf(IOException.class);
    place.push("one");
    Copy one = Objects.requireNonNull(place.fetch(null));
    assertThat(text(one)).isEqualTo("one");
    FutureTask<Copy> next = new FutureTask<>(() -> Objects.requireNonNull(place.fetch(one.tag())));
    Thread waits = new Thread(next, "waits");
    waits.start();
    while (waits.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    place.push("two");
    assertThat(text(next.get())).isEqualTo("two");
  }

  @Test
  void shouldSayWhenNothingHasChangedOrNothingIsThere() throws Exception {
    PushedPolicy place = new PushedPolicy("place", Duration.ofMillis(1));
    place.push("one");
    Copy one = Objects.requireNonNull(place.fetch(null));
    assertThat(place.fetch(one.tag())).isNull();
    place.push(null);
    assertThatThrownBy(() -> place.fetch(one.tag())).hasMessage("place has no policy");
  }
}
