package io.millrace.engine.snapshot;

/**
 * One kind of thing that the state consists of, as a row of things that are written one by one and
 * read back in the same order. What follows from other things (indexes, chains, timers) is not
 * written: reading builds it again.
 */
public interface Section {

  SectionKind kind();

  /** Begins at the first thing. The state must not change before the walk's end. */
  Walk walk();

  /** Reads one thing and adds it to the state, which holds all that stood before it. */
  void read(StateReader from);

  /** A way through the things of a section. */
  @FunctionalInterface
  interface Walk {
    /** Writes the next thing. False, and nothing written, when there is none. */
    boolean next(StateWriter to);
  }
}
