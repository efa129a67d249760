package io.millrace.app;

import org.jspecify.annotations.Nullable;

/** The command cannot go on: the sentence is for the person who gave it, the status for scripts. */
public final class Stop extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitStatus status;

  private Stop(ExitStatus status, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.status = status;
  }

  public static Stop wrongUse(String sentence) {
    return new Stop(ExitStatus.WRONG_USE, sentence, null);
  }

  public static Stop damaged(String sentence) {
    return new Stop(ExitStatus.DAMAGED, sentence, null);
  }

  public static Stop environment(String sentence, @Nullable Throwable cause) {
    return new Stop(ExitStatus.ENVIRONMENT, sentence, cause);
  }

  public ExitStatus status() {
    return status;
  }
}
