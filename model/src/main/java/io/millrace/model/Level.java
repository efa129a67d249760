package io.millrace.model;

/** The language of facts. A node writes a new level only after an operator asked for it. */
public final class Level {

  /** The level this build starts new logs with, and the highest it can read. */
  public static final int CURRENT = 1;

  private Level() {}
}
