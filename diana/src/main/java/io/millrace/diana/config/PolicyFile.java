package io.millrace.diana.config;

import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
  /** The one version that there has been. A later one is refused: it may mean something else. */
  private static final int VERSION = 1;

  /** All rules there may be, at a generous length, fit in it. */
  public static final int BYTES_MAX = 1 << 20;

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
    if (bytes.length > BYTES_MAX) {
      throw refused(new Fault(name, 1, 1, "", "is longer than " + BYTES_MAX + " bytes"));
    }
    try {
      return policy(new Settings(Tree.of(name, text(name, bytes))));
    } catch (FaultFound found) {
      throw refused(found.fault());
    }
  }

  private static String text(String name, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new FaultFound(new Fault(name, 1, 1, "", "is not UTF-8"));
    }
  }

  private Policy policy(Settings file) throws PolicyRefused {
    file.number("version", VERSION, VERSION);
    List<Fault> faults = new ArrayList<>();
    List<Rule> rules = new ArrayList<>();
    file.has("rules");
    file.requireAllRead();
    for (Settings each : file.items("rules")) {
      try {
        rules.add(rule(each));
      } catch (FaultFound found) {
        faults.add(found.fault());
      } catch (IllegalArgumentException e) {
        faults.add(((FaultFound) each.refuse(String.valueOf(e.getMessage()))).fault());
      }
    }
    if (!faults.isEmpty()) {
      throw new PolicyRefused(faults);
    }
    try {
      return new Policy(rules);
    } catch (IllegalArgumentException e) {
      throw refused(((FaultFound) file.refuse(String.valueOf(e.getMessage()))).fault());
    }
  }

  private Rule rule(Settings settings) {
    String name = settings.text("name");
    String kind = settings.optionalText("kind").orElse("limit");
    Rule rule = new Rule(name, kinds.conditions(settings, "when"), kinds.effect(kind, settings));
    settings.requireAllRead();
    return rule;
  }

  private static PolicyRefused refused(Fault fault) {
    return new PolicyRefused(List.of(fault));
  }
}
