package io.millrace.diana.config;

import io.millrace.diana.rule.Condition;

/**
 * A condition that files can name: {@code when: {name: settings}}. Others than those built in are
 * found by {@link java.util.ServiceLoader}.
 */
public interface ConditionKind {
  /** As it stands in files; never changes. */
  String name();

  /**
   * Makes one of what the file says. Refuses by {@link Settings#refuse(String)}, or by an {@link
   * IllegalArgumentException}.
   */
  Condition make(Settings settings);
}
