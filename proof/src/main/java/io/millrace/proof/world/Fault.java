package io.millrace.proof.world;

/** What befalls the simulated world. Numbers of turns are those between two, while it is about. */
public enum Fault {
  POWER_CUT("the power goes in the middle of an operation of the disk", 350, 0),
  /** Of those between two starts. */
  POWER_CUT_IN_RECOVERY("it goes again while the node recovers", 4, 0),
  KILL("the process is killed; the page cache outlives it", 600, 0),
  TORN_WRITE("writes that were not forced arrive in part and in any order", 0, 0),
  LOST_NAME("names of files that were not forced are gone", 0, 0),
  FORCE_FAILS("one fsync fails; later ones succeed, and the page cache reads well", 700, 0),
  WRITE_FAILS("one write fails in its middle", 900, 0),
  SLOW_DISK("an fsync takes a hundred times as long", 300, 60),
  FULL_DISK("the disk is full", 600, 120),
  BIT_FLIP("a bit turns over on the disk while the node is down", 1_400, 0),
  SNAPSHOT_CUT("the newest snapshot ends in its middle", 1_400, 0),
  CLOCK_STEP("somebody sets the wall clock by up to a day, either way", 250, 0),
  OVERLOAD("more people ask at once than the node takes", 250, 0),
  ANSWERS_LOST("half of the answers do not reach their people", 250, 60),
  REQUESTS_DUPLICATED("a quarter of the requests arrive twice", 250, 80),
  REQUESTS_DELAYED("requests are a while on their way", 250, 80),
  REQUESTS_REORDERED("requests overtake one another", 250, 80),
  EFFECT_AWAY("what a follower makes cannot be kept, or is and nobody hears of it", 300, 30),
  EFFECT_KILLED("the process is killed before, while or after a follower's effect is kept", 350, 0),
  EFFECT_REFUSES("a follower's effect refuses a fact some times", 350, 0),
  SWAP_UNHEARD("a follower's effect is made anew, and nobody hears that it is in place", 300, 0),
  CURSOR_STRAYS("a follower comes with a cursor that the log does not hold", 250, 0);

  private final String what;
  private final int turnsBetween;
  private final int turnsOf;

  Fault(String what, int turnsBetween, int turnsOf) {
    this.what = what;
    this.turnsBetween = turnsBetween;
    this.turnsOf = turnsOf;
  }

  public String what() {
    return what;
  }

  /** Whether it comes by itself; a torn write follows from a power cut. */
  public boolean isOfItsOwn() {
    return turnsBetween > 0;
  }

  /** 0 for what follows from another. */
  int turnsBetween() {
    return turnsBetween;
  }

  /** How long it lasts; 0 for a moment. */
  int turnsOf() {
    return turnsOf;
  }
}
