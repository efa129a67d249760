package io.millrace.diana.http;

import io.millrace.diana.rule.Address;
import io.millrace.diana.rule.AddressBlock;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who the client is behind proxies. Anybody can write anything into {@code X-Forwarded-For}, so it
 * is read from its end, and only as far as each hop was a proxy of ours.
 */
public final class Proxies {
  /** No proxies: the client is whoever has connected. */
  public static final Proxies NONE = new Proxies(List.of());

  /** The field in which proxies say for whom they ask. */
  public static final String FIELD = "X-Forwarded-For";

  private final List<AddressBlock> trusted;

  public Proxies(List<AddressBlock> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  /** Whether what proxies say counts here at all. */
  public boolean isEmpty() {
    return trusted.isEmpty();
  }

  /** The same of fields that were not joined yet; none if there are none. */
  public String client(String peer, Collection<String> forwardedFor) {
    return client(peer, forwardedFor.isEmpty() ? null : String.join(",", forwardedFor));
  }

  /**
   * The address of the nearest one who is no proxy of ours.
   *
   * @param peer who has connected
   * @param forwardedFor the header's fields, joined by commas
   */
  public String client(String peer, @Nullable String forwardedFor) {
    String client = peer;
    if (trusted.isEmpty() || forwardedFor == null) {
      return client;
    }
    Address address = new Address();
    int end = forwardedFor.length();
    while (end >= 0 && address.parse(client) && isTrusted(address)) {
      int comma = forwardedFor.lastIndexOf(',', end - 1);
      String hop = forwardedFor.substring(comma + 1, Math.max(comma + 1, end)).strip();
      if (!new Address().parse(hop)) {
        return client; // nobody can say what it is, so the one before it stands for it
      }
      client = hop;
      end = comma;
    }
    return client;
  }

  private boolean isTrusted(Address address) {
    for (AddressBlock block : trusted) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
