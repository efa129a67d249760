package io.millrace.diana.rule;

import io.millrace.diana.Request;
import org.jspecify.annotations.Nullable;

/**
 * What conditions and keys of one request have in common, worked out once: its address, and its
 * path as routes see it. Owned by one thread at a time; allocates nothing for a usual path.
 */
public final class Scratch {
  private final Address address = new Address();
  private boolean parsed;
  private boolean hasAddress;
  private boolean unreadable;
  private @Nullable CharSequence path;

  /** The next request. */
  public void begin() {
    parsed = false;
    if (path != null) {
      path = null;
    }
  }

  /** The path as {@link Route#plain} has it. */
  CharSequence path(Request request) {
    CharSequence known = path;
    if (known == null) {
      known = Route.plain(request.path());
      path = known;
    }
    return known;
  }

  /** The address, or null if there is none or nobody can read it. Good until the next request. */
  public @Nullable Address address(Request request) {
    read(request);
    return hasAddress ? address : null;
  }

  /** Whether something stands for the address that is none: {@code unknown}, a name. */
  boolean isAddressUnreadable(Request request) {
    read(request);
    return unreadable;
  }

  private void read(Request request) {
    if (!parsed) {
      String text = request.address();
      hasAddress = text != null && address.parse(text);
      unreadable = text != null && !hasAddress;
      parsed = true;
    }
  }
}
