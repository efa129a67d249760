package io.millrace.edge.hearing;

import io.millrace.edge.http.Problem;
import io.millrace.model.refusal.Code;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * So many ask a database of the read model at a time; the others wait, but not for ever. One that
 * hangs keeps nobody who asks another.
 */
final class Turns {
  private final int most;
  private final Duration waitMax;
  private final Map<Integer, Semaphore> byDatabase = new ConcurrentHashMap<>();

  Turns(int most, Duration waitMax) {
    this.most = most;
    this.waitMax = waitMax;
  }

  /** The answer; 503 {@code read_model_unavailable} if those before are not through in time. */
  <T> T take(int database, Supplier<T> look) {
    Semaphore places = byDatabase.computeIfAbsent(database, _ -> new Semaphore(most));
    if (!hasPlace(places)) {
      throw Problem.of(Code.READ_MODEL_UNAVAILABLE, "others wait for the read model's answers")
          .raised();
    }
    try {
      return look.get();
    } finally {
      places.release();
    }
  }

  private boolean hasPlace(Semaphore places) {
    try {
      return places.tryAcquire(waitMax.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
