package io.millrace.engine.order;

import io.millrace.model.Charge;
import io.millrace.model.Fingerprint;
import io.millrace.model.Label;
import io.millrace.model.fact.OrderPlaced;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What few orders of a rush have, at least for a long time. */
final class Extras {
  /** With nothing in it. */
  static final int BYTES = 48;

  static final Extras NONE = new Extras(List.of(), null, List.of(), null);

  final List<Charge> charges;
  final @Nullable String reference;
  final List<Label> metadata;
  final @Nullable Fingerprint submitToken;
  @Nullable Parcels parcels;
  @Nullable Closing closing;

  /** The position of the order that spent its token after this one; see {@link SpentTokens}. */
  int nextSpent = SpentTokens.NONE;

  private Extras(
      List<Charge> charges,
      @Nullable String reference,
      List<Label> metadata,
      @Nullable Fingerprint submitToken) {
    this.charges = charges;
    this.reference = reference;
    this.metadata = metadata;
    this.submitToken = submitToken;
  }

  /** For an order that so far has none. */
  static Extras empty() {
    return new Extras(List.of(), null, List.of(), null);
  }

  static Extras of(OrderPlaced placed) {
    return new Extras(
        placed.charges(), placed.reference(), placed.metadata(), placed.submitToken());
  }

  static boolean has(OrderPlaced placed) {
    return placed.reference() != null
        || placed.submitToken() != null
        || !placed.charges().isEmpty()
        || !placed.metadata().isEmpty();
  }

  /** When and why an order's course ended. */
  record Closing(long atMillis, @Nullable String reason) {}
}
