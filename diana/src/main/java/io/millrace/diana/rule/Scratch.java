package io.millrace.diana.rule;

import io.millrace.diana.Request;
import org.jspecify.annotations.Nullable;

/**
 * What conditions and keys of one request have in common, worked out once: its address. Owned by
 * one thread at a time; allocates nothing.
 */
public final class Scratch {
  private final Address address = new Address();
  private boolean parsed;
  private boolean hasAddress;

  /** The next request. */
  public void begin() {
    parsed = false;
  }

  /** The address, or null if there is none or it is a name. Good until the next request. */
  public @Nullable Address address(Request request) {
    if (!parsed) {
      String text = request.address();
      hasAddress = text != null && address.parse(text);
      parsed = true;
    }
    return hasAddress ? address : null;
  }
}
