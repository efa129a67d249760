package io.millrace.delivery;

import io.millrace.delivery.http.Pace;
import io.millrace.delivery.http.Post;
import io.millrace.delivery.signed.Secrets;
import io.millrace.delivery.signed.Signer;
import io.millrace.model.PartyUrl;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as the dispatcher works on it: what is loaded, what is under way, and when to look
 * again. Owned by the dispatcher.
 */
final class Line {

  /** Of this endpoint nothing is to be done before somebody says so. */
  static final long NEVER = Long.MAX_VALUE;

  final Pace pace = new Pace();

  /** Loaded and not sent yet. */
  final ArrayDeque<Due> loaded = new ArrayDeque<>();

  final Set<Long> underWay = new HashSet<>();

  /** Where it stands among the lines; changed by {@link Lines} only. */
  long nextMillis = NEVER;

  /** Nothing is sent before: the receiver asked for it, or its disabling is under way. */
  long pausedUntilMillis;

  /** It was asked for a moment ago that it be disabled. */
  long disablingUntilMillis;

  /** When to count again how much waits. */
  long backlogLookMillis;

  private Endpoint endpoint;
  private Signer signer;
  private @Nullable PartyUrl through;
  private boolean hasWay;

  Line(Endpoint endpoint, Dispatcher.Parts parts) {
    this.endpoint = endpoint;
    this.signer = signer(endpoint, parts.secrets());
    this.through = PartyUrl.of(endpoint.settings().url()).orElse(null);
    this.hasWay = parts.carrier().hasWay(endpoint.shop(), through);
  }

  /** What was loaded stays due, whatever the endpoint says now. */
  void become(Endpoint now, Dispatcher.Parts parts) {
    endpoint = now;
    signer = signer(now, parts.secrets());
    through = PartyUrl.of(now.settings().url()).orElse(null);
    hasWay = parts.carrier().hasWay(now.shop(), through);
  }

  private static Signer signer(Endpoint of, Secrets secrets) {
    return Signer.of(of.shop(), of.id(), of.settings().url(), of.sealed(), of.older(), secrets);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  void failing(Failing now) {
    endpoint =
        new Endpoint(
            endpoint.number(),
            endpoint.shop(),
            endpoint.id(),
            endpoint.settings(),
            endpoint.sealed(),
            endpoint.older(),
            endpoint.state(),
            now);
  }

  boolean canSend() {
    return hasWay && signer.canSend();
  }

  /** Without the third party that it names it waits for another file of the operator's. */
  boolean hasWay() {
    return hasWay;
  }

  /** Where it is sent through a third party; null where it has an address. */
  @Nullable PartyUrl through() {
    return through;
  }

  /** Without an address that can be read it waits for another. */
  boolean hasAddress() {
    return signer.hasAddress();
  }

  /** Without its secret nothing can be signed: it waits for the right key file. */
  boolean canSign() {
    return signer.canSign();
  }

  /** The request for a delivery, signed at this time. */
  Post post(Due due, long nowMillis) {
    return signer.post(due.id(), due.body(), nowMillis);
  }

  @Override
  public String toString() {
    return endpoint.shop() + "/" + endpoint.id();
  }
}
