package io.millrace.journal;

/** A snapshot file is not as it was written. Nothing is lost: the log holds all that it held. */
public final class SnapshotDamaged extends LogException {

  private final BadPlace place;

  SnapshotDamaged(BadPlace place) {
    super(
        "Snapshot damaged in %s at offset %d: %s. The one before it, or the whole log, leads to the same state."
            .formatted(place.file(), place.offset(), place.reason()));
    this.place = place;
  }

  public BadPlace place() {
    return place;
  }
}
