package io.millrace.diana.config;

import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import java.util.List;

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
    List<Rule> rules = SettingsFile.read(name, bytes, "rules", this::rule);
    try {
      return new Policy(rules);
    } catch (IllegalArgumentException e) {
      String detail = String.valueOf(e.getMessage());
      throw SettingsFile.refused(new Fault(name, 1, 1, "", detail));
    }
  }

  private Rule rule(Settings settings) {
    String name = settings.text("name");
    String kind = settings.optionalText("kind").orElse("limit");
    return new Rule(name, kinds.conditions(settings, "when"), kinds.effect(kind, settings));
  }
}
