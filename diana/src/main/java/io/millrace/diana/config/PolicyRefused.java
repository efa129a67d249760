package io.millrace.diana.config;

import java.util.List;
import java.util.stream.Collectors;

/** A file that is no policy. It is refused whole; what was in force before stays. */
public final class PolicyRefused extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<Fault> faults;

  PolicyRefused(List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  /** What is wrong, in the file's order; of a rule, the first thing only. */
  public List<Fault> faults() {
    return faults;
  }
}
