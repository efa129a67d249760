package io.millrace.edge.http;

/** Ends a handler with a problem. Carries no stack trace: it is an answer, not a fault. */
public final class ProblemRaised extends RuntimeException {
  private final transient Problem problem;

  public ProblemRaised(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
