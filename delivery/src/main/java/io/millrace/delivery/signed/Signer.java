package io.millrace.delivery.signed;

import io.millrace.delivery.http.Post;
import io.millrace.model.Secret;
import io.millrace.model.ShopId;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the requests for one address, signed with its secret and with those before it that may
 * still sign. Immutable.
 */
public final class Signer {

  private static final long MILLIS_PER_SECOND = 1_000;

  private final ShopId shop;
  private final @Nullable URI url;
  private final byte @Nullable [] secret;
  private final List<Opened> older;

  /** Ready to sign with. */
  private record Opened(Secret secret, long untilMillis) {}

  private Signer(ShopId shop, @Nullable URI url, byte @Nullable [] secret, List<Opened> older) {
    this.shop = shop;
    this.url = url;
    this.secret = secret;
    this.older = older;
  }

  /**
   * What does not open, or cannot be read, is asked for by {@link #canSign} and {@link
   * #hasAddress}.
   *
   * @param name under which the secrets were sealed
   */
  public static Signer of(
      ShopId shop,
      String name,
      String url,
      Secret sealed,
      List<OlderSecret> older,
      Secrets secrets) {
    List<Opened> opened = new ArrayList<>();
    for (OlderSecret one : older) {
      byte[] open = open(secrets, shop, name, one.sealed());
      if (open != null) {
        opened.add(new Opened(new Secret(open), one.untilMillis()));
      }
    }
    return new Signer(shop, uri(url), open(secrets, shop, name, sealed), opened);
  }

  /** What does not open for whatever reason signs nothing. */
  private static byte @Nullable [] open(Secrets secrets, ShopId shop, String name, Secret sealed) {
    try {
      return secrets.open(shop, name, sealed);
    } catch (RuntimeException _) {
      return null;
    }
  }

  /** The engine takes none that cannot be read; a log may be older than its rules. */
  private static @Nullable URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException _) {
      return null;
    }
  }

  public boolean canSend() {
    return hasAddress() && canSign();
  }

  /** Without an address that can be read nothing is sent until there is another. */
  public boolean hasAddress() {
    return url != null;
  }

  /** Without its secret nothing can be signed: it waits for the right key file. */
  public boolean canSign() {
    return secret != null;
  }

  /**
   * A request, signed at this time.
   *
   * @param id the same each time it is sent
   */
  public Post post(String id, String body, long nowMillis) {
    long seconds = nowMillis / MILLIS_PER_SECOND;
    List<byte[]> secrets = new ArrayList<>();
    if (secret != null) {
      secrets.add(secret);
    }
    for (Opened one : older) {
      if (nowMillis < one.untilMillis()) {
        secrets.add(one.secret().bytes());
      }
    }
    return new Post(
        shop.value(),
        url == null ? URI.create("") : url,
        List.of(
            new Post.Field("webhook-id", id),
            new Post.Field("webhook-timestamp", Long.toString(seconds)),
            new Post.Field("webhook-signature", Signature.of(secrets, id, seconds, body))),
        body);
  }

  /** What is kept of it: the query may hold somebody's secret, and the signature is as good. */
  public static String headOf(Post post) {
    String url = post.url().toString();
    int query = url.indexOf('?');
    StringBuilder head = new StringBuilder("POST ");
    head.append(query < 0 ? url : url.substring(0, query) + "?…");
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
}
