package io.millrace.bench.report;

import java.util.List;

/** One thing that is measured. It runs in a process of its own, once. */
public interface Benchmark {

  String name();

  /** One line for {@code --list}. */
  String purpose();

  /** What a durable frame survives while this is measured, in the words of {@code --durability}. */
  String durability();

  /** Of its process, beside those that every process of ours has. */
  List<String> jvmFlags();

  /**
   * Measures.
   *
   * @throws BenchmarkFailed if what was measured cannot be believed
   */
  void run(Scale scale, Report report);
}
