package io.millrace.edge.idempotency;

import io.millrace.edge.auth.Caller;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.command.Change;
import java.util.List;

/** Turns an {@code Idempotency-Key} into what the engine remembers. */
public final class RequestKeys {
  /** A UUID, a ULID or a hash fits seven times over; the text itself is never kept. */
  public static final int KEY_CHARS_MAX = 255;

  private RequestKeys() {}

  /** Whether a header's text may be a key: printable ASCII, not empty, not too long. */
  public static boolean isKey(String text) {
    return !text.isEmpty()
        && text.length() <= KEY_CHARS_MAX
        && text.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  /**
   * The key of one request.
   *
   * @param path the decoded segments, so that another spelling of a path is the same path
   */
  public static RequestKey of(
      ShopId shop, Caller caller, String verb, List<String> path, String key, Change change) {
    Canon scope = new Canon().text(shop.value());
    party(scope, caller);
    scope.text(verb).list(path, Canon::text).text(key);
    return new RequestKey(scope.fingerprint(), CanonicalChange.fingerprint(change));
  }

  /**
   * All keys of a merchant are one party: a retry may come after a key was rolled. The operator is
   * a party of its own: what somebody does for a shop with the operator key is another's doing.
   */
  private static void party(Canon scope, Caller caller) {
    switch (caller) {
      case Caller.Operator o -> scope.number(1);
      case Caller.Merchant m -> scope.number(2);
      case Caller.Buyer b -> scope.number(3).text(b.buyer().value());
      case Caller.Nobody n -> throw new IllegalStateException("nobody changes anything");
    }
  }
}
