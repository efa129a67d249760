package io.millrace.edge.http;

import io.helidon.webserver.http.ServerRequest;
import io.millrace.edge.auth.Caller;
import org.jspecify.annotations.Nullable;

/** Stands before all handlers and counts who passes. */
public interface Turnstile {

  Passage passage();

  /** One request's way through. Owned by the thread of its connection. */
  interface Passage {

    /**
     * Counts the request; returns when it may go on.
     *
     * @param shop in the path; counts only if the caller is somebody, since strangers must not use
     *     up a shop's limit
     * @throws ProblemRaised if it is too much
     */
    void enter(ServerRequest request, @Nullable String shop, Caller caller);

    /** The request has its answer, to which the turnstile may add what it has to say. */
    HttpAnswer told(HttpAnswer answer);

    /**
     * Nothing of the request goes on any more, however it ended. Called in any case, also when it
     * never entered; more than once does no harm.
     */
    void leave();
  }
}
