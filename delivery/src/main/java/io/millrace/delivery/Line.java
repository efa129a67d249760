package io.millrace.delivery;

import io.millrace.delivery.http.Post;
import io.millrace.model.Secret;
import java.net.URI;
import java.net.URISyntaxException;
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

  /** When an attempt failed last, as far as is known since the start; 0 if none did. */
  long failedMillis;

  /** When to count again how much waits. */
  long backlogLookMillis;

  private Endpoint endpoint;
  private @Nullable URI url;
  private byte @Nullable [] secret;
  private List<Older> older = List.of();

  /** A secret that was rotated away and still signs for a while. */
  private record Older(Secret opened, long untilMillis) {}

  Line(Endpoint endpoint, Secrets secrets) {
    this.endpoint = endpoint;
    become(endpoint, secrets);
  }

  /** What was loaded stays due, whatever the endpoint says now. */
  void become(Endpoint now, Secrets secrets) {
    endpoint = now;
    url = urlOf(now);
    secret = open(secrets, now, now.sealed());
    List<Older> opened = new ArrayList<>();
    for (Endpoint.Older one : now.older()) {
      byte[] open = open(secrets, now, one.sealed());
      if (open != null) {
        opened.add(new Older(new Secret(open), one.untilMillis()));
      }
    }
    older = opened;
  }

  /** What does not open for whatever reason signs nothing. */
  private static byte @Nullable [] open(Secrets secrets, Endpoint endpoint, Secret sealed) {
    try {
      return secrets.open(endpoint.shop(), endpoint.id(), sealed);
    } catch (RuntimeException _) {
      return null;
    }
  }

  /** The engine takes none that cannot be read; a log may be older than its rules. */
  private static @Nullable URI urlOf(Endpoint endpoint) {
    try {
      return new URI(endpoint.settings().url());
    } catch (URISyntaxException _) {
      return null;
    }
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
    return hasAddress() && canSign();
  }

  /** Without an address that can be read it waits for another. */
  boolean hasAddress() {
    return url != null;
  }

  /** Without its secret nothing can be signed: it waits for the right key file. */
  boolean canSign() {
    return secret != null;
  }

  /** The request for a delivery, signed at this time. */
  Post post(Due due, long nowMillis) {
    long seconds = nowMillis / MILLIS_PER_SECOND;
    List<byte[]> secrets = new ArrayList<>();
    if (secret != null) {
      secrets.add(secret);
    }
    for (Older one : older) {
      if (nowMillis < one.untilMillis()) {
        secrets.add(one.opened().bytes());
      }
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
