package io.millrace.edge.http;

import io.millrace.edge.json.JsonWriter;
import io.millrace.model.Outcome;
import io.millrace.model.answer.Answer;
import io.millrace.node.Reply;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a shard decided when it did not refuse.
 *
 * @param changed whether facts were written by this very request
 * @param replayed whether it happened before and this is the first answer again
 */
public record Verdict(
    Answer answer, boolean changed, boolean replayed, long position, long decidedAtMillis) {

  static Verdict of(Reply.Decided decided) {
    return switch (decided.outcome()) {
      case Outcome.Accepted o -> verdict(o.answer(), true, false, decided);
      case Outcome.Answered o -> verdict(o.answer(), false, false, decided);
      case Outcome.Replayed o -> verdict(o.answer(), false, true, decided);
      case Outcome.Refused o -> {
        Problem problem = RefusalProblem.of(o.refusal());
        throw problem.with(whenAndWhere(decided.position(), decided.decidedAtMillis())).raised();
      }
    };
  }

  private static Verdict verdict(
      Answer answer, boolean changed, boolean replayed, Reply.Decided decided) {
    return new Verdict(answer, changed, replayed, decided.position(), decided.decidedAtMillis());
  }

  /** The answer of the one type that its command gets. */
  public <A extends Answer> A as(Class<A> type) {
    return type.cast(answer);
  }

  /** An answer that says when and where in the shop's history it was decided. */
  public HttpAnswer json(int status, Consumer<JsonWriter> body) {
    HttpAnswer plain = HttpAnswer.json(status, body).with(whenAndWhere(position, decidedAtMillis));
    return replayed ? plain.with("Idempotent-Replayed", "true") : plain;
  }

  private static List<HttpField> whenAndWhere(long position, long decidedAtMillis) {
    return List.of(
        new HttpField("Millrace-Position", Long.toString(position)),
        new HttpField("Date-Decided", JsonWriter.rfc3339(decidedAtMillis)));
  }
}
