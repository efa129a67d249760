package io.millrace.edge.hearing;

import io.millrace.edge.auth.Credentials;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Problem;
import io.millrace.edge.http.RefusalProblem;
import io.millrace.edge.json.JsonWriter;
import io.millrace.model.BuyerId;
import io.millrace.model.ShopId;
import io.millrace.model.read.AsOf;
import io.millrace.model.read.ReadModel;
import io.millrace.model.read.ReadModelUnavailable;
import io.millrace.model.refusal.Code;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks the read model, as fresh as the client wants it, and says how fresh the answer is. */
public final class Freshness {

  /** The parameter with the {@code Millrace-Position} that a client was told. */
  public static final String AS_OF = "asOf";

  /** A follower that is well is behind by less; one that is not will not catch up while we wait. */
  static final Duration WAIT_MAX = Duration.ofSeconds(5);

  private final Credentials credentials;
  private final ReadModel model;

  public Freshness(Credentials credentials, ReadModel model) {
    this.credentials = credentials;
    this.model = model;
  }

  /** What is asked. */
  public interface Question<T> {
    AsOf<T> ask(ReadModel model) throws ReadModelUnavailable;
  }

  /** The answer, not older than {@code asOf} says. */
  public <T> AsOf<T> ask(Exchange exchange, Question<T> question) {
    ShopId shop = exchange.shop();
    if (credentials.settings(shop) == null) {
      throw RefusalProblem.shopUnknown(shop.value()).raised();
    }
    @Nullable Long wanted = exchange.parameter(AS_OF, Freshness::position);
    return wanted == null ? ask(question) : ask(shop, wanted, question);
  }

  /** The answer, not older than a position that a shard has named. */
  public <T> AsOf<T> ask(ShopId shop, long wanted, Question<T> question) {
    AsOf<T> answer = ask(model.notBefore(shop, wanted, WAIT_MAX), question);
    if (answer.position() < wanted) {
      throw behind(answer.position()).raised();
    }
    return answer;
  }

  /** The answer as the tables are now, if they have come so far: nobody is kept waiting. */
  public <T> AsOf<T> askAtOnce(long wanted, Question<T> question) {
    AsOf<T> answer = ask(question);
    if (answer.position() < wanted) {
      throw behind(answer.position()).raised();
    }
    return answer;
  }

  /** The answer as the tables are now. */
  public <T> AsOf<T> ask(Question<T> question) {
    return ask(model, question);
  }

  /** Which database is asked for what is of a buyer. */
  int placeOf(ShopId shop, BuyerId buyer) {
    return model.placeOf(shop, buyer);
  }

  private static <T> AsOf<T> ask(ReadModel model, Question<T> question) {
    try {
      return question.ask(model);
    } catch (ReadModelUnavailable e) {
      throw unavailable(e).raised();
    }
  }

  private static Problem unavailable(ReadModelUnavailable why) {
    return Problem.of(Code.READ_MODEL_UNAVAILABLE, String.valueOf(why.getMessage()));
  }

  static Problem behind(long position) {
    return Problem.of(
        Code.READ_MODEL_BEHIND,
        "the read model has come as far as position " + position + " of the shop",
        json -> json.number("position", position));
  }

  private static Long position(String text) {
    try {
      long position = Long.parseLong(text);
      if (position >= 0) {
        return position;
      }
    } catch (NumberFormatException _) {
      // refused below, like a number below zero
    }
    throw new IllegalArgumentException("must be a Millrace-Position");
  }

  /** An answer that says as of when it is. */
  public static HttpAnswer json(AsOf<?> asOf, Consumer<JsonWriter> body) {
    return marked(asOf, HttpAnswer.json(200, body));
  }

  /** The same of whatever form. */
  public static HttpAnswer marked(AsOf<?> asOf, HttpAnswer answer) {
    return answer
        .with("As-Of", Long.toString(asOf.position()))
        .with("Millrace-Position", Long.toString(asOf.position()))
        .with("Date-Decided", JsonWriter.rfc3339(asOf.timeMillis()));
  }
}
