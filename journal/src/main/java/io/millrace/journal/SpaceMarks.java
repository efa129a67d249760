package io.millrace.journal;

import java.util.function.LongSupplier;

/**
 * From when on room is low: the reserve, two segments, and a snapshot.
 *
 * @param reserveBytes kept for what finishes work
 * @param snapshotBytes how large the next snapshot may be; 0 if snapshots lie on another disk
 */
public record SpaceMarks(long reserveBytes, LongSupplier snapshotBytes) {

  /** Enough to pay, ship and close a million orders: each of these is some hundred bytes. */
  public static final long RESERVE_BYTES_DEFAULT = 256L << 20;

  public static final SpaceMarks DEFAULT = new SpaceMarks(RESERVE_BYTES_DEFAULT, () -> 0);

  public SpaceMarks {
    Invariant.check(reserveBytes >= 0, "a reserve has 0 bytes or more");
  }
}
