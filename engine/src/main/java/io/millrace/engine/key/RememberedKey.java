package io.millrace.engine.key;

import io.millrace.model.Fingerprint;
import io.millrace.model.fact.Fact;

/** A key that was found, with the fact that its answer is rebuilt from and that fact's log time. */
public record RememberedKey(Fingerprint command, Fact fact, long atMillis) {
  /** Whether the request is the one that bound the key. */
  public boolean bindsTo(Fingerprint asked) {
    return command.equals(asked);
  }
}
