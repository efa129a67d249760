package io.millrace.proof.audit;

import io.millrace.model.Fingerprint;
import io.millrace.model.Limits;
import io.millrace.model.RequestKey;
import io.millrace.model.answer.Answer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which request each key is bound to, and what was answered to it first. */
final class Keys {

  /** A key that changed something. */
  record Bound(RequestKey key, Answer answer, long atMillis) {
    boolean isSameRequest(RequestKey other) {
      return key.command().equals(other.command());
    }

    /** Until then the node must know it; after that it may forget it. */
    boolean mustBeKnown(long nowMillis) {
      return Keys.mustBeKnown(atMillis, nowMillis);
    }
  }

  /** Of whatever is remembered for a day: from when on it may be forgotten. */
  static boolean mustBeKnown(long atMillis, long nowMillis) {
    return nowMillis - atMillis <= Limits.KEY_WINDOW.toMillis();
  }

  private final Map<Fingerprint, Bound> bound = new HashMap<>();

  @Nullable Bound find(@Nullable RequestKey key) {
    return key == null ? null : bound.get(key.scope());
  }

  void bind(RequestKey key, Answer answer, long atMillis) {
    Bound before = bound.put(key.scope(), new Bound(key, answer, atMillis));
    if (before != null && before.mustBeKnown(atMillis)) {
      throw new BrokenPromise(
          Promise.ONE_KEY_ONE_EFFECT,
          "a key changed something twice: first %s, and %d ms later %s"
              .formatted(before.answer(), atMillis - before.atMillis(), answer));
    }
  }
}
