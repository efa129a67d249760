package io.millrace.proof;

import io.millrace.proof.audit.BrokenPromise;
import io.millrace.proof.world.Fault;
import io.millrace.proof.world.RunResult;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A broken promise, told to a person. */
public final class FailureReport {
  private FailureReport() {}

  public static String of(BrokenPromise broken, RunResult smallest) {
    String faults =
        smallest.plan().allowed().stream()
            .sorted(Comparator.naturalOrder())
            .filter(Fault::isOfItsOwn)
            .filter(fault -> smallest.coverage().count(fault) > 0)
            .map(Fault::what)
            .collect(Collectors.joining("\n            "));
    return """

    BROKEN PROMISE: %s
      what      %s
      seed      %d
      turns     %d of faults in the smallest run that was found; it ends at turn %d
      with      %s
      before it
        %s
      again     ./millrace simulate --seed %d
    """
        .formatted(
            broken.promise().sentence(),
            broken.what(),
            smallest.plan().seed(),
            smallest.plan().turns(),
            smallest.turn(),
            faults.isEmpty() ? "no fault at all" : faults,
            String.join("\n    ", indented(smallest.trail())),
            smallest.plan().seed());
  }

  private static List<String> indented(List<String> lines) {
    return lines.stream().map(line -> line.replace("\n", "\n      ")).toList();
  }
}
