package io.millrace.diana.config;

import io.millrace.diana.rule.Key;

/**
 * A part of a key that files can name: {@code by: [name]} or {@code by: [{name: settings}]}. Others
 * than those built in are found by {@link java.util.ServiceLoader}.
 */
public interface KeyKind {
  /** As it stands in files; never changes. */
  String name();

  /**
   * Makes one of what the file says; a name that stands alone {@link Settings#saysNothing says
   * nothing}. Refuses by {@link Settings#refuse(String)}, or by an {@link
   * IllegalArgumentException}.
   */
  Key make(Settings settings);
}
