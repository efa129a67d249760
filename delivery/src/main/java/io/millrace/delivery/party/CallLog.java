package io.millrace.delivery.party;

import io.millrace.model.Secret;
import io.millrace.node.delivery.CallSearch;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Where every try of every call is kept, before it is sent and when its outcome is known. */
public interface CallLog {

  /**
   * What is known of a try before it is sent.
   *
   * @param call the number of the first try of its call; 0 if this is the first
   * @param isOnce whether it is sent only if no try of its call may have been done
   * @param request without its secrets, for people
   * @param sealed the call whole, for whoever repeats it
   */
  record Begun(
      String party,
      String shop,
      String order,
      @Nullable String key,
      long call,
      boolean isOnce,
      int attempt,
      long replayOf,
      String by,
      long atMillis,
      String request,
      Secret sealed) {}

  /** What came of it; the answer without its secrets. */
  record Ended(long tookMillis, FailureKind kind, int status, String response) {}

  /**
   * Judges and writes as one: of two that would send the same at once, one is told no.
   *
   * @return the number that the try has from now on; empty, and nothing is written, if it is to be
   *     sent once, and a try of its call is well, may have been done, is under way, or is forgotten
   */
  OptionalLong begin(Begun begun) throws IOException;

  void end(long number, Ended ended) throws IOException;

  /**
   * Tries of a call that may have been done: they are well, in doubt, or under way. The first is
   * one of them if it is forgotten, for then nobody knows what came of the older ones.
   *
   * @param call the number of its first try
   */
  List<Long> mayBeDone(long call) throws IOException;

  /** The newest first, of all parties if none is named. */
  List<LoggedCall> search(CallSearch search) throws IOException;

  Optional<LoggedCall> find(long number) throws IOException;

  /** The call of a try, sealed as it was given. */
  Optional<Secret> sealed(long number) throws IOException;
}
