package io.millrace.engine.purchase;

import org.jspecify.annotations.Nullable;

/** All purchases of a SKU in the order of log time, in which they are forgotten. */
final class Line {
  @Nullable Purchase oldest;
  private @Nullable Purchase youngest;

  void append(Purchase purchase) {
    purchase.older = youngest;
    if (youngest == null) {
      oldest = purchase;
    } else {
      youngest.younger = purchase;
    }
    youngest = purchase;
  }

  void unlink(Purchase purchase) {
    if (purchase.older == null) {
      oldest = purchase.younger;
    } else {
      purchase.older.younger = purchase.younger;
    }
    if (purchase.younger == null) {
      youngest = purchase.older;
    } else {
      purchase.younger.older = purchase.older;
    }
    purchase.older = null;
    purchase.younger = null;
  }
}
