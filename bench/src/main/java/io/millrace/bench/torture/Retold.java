package io.millrace.bench.torture;

import io.millrace.model.answer.Answer;
import io.millrace.model.refusal.Code;
import io.millrace.model.refusal.Refusal;
import io.millrace.proof.audit.Told;
import tools.jackson.databind.JsonNode;

/**
 * An HTTP answer as the auditor hears it: right if its body is the one that the right answer has in
 * the API's words. Of a problem, the code and what belongs to it count, not its sentences.
 */
record Retold(Asking asking, Answered answered) implements Told {

  @Override
  public Way way() {
    if (!answered.isWell()) {
      return Way.REFUSED;
    }
    if (answered.isReplay()) {
      return Way.AGAIN;
    }
    return hasChanged() ? Way.CHANGED : Way.UNCHANGED;
  }

  /**
   * Not every answer says so. A key is bound by a change alone; a task that is scheduled is new or
   * as it was, for nobody here schedules it otherwise; who leases nothing has changed nothing.
   */
  private boolean hasChanged() {
    return switch (asking.method()) {
      case "GET" -> false;
      case "PUT" -> answered.status() == 201;
      default -> !asking.path().endsWith("/leases") || !answered.json().path("items").isEmpty();
    };
  }

  @Override
  public boolean says(Answer right) {
    return answered.isWell() && isSame(Wording.of(asking, right), answered.body());
  }

  private static boolean isSame(JsonNode right, String body) {
    return Wording.parsed(right.toString()).equals(Wording.parsed(body));
  }

  @Override
  public boolean says(Refusal right) {
    return !answered.isWell()
        && isSame(RefusalWording.of(right), RefusalWording.withoutSentences(answered.body()));
  }

  @Override
  public boolean isRefused(Code code) {
    return answered.code().equals(code.word());
  }

  @Override
  public String toString() {
    return answered.status() + (answered.isReplay() ? " again " : " ") + answered.body();
  }
}
