package io.millrace.edge.hearing;

import io.millrace.edge.http.Problem;
import io.millrace.model.refusal.Code;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** So many ask the read model at a time; the others wait, but not for ever. */
final class Turns {
  private final Semaphore places;
  private final Duration waitMax;

  Turns(int most, Duration waitMax) {
    this.places = new Semaphore(most);
    this.waitMax = waitMax;
  }

  /** The answer; 503 {@code read_model_unavailable} if those before are not through in time. */
  <T> T take(Supplier<T> look) {
    if (!hasPlace()) {
      throw Problem.of(Code.READ_MODEL_UNAVAILABLE, "others wait for the read model's answers")
          .raised();
    }
    try {
      return look.get();
    } finally {
      places.release();
    }
  }

  private boolean hasPlace() {
    try {
      return places.tryAcquire(waitMax.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
