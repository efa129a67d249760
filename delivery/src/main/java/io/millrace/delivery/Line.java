package io.millrace.delivery;

import io.millrace.delivery.http.Post;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as the dispatcher works on it: what is loaded, what is under way, and when to look
 * again. Owned by the dispatcher.
 */
final class Line {

  /** Of this endpoint nothing is to be done before somebody says so. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long MILLIS_PER_SECOND = 1_000;

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
  private @Nullable URI url;
  private byte @Nullable [] secret;
  private byte @Nullable [] older;

  Line(Endpoint endpoint, Secrets secrets) {
    this.endpoint = endpoint;
    become(endpoint, secrets);
  }

  /** What was loaded stays due, whatever the endpoint says now. */
  void become(Endpoint now, Secrets secrets) {
    endpoint = now;
    url = URI.create(now.settings().url());
    secret = secrets.open(now.shop(), now.id(), now.sealed());
    older = now.older() == null ? null : secrets.open(now.shop(), now.id(), now.older());
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
            endpoint.olderUntilMillis(),
            endpoint.state(),
            millis);
  }

  /** Without its secret nothing can be signed: it waits for the right key file. */
  boolean canSend() {
    return secret != null;
  }

  /** The request for a delivery, signed at this time. */
  Post post(Due due, long nowMillis) {
    long seconds = nowMillis / MILLIS_PER_SECOND;
    List<byte[]> secrets = new ArrayList<>(2);
    if (secret != null) {
      secrets.add(secret);
    }
    if (older != null && nowMillis < endpoint.olderUntilMillis()) {
      secrets.add(older);
    }
    return new Post(
        url == null ? URI.create("") : url,
        List.of(
            new Post.Field("webhook-id", due.id()),
            new Post.Field("webhook-timestamp", Long.toString(seconds)),
            new Post.Field(
                "webhook-signature", Signature.of(secrets, due.id(), seconds, due.body()))),
        due.body());
  }

  /** What is kept of it: the query may hold somebody's secret, and the signature is as good. */
  static String headOf(Post post) {
    URI url = post.url();
    StringBuilder head = new StringBuilder("POST ");
    head.append(url.getScheme()).append("://").append(url.getAuthority()).append(url.getPath());
    if (url.getQuery() != null) {
      head.append("?…");
    }
    for (Post.Field field : post.fields()) {
      boolean masked = field.name().equals("webhook-signature");
      head.append('\n').append(field.name()).append(": ");
      head.append(masked ? masked(field.value()) : field.value());
    }
    return head.append("\n(").append(post.body().length()).append(" characters)").toString();
  }

  /** How many signatures there were is of use to whoever looks for a fault. */
  private static String masked(String signatures) {
    StringBuilder masked = new StringBuilder();
    for (String signature : signatures.split(" ", -1)) {
      masked.append(masked.isEmpty() ? "" : " ");
      masked.append(signature, 0, signature.indexOf(',') + 1).append('…');
    }
    return masked.toString();
  }

  @Override
  public String toString() {
    return endpoint.shop() + "/" + endpoint.id();
  }
}
