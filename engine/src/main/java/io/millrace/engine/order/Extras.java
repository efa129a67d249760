package io.millrace.engine.order;

import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.snapshot.StateWriter;
import io.millrace.engine.snapshot.UnreadableState;
import io.millrace.model.Charge;
import io.millrace.model.Fingerprint;
import io.millrace.model.Label;
import io.millrace.model.StuckWhy;
import io.millrace.model.fact.OrderPlaced;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What few orders of a rush have, at least for a long time. */
final class Extras {
  /** With nothing in it. */
  static final int BYTES = 64;

  /** The version of extras in snapshots from which on a closing says when it is final. */
  private static final int CLOSING_IS_FINAL_AT_SINCE = 2;

  static final Extras NONE = new Extras(List.of(), null, List.of(), null);

  final List<Charge> charges;
  final @Nullable String reference;
  final List<Label> metadata;
  final @Nullable Fingerprint submitToken;
  @Nullable Parcels parcels;
  @Nullable Closing closing;

  @Nullable Stuck stuck;

  /** When it must be paid instead of when it was placed to be; 0 if nobody has moved it. */
  long extendedDeadlineMillis;

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

  /** Parcels and times are written apart. */
  void write(StateWriter to) {
    to.small(charges.size());
    for (Charge charge : charges) {
      to.small(charge.kind().number()).text(charge.label()).number(charge.amount());
    }
    to.textIfAny(reference).small(metadata.size());
    for (Label label : metadata) {
      to.text(label.name()).text(label.value());
    }
    to.small(submitToken == null ? 0 : 1);
    if (submitToken != null) {
      to.number(submitToken.high()).number(submitToken.low());
    }
    to.small(closing == null ? 0 : 1);
    if (closing != null) {
      to.number(closing.atMillis).textIfAny(closing.reason).number(closing.finalAtMillis);
    }
  }

  static Extras read(StateReader from) {
    List<Charge> charges = new ArrayList<>();
    for (int left = from.small(); left > 0; left--) {
      charges.add(new Charge(kind(from.small()), from.text(), from.number()));
    }
    String reference = from.textIfAny();
    List<Label> metadata = new ArrayList<>();
    for (int left = from.small(); left > 0; left--) {
      metadata.add(new Label(from.text(), from.text()));
    }
    Fingerprint token = from.small() == 0 ? null : new Fingerprint(from.number(), from.number());
    Extras extras = new Extras(List.copyOf(charges), reference, List.copyOf(metadata), token);
    extras.closing = from.small() == 0 ? null : closing(from);
    return extras;
  }

  private static Closing closing(StateReader from) {
    return new Closing(
        from.number(),
        from.textIfAny(),
        from.version() < CLOSING_IS_FINAL_AT_SINCE ? 0 : from.number());
  }

  private static Charge.Kind kind(int number) {
    for (Charge.Kind kind : Charge.Kind.values()) {
      if (kind.number() == number) {
        return kind;
      }
    }
    throw new UnreadableState("a charge of a kind " + number + " that this build knows not");
  }

  static boolean has(OrderPlaced placed) {
    return placed.reference() != null
        || placed.submitToken() != null
        || !placed.charges().isEmpty()
        || !placed.metadata().isEmpty();
  }

  /** That it has stood too long where it stands, and since when it has stood there. */
  record Stuck(StuckWhy why, long sinceMillis) {}

  /**
   * When and why an order's course ended.
   *
   * @param finalAtMillis as the fact has it: of a completed order; 0 for others
   */
  record Closing(long atMillis, @Nullable String reason, long finalAtMillis) {}
}
