package io.millrace.delivery.party;

import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * A third party, as an operator knows it.
 *
 * @param baseUrl scheme, host and port, and a path if it has one; without a slash at its end
 * @param idempotencyField of the head in which the party expects the key of a call
 * @param masked names of fields, in heads and bodies, whose values are nobody's business
 */
public record PartySettings(
    String name,
    URI baseUrl,
    Timeouts timeouts,
    Retry retry,
    Breaker breaker,
    int callsMax,
    Rate rate,
    String idempotencyField,
    Set<String> masked) {

  public PartySettings {
    masked = Set.copyOf(masked);
    if (!name.matches("[a-z][a-z0-9-]{0,31}")) {
      throw new IllegalArgumentException("a party's name is of letters, digits and hyphens");
    }
    if (baseUrl.getRawUserInfo() != null || baseUrl.toString().endsWith("/")) {
      throw new IllegalArgumentException("a party's address has no user and ends without a slash");
    }
    if (callsMax < 1) {
      throw new IllegalArgumentException("one call at a time is the least");
    }
  }

  /** On whose behalf it is sent: no shop is called so, for there is a space in it. */
  String sender() {
    return "party " + name;
  }

  /** With what is right for most. */
  public static PartySettings of(String name, URI baseUrl) {
    return new PartySettings(
        name,
        baseUrl,
        new Timeouts(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(25)),
        Retry.DEFAULT,
        new Breaker(50, 50, 20, Duration.ofSeconds(15), 3),
        32,
        new Rate(200, 200),
        "Idempotency-Key",
        Set.of());
  }

  /**
   * How long to wait.
   *
   * @param connect for a connection
   * @param answer for the last byte of an answer, connection and all; of one try
   * @param total of all tries, with what lies between them
   */
  public record Timeouts(Duration connect, Duration answer, Duration total) {
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
  public record Breaker(int failuresPercent, int calls, int callsMin, Duration open, int trials) {}

  /**
   * How fast a party is called.
   *
   * @param burst so many at once, if none came before
   */
  public record Rate(int perSecond, int burst) {}
}
