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
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets the first request under an {@code Idempotency-Key} pass and gives its answer to whoever
 * repeats it; while it runs, they are told so, with 409. The same key with another request: 422.
 * For services that do not remember by themselves.
 *
 * <p>A key counts for its caller, method and path. An answer is given again if it says that
 * something was decided: statuses below 500 but for 408, 425 and 429. After the others, and after
 * an exception, the key is free, and the next request is tried afresh: what the service did before
 * it failed is the service's matter.
 *
 * <p>Put it behind authentication and limits, so that nobody reads another's answer and a refusal
 * is not remembered.
 */
public final class IdempotencyFilter extends HttpFilter {
  private static final long serialVersionUID = 1;

  private static final System.Logger LOG = System.getLogger(IdempotencyFilter.class.getName());

  private static final String KEY = "Idempotency-Key";
  private static final int KEY_CHARS_MAX = 255;

  /** Fields that belong to an answer and not to its way to the client. */
  private static final List<String> KEPT_FIELDS =
      List.of("Content-Type", "Content-Language", "Location", "ETag", "Last-Modified", "Link");

  private static final Set<Integer> NOT_DECIDED = Set.of(408, 425, 429);

  private final transient AnswerStore store;
  private final transient IdempotencySettings settings;
  private final transient Caller<HttpServletRequest> caller;
  private final transient SecureRandom random = new SecureRandom();

