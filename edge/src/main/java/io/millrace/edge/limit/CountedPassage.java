package io.millrace.edge.limit;

import io.helidon.webserver.http.ServerRequest;
import io.millrace.diana.Diana;
import io.millrace.diana.Verdict;
import io.millrace.diana.helidon.HelidonRequest;
import io.millrace.diana.http.Hold;
import io.millrace.diana.http.Proxies;
import io.millrace.diana.http.RateLimitFields;
import io.millrace.edge.auth.Caller;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Problem;
import io.millrace.edge.http.Turnstile;
import io.millrace.model.refusal.Code;
import org.jspecify.annotations.Nullable;

/** One request's way through the limits. Owned by the thread of its connection. */
final class CountedPassage implements Turnstile.Passage {
  private static final Hold HOLD = Hold.parking();

  private final Diana diana;
  private final Proxies proxies;
  private @Nullable Verdict verdict;
  private boolean failed;

  CountedPassage(Diana diana, Proxies proxies) {
    this.diana = diana;
    this.proxies = proxies;
  }

  @Override
  public void enter(ServerRequest request, @Nullable String shop, Caller caller) {
    Known known = Known.of(shop, caller);
    Verdict told =
        diana.decide(new HelidonRequest(request, (asked, name) -> known.attribute(name), proxies));
    verdict = told;
    if (!told.isAdmitted()) {
      throw refusal(told).raised();
    }
    HOLD.nanos(told.delayNanos());
  }

  private static Problem refusal(Verdict told) {
    String rules = String.join(", ", told.refusedBy());
    Problem problem =
        Problem.of(
                told.isDenied() ? Code.DENIED : Code.RATE_LIMITED,
                (told.isDenied() ? "denied by " : "over the limit of ") + rules,
                json -> json.texts("limits", told.refusedBy()))
            .withStatus(told.status());
    long retryAfterSeconds = RateLimitFields.retryAfterSeconds(told);
    return retryAfterSeconds == 0
        ? problem
        : problem.with("Retry-After", Long.toString(retryAfterSeconds));
  }

  /** The answer is told the limits. */
  @Override
  public HttpAnswer told(HttpAnswer answer) {
    failed = answer.status() >= 500;
    Verdict told = verdict;
    if (told == null || told.size() == 0) {
      return answer;
    }
    return answer
        .with(RateLimitFields.POLICY, RateLimitFields.policy(told))
        .with(RateLimitFields.LIMIT, RateLimitFields.limit(told));
  }

  @Override
  public void leave() {
    Verdict told = verdict;
    if (told != null) {
      diana.done(told, failed);
    }
  }
}
