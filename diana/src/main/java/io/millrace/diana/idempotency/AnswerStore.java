package io.millrace.diana.idempotency;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Remembers which keys are running and what was answered under those that ended. */
public interface AnswerStore {
  /**
   * Takes a key for a request, if nobody has it.
   *
   * @param key scope and key, hashed: 128 bits as text
   * @param fingerprint of the request, so that the key is not used for another
   * @param owner who takes it: only he may finish or drop it
   * @param running how long the request may run before the key is free again
   */
  Claim claim(String key, String fingerprint, String owner, Duration running);

  /** The request has its answer, which is kept for a while. Nothing happens if it lost the key. */
  void finish(String key, String fingerprint, String owner, StoredAnswer answer, Duration kept);

  /** The request has no answer that should be given again: the key is free. */
  void drop(String key, String owner);

  /** What became of a claim. */
  sealed interface Claim permits Taken, Running, Done {}

  /** The key was free and is taken now. */
  record Taken() implements Claim {}

  /** Another request has it. */
  record Running(String fingerprint) implements Claim {}

  /** It was answered before. */
  record Done(String fingerprint, StoredAnswer answer) implements Claim {}

  /**
   * The store cannot be reached. A filter then refuses: what might be done twice is worse than what
   * is done later.
   */
  final class Unreachable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Unreachable(String detail, @Nullable Throwable cause) {
      super(detail, cause);
    }
  }
}
