package io.millrace.delivery.party;

import io.millrace.delivery.http.Post.Field;
import io.millrace.model.PartyUrl;
import io.millrace.model.ShopId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A third party, as an operator knows it.
 *
 * @param baseUrl scheme, host and port, and a path if it has one; without a slash at its end
 */
public record PartySettings(
    String name,
    URI baseUrl,
    Form form,
    Timeouts timeouts,
    Retry retry,
    Breaker breaker,
    int callsMax,
    Rate rate,
    Audience webhooks) {

  /** Calls at a time to a party of which nothing better is known. */
  public static final int CALLS_USUAL = 32;

  public PartySettings {
    if (!PartyUrl.NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a party's name is of letters, digits and hyphens");
    }
    checkAddress(baseUrl);
    if (callsMax < 1) {
      throw new IllegalArgumentException("one call at a time is the least");
    }
  }

  /** On whose behalf it is sent: no shop is called so, for there is a space in it. */
  String sender() {
    return "party " + name;
  }

  private static void checkAddress(URI url) {
    boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!isHttp || url.getHost() == null) {
      throw new IllegalArgumentException("a party's address is http(s)://host[:port][/path]");
    }
    if (url.getRawUserInfo() != null
        || url.getRawQuery() != null
        || url.getRawFragment() != null
        || url.toString().endsWith("/")) {
      throw new IllegalArgumentException(
          "a party's address has no user, query or fragment, and ends without a slash");
    }
  }

  /** With what is right for most; open to nobody's webhooks. */
  public static PartySettings of(String name, URI baseUrl) {
    return new PartySettings(
        name,
        baseUrl,
        Form.USUAL,
        Timeouts.USUAL,
        Retry.DEFAULT,
        Breaker.USUAL,
        CALLS_USUAL,
        Rate.USUAL,
        new Audience.Nobody());
  }

  /**
   * What requests to it look like.
   *
   * @param idempotencyField of the head in which the party expects the key of a call
   * @param fields that each request has; their values are secrets, and kept nowhere
   * @param masked names of fields, in heads and bodies, whose values are nobody's business
   */
  public record Form(String idempotencyField, List<Field> fields, Set<String> masked) {

    /** For a party that does as most do, and asks nobody who they are. */
    public static final Form USUAL = new Form("Idempotency-Key", List.of(), Set.of());

    public Form {
      fields = List.copyOf(fields);
      masked = Set.copyOf(masked);
    }

    /** Without the values. */
    @Override
    public String toString() {
      return "Form[" + idempotencyField + ", " + fields.stream().map(Field::name).toList() + "]";
    }
  }

  /**
   * How long to wait.
   *
   * @param connect for a connection
   * @param answer for the last byte of an answer, connection and all; of one try
   * @param total of all tries, with what lies between them
   */
  public record Timeouts(Duration connect, Duration answer, Duration total) {

    /** Each for a party of which nothing better is known. */
    public static final Timeouts USUAL =
        new Timeouts(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(25));

    public Timeouts {
      if (connect.compareTo(answer) > 0 || answer.compareTo(total) > 0) {
        throw new IllegalArgumentException(
            "connecting is part of an answer, and that of the total");
      }
    }
  }

  /**
   * When a party is left alone.
   *
   * @param failuresPercent of the last calls that open the breaker
   * @param calls that are looked back at
   * @param callsMin before so many nothing is judged
   * @param open for so long nothing is sent
   * @param trials that are let through then, to see
   */
  public record Breaker(int failuresPercent, int calls, int callsMin, Duration open, int trials) {

    /** For a party of which nothing better is known. */
    public static final Breaker USUAL = new Breaker(50, 50, 20, Duration.ofSeconds(15), 3);

    public Breaker {
      if (callsMin > calls) {
        throw new IllegalArgumentException("nothing is judged by more calls than are looked at");
      }
    }
  }

  /**
   * How fast a party is called.
   *
   * @param burst so many at once, if none came before
   */
  public record Rate(int perSecond, int burst) {

    /** For a party of which nothing better is known. */
    public static final Rate USUAL = new Rate(200, 200);
  }

  /** Whose webhooks may be sent through the party. */
  public sealed interface Audience {

    boolean holds(ShopId shop);

    /** No shop's. */
    record Nobody() implements Audience {
      @Override
      public boolean holds(ShopId shop) {
        return false;
      }
    }

    /** Every shop's. */
    record Everybody() implements Audience {
      @Override
      public boolean holds(ShopId shop) {
        return true;
      }
    }

    /** Those of these shops. */
    record Shops(Set<ShopId> shops) implements Audience {
      public Shops {
        shops = Set.copyOf(shops);
      }

      @Override
      public boolean holds(ShopId shop) {
        return shops.contains(shop);
      }
    }
  }
}
