package io.millrace.app.start;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.node.delivery.PartyCalls;
import io.millrace.node.delivery.PartyStatus;
import java.util.function.ToLongFunction;

/** How it stands with each third party, for Prometheus. */
final class PartyMeters {

  private PartyMeters() {}

  /** The parties of a process are those of its start. */
  static void watch(PartyCalls parties, MeterRegistry registry) {
    for (PartyStatus party : parties.statuses()) {
      String name = party.name();
      Gauge.builder("millrace.party.well", () -> isLeftAlone(parties, name) ? 0 : 1)
          .description("0: the party has failed too often, and is left alone for a moment")
          .tag("party", name)
          .register(registry);
      count(parties, name, "done", PartyStatus::done, registry);
      count(parties, name, "failed", PartyStatus::failed, registry);
      count(parties, name, "held", PartyStatus::held, registry);
    }
  }

  private static void count(
      PartyCalls parties,
      String name,
      String outcome,
      ToLongFunction<PartyStatus> number,
      MeterRegistry registry) {
    FunctionCounter.builder(
            "millrace.party.calls", parties, now -> number.applyAsLong(find(now, name)))
        .description("Tries of calls to a party, and times that something was not sent to it")
        .tag("party", name)
        .tag("outcome", outcome)
        .register(registry);
  }

  private static boolean isLeftAlone(PartyCalls parties, String name) {
    return find(parties, name).breaker() == PartyStatus.BreakerState.OPEN;
  }

  private static PartyStatus find(PartyCalls parties, String name) {
    return parties.statuses().stream()
        .filter(party -> party.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