  /**
   * Remembers in a store.
   *
   * @param caller must know {@code account}, if there are accounts: keys of two are two keys
   */
  public IdempotencyFilter(
      AnswerStore store, IdempotencySettings settings, Caller<HttpServletRequest> caller) {
    this.store = store;
    this.settings = settings;
    this.caller = caller;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!settings.methods().contains(request.getMethod())) {
      chain.doFilter(request, response);
      return;
    }
    String given = request.getHeader(KEY);
    if (given == null && !settings.required()) {
      chain.doFilter(request, response);
      return;
    }
    if (given == null || !isKey(given)) {
      problem(response, 400, "An Idempotency-Key of 1 to 255 printable characters is needed");
      return;
    }
    if (FormParameters.isMultipart(request)) {
      problem(response, 415, "The parts of a multipart body cannot be remembered under a key");
      return;
    }
    byte[] body = request.getInputStream().readNBytes(settings.bodyBytesMax() + 1);
    if (body.length > settings.bodyBytesMax()) {
      problem(response, 413, "The body is too long to be remembered");
      return;
    }
    once(
        request,
        response,
        chain,
        new Claiming(key(request, given), fingerprint(request, body)),
        body);
  }

  private record Claiming(String key, String fingerprint) {}

  private void once(
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      Claiming claiming,
      byte[] body)
      throws IOException, ServletException {
    String owner = Long.toHexString(random.nextLong());
    AnswerStore.Claim claim;
    try {
      claim = store.claim(claiming.key(), claiming.fingerprint(), owner, settings.running());
    } catch (AnswerStore.Unreachable e) {
      response.setHeader("Retry-After", "1");
      problem(response, 503, "Nobody can say now whether this was done before");
      return;
    }
    if (claim instanceof AnswerStore.Done done) {
      if (isOther(claiming, done.fingerprint(), response)) {
        return;
      }
      again(response, done.answer());
    } else if (claim instanceof AnswerStore.Running running) {
      if (isOther(claiming, running.fingerprint(), response)) {
        return;
      }
      response.setHeader("Retry-After", "1");
      problem(response, 409, "The first request under this key is still running");
    } else {
      first(request, response, chain, new Run(claiming, owner), body);
    }
  }

  private static boolean isOther(
      Claiming claiming, String fingerprint, HttpServletResponse response) throws IOException {
    if (claiming.fingerprint().equals(fingerprint)) {
      return false;
    }
    problem(response, 422, "The key was used for another request");
    return true;
  }

  private record Run(Claiming claiming, String owner) {}

  private void first(
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      Run run,
      byte[] body)
      throws IOException, ServletException {
    CopiedResponse copied = new CopiedResponse(response, settings.answerBytesMax());
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
        drop(run);
      }
    }
  }

  /**
   * The answer is on its way, so a store that is gone is no reason to break it. Until the time for
   * running is over a repeat hears that the first still runs, and then it is done again.
   */
  private void finish(Run run, StoredAnswer answer) {
    try {
      store.finish(
          run.claiming().key(), run.claiming().fingerprint(), run.owner(), answer, settings.kept());
    } catch (AnswerStore.Unreachable e) {
      LOG.log(System.Logger.Level.WARNING, "An answer could not be kept: it may be done twice", e);
    }
  }

  private void drop(Run run) {
    try {
      store.drop(run.claiming().key(), run.owner());
    } catch (AnswerStore.Unreachable e) {
      LOG.log(
          System.Logger.Level.WARNING, "A key is not free before its time for running is over", e);
    }
  }

  private void ended(Run run, CopiedResponse response) throws IOException {
    response.flushCopy();
    int status = response.getStatus();
    if (status >= 500 || NOT_DECIDED.contains(status)) {
      drop(run);
      return;
    }
    finish(
        run,
        response.isWhole()
            ? new StoredAnswer(status, fields(response), response.copy())
            : StoredAnswer.NOT_KEPT);
  }

  private static List<Map.Entry<String, String>> fields(HttpServletResponse response) {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    for (String name : KEPT_FIELDS) {
      String value =
          name.equals("Content-Type") ? response.getContentType() : response.getHeader(name);
      if (value != null) {
        fields.add(Map.entry(name, value));
      }
    }
    return fields;
  }

  private static void again(HttpServletResponse response, StoredAnswer answer) throws IOException {
    response.setStatus(answer.status());
    answer.fields().forEach(field -> response.setHeader(field.getKey(), field.getValue()));
    response.setHeader("Idempotent-Replayed", "true");
    response.setContentLength(answer.body().length);
    response.getOutputStream().write(answer.body());
  }

  private static void problem(HttpServletResponse response, int status, String title)
      throws IOException {
    byte[] body = StoredAnswer.document(status, title);
    response.setStatus(status);
    response.setContentType("application/problem+json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static boolean isKey(String key) {
    return !key.isEmpty()
        && key.length() <= KEY_CHARS_MAX
        && key.chars().allMatch(c -> c > ' ' && c < 127);
  }

  private String key(HttpServletRequest request, String given) {
    String account = caller.attribute(request, Request.ACCOUNT);
    return hash(account, request.getMethod(), request.getRequestURI(), given).substring(0, 32);
  }

  private static String fingerprint(HttpServletRequest request, byte[] body) {
    String read = HexFormat.of().formatHex(body);
    return body.length == 0 && FormParameters.isForm(request)
        ? hash(request.getQueryString(), request.getContentType(), read, parameters(request))
        : hash(request.getQueryString(), request.getContentType(), read);
  }

  /** Somebody before us has read the form, or it is empty. */
  private static String parameters(HttpServletRequest request) {
    StringBuilder all = new StringBuilder();
    new TreeMap<>(request.getParameterMap())
        .forEach((name, values) -> {
          all.append(name.length()).append(':').append(name).append(values.length).append(':');
          for (String value : values) {
            all.append(value.length()).append(':').append(value);
          }
        });
    return all.toString();
  }

  /** Each part with its length, so that two lists of parts never read alike. */
  private static String hash(@Nullable String... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] bytes = (part == null ? "" : part).getBytes(StandardCharsets.UTF_8);
        String length = part == null ? "-" : Integer.toString(bytes.length);
        digest.update((length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each JDK has it", e);
    }
  }

  /** A request that goes on after its thread has left. */
  private final class Ending implements AsyncListener {
    private final Run run;
    private final CopiedResponse response;

    Ending(Run run, CopiedResponse response) {
      this.run = run;
      this.response = response;
    }

    @Override
    public void onComplete(AsyncEvent event) throws IOException {
      ended(run, response);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      drop(run);
    }

    @Override
    public void onError(AsyncEvent event) {
      drop(run);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }
}
