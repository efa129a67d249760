package io.millrace.diana.config;

import io.millrace.diana.rule.Condition;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.UnfitRule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads policies from YAML or JSON. The format is in {@code policy.schema.json} beside this class.
 *
 * <pre>
 *   version: 1
 *   rules:
 *     - name: per-account
 *       by: [account]
 *       algorithm: {token-bucket: {limit: 100, period: 1s, burst: 200}}
 * </pre>
 */
public final class PolicyFile {
  /** All rules there may be, at a generous length, fit in it. */
  public static final int BYTES_MAX = SettingsFile.BYTES_MAX;

  private final Kinds kinds;

  public PolicyFile(Kinds kinds) {
    this.kinds = kinds;
  }

  /**
   * Reads all of it or nothing.
   *
   * @param name of the file, for those who read what is wrong with it
   */
  public Policy read(String name, byte[] bytes) throws PolicyRefused {
    return read(name, bytes, policy -> {});
  }

  /** Reads it and puts it to use; what is refused there is told with its line, too. */
  Policy read(String name, byte[] bytes, Consumer<Policy> use) throws PolicyRefused {
    List<Settings> places = new ArrayList<>();
    List<Rule> rules =
        SettingsFile.read(
            name,
            bytes,
            "rules",
            settings -> {
              places.add(settings);
              return rule(settings);
            });
    try {
      Policy policy = new Policy(rules);
      use.accept(policy);
      return policy;
    } catch (UnfitRule e) {
      Settings place = places.get(e.rule());
      throw SettingsFile.refused(place.fault(e.field(), String.valueOf(e.getMessage())));
    }
  }

  private Rule rule(Settings settings) {
    String name = settings.text("name");
    String kind = settings.optionalText("kind").orElse("limit");
    List<Condition> when = kinds.conditions(settings, "when");
    Rule.Effect effect = kinds.effect(kind, settings);
    // A limit for everybody is meant; a denial for everybody may be one that lost its conditions.
    if (!(effect instanceof Rule.Limit) && !settings.has("when")) {
      throw settings.refuse("lacks when; for every request it is " + Kinds.ALWAYS);
    }
    return settings.at("name", () -> new Rule(name, when, effect));
  }
}
