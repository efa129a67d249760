package io.millrace.bench.torture;

/** What is done to a real server and to its files. */
enum Fault {
  KILL("killed with kill -9", When.ALWAYS),
  STOP("stopped and let go on (SIGSTOP, SIGCONT)", When.ALIVE),
  FULL_DISK("the disk was full", When.ALIVE),
  SLOW_DISK("the file system was frozen for a while", When.ALIVE),
  GARBAGE_TAIL("garbage behind the last frame, cut and said", When.DEAD),
  CUT_TAIL("the file ended in half a frame, cut and said", When.DEAD),
  BIT_FLIP("a bit flipped in a frame of a copy, which was refused", When.DEAD);

  /** When it is done. */
  enum When {
    /** Whatever else is done. */
    ALWAYS,
    ALIVE,
    DEAD
  }

  private final String what;
  private final When when;

  Fault(String what, When when) {
    this.what = what;
    this.when = when;
  }

  String what() {
    return what;
  }

  When when() {
    return when;
  }
}
