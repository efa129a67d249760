package io.millrace.app.audit;

import io.millrace.model.Fingerprint;
import io.millrace.model.Limits;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Promise 3: what may be used once, within the window in which it must be remembered. Keys and
 * submit tokens each have a book.
 */
final class KeyBook {

  private static final long WINDOW_MILLIS = Limits.KEY_WINDOW.toMillis();

  private final Findings findings;
  private final String kind;
  private final Map<Fingerprint, Place> used = new HashMap<>();
  private final Queue<Fingerprint> oldestFirst = new ArrayDeque<>();

  KeyBook(Findings findings, String kind) {
    this.findings = findings;
    this.kind = kind;
  }

  void use(Place place, Fingerprint fingerprint) {
    forgetBefore(place.timeMillis() - WINDOW_MILLIS);
    Place first = used.putIfAbsent(fingerprint, place);
    findings.require(
        Promise.ONE_KEY_ONE_EFFECT,
        first == null,
        place,
        () ->
            "the %s of sequence %d has a second effect"
                .formatted(kind, first == null ? 0 : first.sequence()));
    if (first == null) {
      oldestFirst.add(fingerprint);
    }
  }

  private void forgetBefore(long timeMillis) {
    for (Fingerprint oldest = oldestFirst.peek();
        oldest != null && isBefore(oldest, timeMillis);
        oldest = oldestFirst.peek()) {
      used.remove(oldest);
      oldestFirst.remove();
    }
  }

  private boolean isBefore(Fingerprint fingerprint, long timeMillis) {
    Place place = used.get(fingerprint);
    return place == null || place.timeMillis() < timeMillis;
  }
}
