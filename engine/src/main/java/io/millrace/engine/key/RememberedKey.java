package io.millrace.engine.key;

import io.millrace.model.Fingerprint;
import io.millrace.model.OrderId;
import io.millrace.model.fact.Fact;

/** A key that was found, with what its answer is rebuilt from and that fact's log time. */
public record RememberedKey(Fingerprint command, Bound bound, long atMillis) {

  /** What a key was bound to. */
  public sealed interface Bound {}

  /** The placing of an order, which the order itself tells again. */
  public record ToOrder(OrderId order) implements Bound {}

  public record ToFact(Fact fact) implements Bound {}

  /** Whether the request is the one that bound the key. */
  public boolean bindsTo(Fingerprint asked) {
    return command.equals(asked);
  }
}
