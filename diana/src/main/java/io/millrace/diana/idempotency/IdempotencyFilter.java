package io.millrace.diana.idempotency;

import io.millrace.diana.Request;
import io.millrace.diana.http.Caller;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets the first request under an {@code Idempotency-Key} pass and gives its answer to whoever
 * repeats it; while it runs, they are told so, with 409. The same key with another request: 422.
 * For services that do not remember by themselves. {@link OnceOnly} has the rules, {@link Run} says
 * which answers are given again.
 *
 * <p>A key counts for its caller, method and path. What an answer is that the server makes of
 * {@code sendError} or of an exception is not seen here, so it is not given again: the key is free.
 *
 * <p>Put it behind authentication and limits, so that nobody reads another's answer and a refusal
 * is not remembered.
 */
public final class IdempotencyFilter extends HttpFilter {
  private static final long serialVersionUID = 1;

  private final transient OnceOnly once;
  private final transient Caller<HttpServletRequest> caller;

  /**
   * Remembers in a store.
   *
   * @param caller must know {@code account}, if there are accounts: keys of two are two keys
   */
  public IdempotencyFilter(
      AnswerStore store, IdempotencySettings settings, Caller<HttpServletRequest> caller) {
    this.once = new OnceOnly(store, settings);
    this.caller = caller;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    OnceOnly.Look look =
        once.look(request.getMethod(), request.getHeader(OnceOnly.KEY), request.getContentType());
    if (look instanceof OnceOnly.Reads reads) {
      byte[] body = request.getInputStream().readNBytes(once.bodyBytesMax() + 1);
      if (body.length > once.bodyBytesMax()) {
        send(response, once.tooLong());
      } else {
        turn(
            request,
            response,
            chain,
            once.turn(reads.key(), marks(request), body, form(request, body)),
            body);
      }
    } else if (look instanceof OnceOnly.Answered answered) {
      send(response, answered.answer());
    } else {
      chain.doFilter(request, response);
    }
  }

  private OnceOnly.Marks marks(HttpServletRequest request) {
    return new OnceOnly.Marks(
        caller.attribute(request, Request.ACCOUNT),
        request.getMethod(),
        request.getRequestURI(),
        request.getQueryString(),
        request.getContentType());
  }

  /** Somebody before us has read the form, or it is empty. */
  private static @Nullable Map<String, List<String>> form(HttpServletRequest request, byte[] body) {
    if (body.length > 0 || !OnceOnly.isForm(request.getContentType())) {
      return null;
    }
    Map<String, List<String>> form = new HashMap<>();
    request.getParameterMap().forEach((name, values) -> form.put(name, List.of(values)));
    return form;
  }

  private static void turn(
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      OnceOnly.Turn turn,
      byte[] body)
      throws IOException, ServletException {
    if (turn instanceof OnceOnly.First first) {
      run(request, response, chain, first.run(), body);
    } else if (turn instanceof OnceOnly.Answered answered) {
      send(response, answered.answer());
    }
  }

  private static void run(
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      Run run,
      byte[] body)
      throws IOException, ServletException {
    CopiedResponse copied = new CopiedResponse(response, run.copy());
    boolean ended = false;
    boolean goesOn = false;
    try {
      chain.doFilter(new ReadRequest(request, copied, body), copied);
      goesOn = request.isAsyncStarted();
      ended = !goesOn;
    } finally {
      if (goesOn) {
        request.getAsyncContext().addListener(new Ending(run, copied), request, copied);
      } else if (ended) {
        ended(run, copied);
      } else {
        run.brokeOff();
      }
    }
  }

  private static void ended(Run run, CopiedResponse response) {
    if (response.isAnsweredBehind()) {
      run.brokeOff();
      return;
    }
    response.flushCopy();
    run.answered(
        response.getStatus(),
        name -> name.equals("Content-Type") ? response.getContentType() : response.getHeader(name));
  }

  private static void send(HttpServletResponse response, StoredAnswer answer) throws IOException {
    byte[] body = answer.body();
    response.setStatus(answer.status());
    answer.fields().forEach(field -> response.setHeader(field.getKey(), field.getValue()));
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** A request that goes on after its thread has left. */
  private static final class Ending implements AsyncListener {
    private final Run run;
    private final CopiedResponse response;

    Ending(Run run, CopiedResponse response) {
      this.run = run;
      this.response = response;
    }

    @Override
    public void onComplete(AsyncEvent event) {
      ended(run, response);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      run.brokeOff();
    }

    @Override
    public void onError(AsyncEvent event) {
      run.brokeOff();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }
}
