package io.millrace.engine.shape;

import io.millrace.model.Limits;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/** How much of a list may be asked for at once. */
public final class Pages {
  private Pages() {}

  public static @Nullable Refusal check(int limit) {
    return limit < 1 || limit > Limits.PAGE_ITEMS_MAX
        ? new Invalid("limit", "must be from 1 to " + Limits.PAGE_ITEMS_MAX)
        : null;
  }
}
