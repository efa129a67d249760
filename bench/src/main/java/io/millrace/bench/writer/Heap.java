package io.millrace.bench.writer;

import java.lang.management.ManagementFactory;

/** What is reachable. */
public final class Heap {

  private static final double MIB = 1 << 20;

  /** The second collection takes what references the first one cleared. */
  private static final int COLLECTIONS = 2;

  private Heap() {}

  public static long retainedBytes() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  public static double mebibytes(long bytes) {
    return bytes / MIB;
  }
}
