package io.millrace.edge.limit;

import io.helidon.webserver.http.ServerRequest;
import io.millrace.diana.Diana;
import io.millrace.diana.Verdict;
import io.millrace.diana.http.Hold;
import io.millrace.diana.http.RateLimitFields;
import io.millrace.edge.auth.Caller;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Problem;
import io.millrace.model.refusal.Code;
import org.jspecify.annotations.Nullable;

/** One request's way through the limits. Owned by the thread of its connection. */
public final class Passage {
  private static final Hold HOLD = Hold.parking();

  private final Diana diana;
  private @Nullable Verdict verdict;

  Passage(Diana diana) {
    this.diana = diana;
  }

  /**
   * Counts the request; returns when it may go on.
   *
   * @param shop in the path; counts only if the caller is somebody, since strangers must not use up
   *     a shop's limit
   * @throws io.millrace.edge.http.ProblemRaised if it is too much
   */
  public void enter(ServerRequest request, @Nullable String shop, Caller caller) {
    Verdict told = diana.decide(Asked.of(request, shop, caller));
    verdict = told;
    if (!told.isAdmitted()) {
      throw refusal(told).raised();
    }
    HOLD.nanos(told.delayNanos());
  }

  private static Problem refusal(Verdict told) {
    Problem problem =
        Problem.of(
                Code.RATE_LIMITED,
                "over the limit of " + String.join(", ", told.refusedBy()),
                json -> json.texts("limits", told.refusedBy()))
            .withStatus(told.status());
    long retryAfterSeconds = RateLimitFields.retryAfterSeconds(told);
    return retryAfterSeconds == 0
        ? problem
        : problem.with("Retry-After", Long.toString(retryAfterSeconds));
  }

  /** The request has its answer, which is told the limits. */
  public HttpAnswer leave(HttpAnswer answer) {
    Verdict told = verdict;
    if (told == null) {
      return answer;
    }
    diana.done(told, answer.status() >= 500);
    if (told.size() == 0) {
      return answer;
    }
    return answer
        .with(RateLimitFields.POLICY, RateLimitFields.policy(told))
        .with(RateLimitFields.LIMIT, RateLimitFields.limit(told));
  }
}
