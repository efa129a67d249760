package io.millrace.diana.config;

import io.millrace.diana.algorithm.Algorithm;

/**
 * An algorithm that files can name: {@code algorithm: {name: settings}}. Others than those built in
 * are found by {@link java.util.ServiceLoader}.
 */
public interface AlgorithmKind {
  /** As it stands in files; never changes. */
  String name();

  /**
   * Makes one of what the file says. Refuses by {@link Settings#refuse(String)}, or by an {@link
   * IllegalArgumentException}.
   */
  Algorithm make(Settings settings);
}
