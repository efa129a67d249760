package io.millrace.diana;

/**
 * A clock that only goes forward. Nothing in Diana asks what time it is on the wall, so a wall
 * clock that jumps admits nobody and refuses nobody.
 */
@FunctionalInterface
public interface Ticker {
  /** Nanoseconds since some moment that stays the same. */
  long nanos();

  /** The machine's. */
  static Ticker ofMachine() {
    return MachineTicker.INSTANCE;
  }
}
