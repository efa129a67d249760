package io.millrace.journal;

/** Bytes that were durable are no longer what was written. Never repaired by guessing. */
public final class LogDamaged extends LogException {

  /** The file, the byte offset in it, and the first sequence that cannot be read there. */
  private final BadPlace place;

  LogDamaged(BadPlace place) {
    super(
        place
            + ". Acknowledged facts stood there, so nothing was cut or changed. Keep a copy of the directory, then restore this file from a backup or a standby; `millrace log verify` lists every bad place.");
    this.place = place;
  }

  public BadPlace place() {
    return place;
  }
}
