package io.millrace.delivery;

import io.millrace.delivery.http.Pace;
import io.millrace.delivery.http.Post;
import io.millrace.delivery.signed.Secrets;
import io.millrace.delivery.signed.Signer;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

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

  /** When an attempt failed last, as far as is known since the start; 0 if none did. */
  long failedMillis;

  /** When to count again how much waits. */
  long backlogLookMillis;

  private Endpoint endpoint;
  private Signer signer;

  Line(Endpoint endpoint, Secrets secrets) {
    this.endpoint = endpoint;
    this.signer = signer(endpoint, secrets);
  }

  /** What was loaded stays due, whatever the endpoint says now. */
  void become(Endpoint now, Secrets secrets) {
    endpoint = now;
    signer = signer(now, secrets);
  }

  private static Signer signer(Endpoint of, Secrets secrets) {
    return Signer.of(of.shop(), of.id(), of.settings().url(), of.sealed(), of.older(), secrets);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  void failingSince(long millis) {
    endpoint =
        new Endpoint(
            endpoint.number(),
            endpoint.shop(),
            endpoint.id(),
            endpoint.settings(),
            endpoint.sealed(),
            endpoint.older(),
            endpoint.state(),
            millis);
  }

  boolean canSend() {
    return signer.canSend();
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
