package io.millrace.diana.spring.boot.starter;

import io.millrace.diana.Request;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import java.util.List;

/**
 * Rules that count by an account where nobody can know one. They skip every request, which is what
 * they shall do with strangers, so nobody would hear of it.
 */
final class UnknownAccounts {
  private static final System.Logger LOG = System.getLogger(UnknownAccounts.class.getName());

  private UnknownAccounts() {}

  /** Says once which rules these are, if there are any. */
  static void warn(Policy policy, String because) {
    List<String> rules =
        policy.rules().stream().filter(UnknownAccounts::isByAccount).map(Rule::name).toList();
    if (!rules.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Rules that count by account skip every request: " + rules + ". " + because);
    }
  }

  private static boolean isByAccount(Rule rule) {
    return rule.effect() instanceof Rule.Limit limit
        && limit.missing() == Rule.Missing.SKIP
        && limit.by().stream().anyMatch(key -> key.describe().equals(Request.ACCOUNT));
  }
}
