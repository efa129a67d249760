package io.millrace.engine.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.proof.Digest;
import io.millrace.model.Fingerprint;
import io.millrace.model.Limits;
import io.millrace.model.RequestKey;
import io.millrace.model.fact.LevelRaised;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RememberedKeysTest {
  private static final int KEYS = 60_000;
  private static final long DAY = Limits.KEY_WINDOW.toMillis();

  private final Digest digest = new Digest();
  private final RememberedKeys keys = new RememberedKeys(KEYS, 0, digest);

  @Test
  void shouldForgetInTheOrderOfBindingWhileOthersComeIn() {
    for (int i = 0; i < 3 * KEYS; i++) {
      long at = i * (DAY / 20_000);
      keys.evict(at);
      keys.bind(key(i), new LevelRaised(i), at);
      assertThat(keys.find(key(i).scope())).isEqualTo(remembered(i, at));
    }
    assertThat(keys.size()).isEqualTo(20_001);
    assertSound();
    long end = 3 * KEYS * (DAY / 20_000) + 2 * DAY;
    for (int i = 0; i < KEYS; i++) {
      keys.evict(end);
    }
    assertThat(keys.size()).isZero();
    assertThat(digest.sum()).isZero();
    keys.bind(key(-1), new LevelRaised(1), end);
    assertSound();
  }

  private void assertSound() {
    List<String> broken = new ArrayList<>();
    keys.audit(broken::add);
    assertThat(broken).isEmpty();
    Digest fresh = new Digest();
    keys.addTo(fresh);
    assertThat(fresh.sum()).isEqualTo(digest.sum());
  }

  private static RequestKey key(int number) {
    return new RequestKey(new Fingerprint(number, 7), new Fingerprint(number, 8));
  }

  private static RememberedKey remembered(int number, long at) {
    return new RememberedKey(
        key(number).command(), new RememberedKey.ToFact(new LevelRaised(number)), at);
  }
}
