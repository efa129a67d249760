package io.millrace.model;

/**
 * The language of facts. A node writes a new level only after an operator asked for it.
 *
 * <p>What a build knows is given to whatever reads facts, so that a test can be the next release.
 */
public final class Level {

  /** The language that the first release wrote. */
  public static final int FIRST = 1;

  /** The level this build starts new logs with, and the highest it can read. */
  public static final int CURRENT = 1;

  /** A release reads snapshots of its own level and of so many levels before it. */
  public static final int SNAPSHOTS_BACK = 1;

  private Level() {}
}
