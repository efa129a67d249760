package io.millrace.delivery.party;

import io.millrace.model.Secret;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where every try of every call is kept, before it is sent and when its outcome is known. */
public interface CallLog {

  /**
   * What is known of a try before it is sent.
   *
   * @param request without its secrets, for people
   * @param sealed the call whole, for whoever repeats it
   */
  record Begun(
      String party,
      String order,
      @Nullable String key,
      int attempt,
      long replayOf,
      String by,
      long atMillis,
      String request,
      Secret sealed) {}

  /** What came of it; the answer without its secrets. */
  record Ended(long tookMillis, FailureKind kind, int status, String response) {}

  /** The number that the try has from now on. */
  long begin(Begun begun) throws IOException;

  void end(long number, Ended ended) throws IOException;

  /**
   * The newest first.
   *
   * @param order null for all
   * @param before only tries with a lower number; null for all
   */
  List<LoggedCall> search(String party, @Nullable String order, @Nullable Long before, int limit)
      throws IOException;

  Optional<LoggedCall> find(String party, long number) throws IOException;

  /** The call of a try, sealed as it was given. */
  Optional<Secret> sealed(String party, long number) throws IOException;
}
