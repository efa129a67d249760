package io.millrace.diana.idempotency;

import java.time.Duration;
import java.util.Set;

/**
 * How a gateway remembers.
 *
 * @param methods requests of other methods pass
 * @param required whether a request of these methods without a key is refused, with 400
 * @param running how long a request may run until its key is free again: longer than any does
 * @param kept how long an answer is given again
 * @param bodyBytesMax requests with longer bodies are refused, with 413
 * @param answerBytesMax longer answers are not kept: a repeat then hears that it was done
 */
public record IdempotencySettings(
    Set<String> methods,
    boolean required,
    Duration running,
    Duration kept,
    int bodyBytesMax,
    int answerBytesMax) {
  /** Each is held in memory while a request runs. */
  private static final int BYTES_MAX = 1 << 30;

  public static final IdempotencySettings DEFAULT =
      new IdempotencySettings(
          Set.of("POST", "PATCH"),
          false,
          Duration.ofMinutes(2),
          Duration.ofHours(24),
          1 << 20,
          1 << 18);

  public IdempotencySettings {
    methods = Set.copyOf(methods);
    require(bodyBytesMax >= 0 && bodyBytesMax <= BYTES_MAX, "bodyBytesMax", bodyBytesMax);
    require(answerBytesMax >= 0 && answerBytesMax <= BYTES_MAX, "answerBytesMax", answerBytesMax);
    require(running.toMillis() > 0, "running", running);
    require(kept.toMillis() > 0, "kept", kept);
  }

  private static void require(boolean holds, String name, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " cannot be " + value);
    }
  }
}
