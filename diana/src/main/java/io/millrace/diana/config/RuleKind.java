package io.millrace.diana.config;

import io.millrace.diana.rule.Rule;

/**
 * A kind of rule that files can name: {@code kind: name}. Others than those built in are found by
 * {@link java.util.ServiceLoader}.
 */
public interface RuleKind {
  /** As it stands in files; never changes. */
  String name();

  /** What rules of this kind do, made of the rule's own fields beside name, kind and when. */
  Rule.Effect make(Settings settings, Kinds kinds);
}
