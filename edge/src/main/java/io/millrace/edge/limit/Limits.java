package io.millrace.edge.limit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.diana.Diana;
import io.millrace.diana.RuleReport;
import io.millrace.diana.config.Kinds;
import io.millrace.diana.config.PolicyFile;
import io.millrace.diana.config.PolicyRefused;
import io.millrace.diana.http.Proxies;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.edge.http.Turnstile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The limits in force. Any thread may ask, and replace them. */
public final class Limits implements Turnstile {
  private static final String STANDARD = "standard.yaml";

  private final Diana diana;
  private final MeterRegistry registry;
  private final Map<String, List<Meter>> meters = new HashMap<>();
  private volatile String origin;
  private volatile Supplier<@Nullable String> trouble = () -> null;
  private volatile Proxies proxies = Proxies.NONE;

  private Limits(Policy policy, String origin, LongSupplier nanos, MeterRegistry registry) {
    this.diana = new Diana(policy, nanos::getAsLong);
    this.registry = registry;
    this.origin = origin;
    register(policy);
  }

  /**
   * Those of a node that was given no others.
   *
   * @param nanos a clock that only ever goes forward
   */
  public static Limits standard(LongSupplier nanos, MeterRegistry registry) {
    try (InputStream in = Limits.class.getResourceAsStream(STANDARD)) {
      if (in == null) {
        throw new IllegalStateException("not built in: " + STANDARD);
      }
      Policy policy = new PolicyFile(new Kinds()).read(STANDARD, in.readAllBytes());
      return new Limits(policy, "standard", nanos, registry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (PolicyRefused e) {
      throw new IllegalStateException("the limits that are built in are none", e);
    }
  }

  /**
   * Puts others in force. Counts of rules that stay go on.
   *
   * @param from where they come from, for the operator
   */
  public void use(Policy policy, String from) {
    diana.use(policy);
    origin = from;
    register(policy);
  }

  /** From now on this says why the newest limits that could be had are not in force, or null. */
  public void watch(Supplier<@Nullable String> why) {
    trouble = why;
  }

  /** From now on these are believed when they say for whom they ask; nobody else is. */
  public void trust(Proxies trusted) {
    proxies = trusted;
  }

  @Override
  public Passage passage() {
    return new CountedPassage(diana, proxies);
  }

  Diana diana() {
    return diana;
  }

  String origin() {
    return origin;
  }

  @Nullable String trouble() {
    return trouble.get();
  }

  /** Rules that stay go on counting; those that are gone are told of no more. */
  private synchronized void register(Policy policy) {
    Set<String> names = policy.rules().stream().map(Rule::name).collect(Collectors.toSet());
    meters
        .entrySet()
        .removeIf(known -> {
          boolean isGone = !names.contains(known.getKey());
          if (isGone) {
            known.getValue().forEach(registry::remove);
          }
          return isGone;
        });
    names.forEach(name -> meters.computeIfAbsent(name, this::register));
  }

  private List<Meter> register(String rule) {
    return List.of(
        register(rule, "admitted", RuleReport::admitted),
        register(rule, "refused", RuleReport::refused),
        register(rule, "would_refuse", RuleReport::wouldRefuse),
        register(rule, "failed", RuleReport::failed));
  }

  private Meter register(String rule, String outcome, ToLongFunction<RuleReport> number) {
    return FunctionCounter.builder("millrace.limits", diana, now -> seen(rule, number))
        .tag("rule", rule)
        .tag("outcome", outcome)
        .register(registry);
  }

  private double seen(String rule, ToLongFunction<RuleReport> number) {
    RuleReport report = diana.report(rule);
    return report == null ? 0 : number.applyAsLong(report);
  }
}
