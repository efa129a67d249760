package io.millrace.diana.spring.boot.starter;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.millrace.diana.Diana;
import io.millrace.diana.RuleReport;
import io.millrace.diana.rule.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Meters of each rule that is in force, which come and go with the policy. They are read from the
 * limiter when somebody looks: a decision costs nothing more.
 */
final class DianaMetrics implements MeterBinder {
  private final Diana diana;

  DianaMetrics(Diana diana) {
    this.diana = diana;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("diana.alone", diana, now -> now.isAlone() ? 1 : 0)
        .description("1 while shared counts do not answer")
        .register(registry);
    InOne meters = new InOne(registry);
    diana.whenReplaced(meters::keepUp);
    meters.keepUp();
  }

  /** Those in one registry. */
  private final class InOne {
    private final MeterRegistry registry;
    private final Map<String, List<Meter>> ofRules = new HashMap<>();

    InOne(MeterRegistry registry) {
      this.registry = registry;
    }

    synchronized void keepUp() {
      Set<String> rules =
          diana.policy().rules().stream().map(Rule::name).collect(Collectors.toSet());
      ofRules
          .entrySet()
          .removeIf(known -> {
            boolean isGone = !rules.contains(known.getKey());
            if (isGone) {
              known.getValue().forEach(registry::remove);
            }
            return isGone;
          });
      rules.forEach(rule -> ofRules.computeIfAbsent(rule, this::meters));
    }

    private List<Meter> meters(String rule) {
      return List.of(
          counter(rule, "admitted", RuleReport::admitted),
          counter(rule, "refused", RuleReport::refused),
          counter(rule, "would_refuse", RuleReport::wouldRefuse),
          counter(rule, "failed", RuleReport::failed),
          Gauge.builder("diana.keys", diana, now -> seen(rule, RuleReport::keys))
              .description("keys that are remembered")
              .tag("rule", rule)
              .register(registry),
          Gauge.builder("diana.memory", diana, now -> seen(rule, RuleReport::bytes))
              .description("what the table of keys takes")
              .baseUnit("bytes")
              .tag("rule", rule)
              .register(registry));
    }

    private Meter counter(String rule, String outcome, ToLongFunction<RuleReport> number) {
      return FunctionCounter.builder("diana.limits", diana, now -> seen(rule, number))
          .description("requests that a rule looked at")
          .tag("rule", rule)
          .tag("outcome", outcome)
          .register(registry);
    }

    private double seen(String rule, ToLongFunction<RuleReport> number) {
      RuleReport report = diana.report(rule);
      return report == null ? 0 : number.applyAsLong(report);
    }
  }
}
