package io.millrace.diana.rule;

import io.millrace.diana.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of keys that are built in. */
public final class Keys {
  /** One home or one machine has a whole /64 of IPv6, so a single address says nothing there. */
  public static final int V6_BITS = 64;

  public static final int V4_BITS = 32;

  /** Those whose address nobody can read are counted as one, or writing nonsense would be free. */
  static final String UNREADABLE = "unreadable";

  private Keys() {}

  /** Something that the server found out: account, device, tenant. */
  public static Key attribute(String name) {
    return named(name, (request, scratch, sink) -> give(request.attribute(name), sink));
  }

  public static Key header(String name) {
    return named("header " + name, (request, scratch, sink) -> give(request.header(name), sink));
  }

  private static boolean give(@Nullable String value, KeySink sink) {
    if (value == null) {
      return false;
    }
    sink.text(value);
    return true;
  }

  public static Key address() {
    return address(V4_BITS, V6_BITS);
  }

  /** The block of addresses that the request comes from; one for all that nobody can read. */
  public static Key address(int v4Bits, int v6Bits) {
    if (v4Bits < 0 || v4Bits > 32 || v6Bits < 0 || v6Bits > 128) {
      throw new IllegalArgumentException("an address has 32 or 128 bits");
    }
    return named(
        "address " + v4Bits + " " + v6Bits,
        (request, scratch, sink) -> {
          Address address = scratch.address(request);
          if (address == null) {
            return give(scratch.isAddressUnreadable(request) ? UNREADABLE : null, sink);
          }
          int bits = address.isV4() ? v4Bits + Address.MAPPED_BITS : v6Bits;
          sink.address(
              address.high() & Address.mask(bits), address.low() & Address.mask(bits - 64), bits);
          return true;
        });
  }

  /** Which of the routes it is. What is none of them has no value here. */
  public static Key resource(List<Route> routes) {
    Route[] all = routes.toArray(Route[]::new);
    return named(
        "resource " + routes,
        (request, scratch, sink) -> {
          for (Route route : all) {
            if (route.matchesPlain(request.method(), scratch.path(request))) {
              sink.text(route.toString());
              return true;
            }
          }
          return false;
        });
  }

  private interface Giver {
    boolean give(Request request, Scratch scratch, KeySink sink);
  }

  private static Key named(String text, Giver giver) {
    return new Key() {
      @Override
      public boolean give(Request request, Scratch scratch, KeySink sink) {
        return giver.give(request, scratch, sink);
      }

      @Override
      public String describe() {
        return text;
      }

      @Override
      public String toString() {
        return text;
      }
    };
  }
}
