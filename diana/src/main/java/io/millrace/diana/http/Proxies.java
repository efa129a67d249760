package io.millrace.diana.http;

import io.millrace.diana.rule.Address;
import io.millrace.diana.rule.AddressBlock;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who the client is behind proxies. Anybody can write anything into {@code X-Forwarded-For}, so it
 * is read from its end, and only as far as each hop was a proxy of ours. {@code Forwarded} (RFC
 * 7239) is not read: of two fields that say different things a client could choose one.
 */
public final class Proxies {
  /** No proxies: the client is whoever has connected. */
  public static final Proxies NONE = new Proxies(List.of());

  /** The field in which proxies say for whom they ask. */
  public static final String FIELD = "X-Forwarded-For";

  /** In an address of IPv6 colons stand for themselves, unless there are brackets around it. */
  private static final Pattern WITH_PORT =
      Pattern.compile("(?<address>\\[[^\\]]*]|[^:\\[]*):[0-9]{1,5}");

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
   * The address of the nearest one who is no proxy of ours. What a proxy of ours says that is no
   * address ({@code unknown}) stands as it is: who hides counts neither as that proxy, which may be
   * exempt, nor as whoever is written before.
   *
   * @param peer who has connected
   * @param forwardedFor the header's fields, joined by commas
   */
  public String client(String peer, @Nullable String forwardedFor) {
    String client = peer;
    if (trusted.isEmpty() || forwardedFor == null || forwardedFor.isBlank()) {
      return client;
    }
    Address address = new Address();
    int end = forwardedFor.length();
    while (end >= 0 && address.parse(client) && isTrusted(address)) {
      int comma = forwardedFor.lastIndexOf(',', end - 1);
      client = address(forwardedFor.substring(comma + 1, Math.max(comma + 1, end)).strip());
      end = comma;
    }
    return client;
  }

  /**
   * Without a port behind it, as some gateways write it: {@code 192.0.2.7:4711}, {@code [::1]:80}.
   */
  private static String address(String hop) {
    Matcher matcher = WITH_PORT.matcher(hop);
    return matcher.matches() ? matcher.group("address") : hop;
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
