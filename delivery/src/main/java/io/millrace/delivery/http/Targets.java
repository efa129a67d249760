package io.millrace.delivery.http;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses may be called. Whoever defines an endpoint may name any host, and names may lead
 * anywhere: what is reachable from here only must not be reached through us.
 */
public final class Targets {

  /** Networks that are not the public internet, each with why. */
  private static final List<Network> CLOSED =
      Stream.of(
              "0.0.0.0/8", // "this" network: Linux takes it for loopback
              "10.0.0.0/8", // private
              "100.64.0.0/10", // behind carriers' address translation
              "127.0.0.0/8", // loopback
              "168.63.129.16/32", // the wire server of a cloud, reachable from its machines only
              "169.254.0.0/16", // link-local, and the metadata services of clouds
              "172.16.0.0/12", // private
              "192.0.0.0/24", // protocol assignments
              "192.0.2.0/24", // documentation
              "192.31.196.0/24", // AS112
              "192.52.193.0/24", // relays for multicast
              "192.88.99.0/24", // relays from IPv6
              "192.168.0.0/16", // private
              "192.175.48.0/24", // AS112
              "198.18.0.0/15", // benchmarks
              "198.51.100.0/24", // documentation
              "203.0.113.0/24", // documentation
              "224.0.0.0/4", // multicast
              "240.0.0.0/4") // reserved, and broadcast
          .map(Network::of)
          .toList();

  /** Of IPv6 only this is the public internet; in it, what is not. */
  private static final Network GLOBAL = Network.of("2000::/3");

  private static final List<Network> CLOSED_IN_GLOBAL =
      Stream.of(
              "2001::/23", // protocol assignments, with Teredo, which holds IPv4 addresses
              "2001:db8::/32", // documentation
              "2002::/16", // 6to4, which holds IPv4 addresses
              "3fff::/20") // documentation
          .map(Network::of)
          .toList();

  /** Translation from IPv6: the last four bytes are an IPv4 address. */
  private static final Network TRANSLATED = Network.of("64:ff9b::/96");

  private static final int IPV4_BYTES = 4;

  private Targets() {}

  public static boolean isPublic(InetAddress address) {
    return switch (address) {
      case Inet4Address four -> isPublic(four.getAddress());
      case Inet6Address six -> isPublicSix(six.getAddress());
      default -> false;
    };
  }

  private static boolean isPublic(byte[] four) {
    return CLOSED.stream().noneMatch(network -> network.holds(four));
  }

  /** The JDK gives mapped addresses as IPv4; one that is built by hand may still come so. */
  private static boolean isPublicSix(byte[] six) {
    if (isMapped(six) || TRANSLATED.holds(six)) {
      byte[] four = new byte[IPV4_BYTES];
      System.arraycopy(six, six.length - IPV4_BYTES, four, 0, IPV4_BYTES);
      return isPublic(four);
    }
    return GLOBAL.holds(six) && CLOSED_IN_GLOBAL.stream().noneMatch(network -> network.holds(six));
  }

  /** {@code ::ffff:a.b.c.d}; its text cannot be parsed into a network, for it becomes IPv4. */
  private static boolean isMapped(byte[] six) {
    for (int i = 0; i < 10; i++) {
      if (six[i] != 0) {
        return false;
      }
    }
    return six[10] == -1 && six[11] == -1;
  }

  private static final class Network {
    private final byte[] prefix;
    private final int bits;

    private Network(byte[] prefix, int bits) {
      this.prefix = prefix;
      this.bits = bits;
    }

    static Network of(String text) {
      String[] parts = text.split("/", 2);
      return new Network(InetAddress.ofLiteral(parts[0]).getAddress(), Integer.parseInt(parts[1]));
    }

    boolean holds(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit & 7);
        if ((address[bit >> 3] & mask) != (prefix[bit >> 3] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
