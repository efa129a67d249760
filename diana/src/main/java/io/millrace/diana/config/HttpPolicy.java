package io.millrace.diana.config;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A policy behind a URL. Asks with {@code If-None-Match} and {@code Prefer: wait}, so a server that
 * knows long polls answers when something changes, and one that does not answers 304 at once.
 *
 * <p>An answer has so long from its question to its last byte: the client's own timeout ends at the
 * head, and a server that falls silent in the middle of a body would hold back a start for ever.
 */
public final class HttpPolicy implements RemotePolicy {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);

  /** What a server needs beyond the wait that was agreed on. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(3);

  private final URI uri;
  private final Duration wait;
  private final Duration answerMax;
  private final HttpClient client;

  /**
   * Asks there.
   *
   * @param wait how long the server may hold back an answer when nothing has changed
   */
  public HttpPolicy(URI uri, Duration wait) {
    this(uri, wait, ANSWER_MAX);
  }

  HttpPolicy(URI uri, Duration wait, Duration answerMax) {
    this.uri = uri;
    this.wait = wait;
    this.answerMax = answerMax;
    this.client = HttpClient.newBuilder().connectTimeout(CONNECT_MAX).build();
  }

  @Override
  public String name() {
    return uri.toString();
  }

  @Override
  public @Nullable Copy fetch(@Nullable String known) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (known != null) {
      request.header("If-None-Match", known).header("Prefer", "wait=" + wait.toSeconds());
    }
    HttpResponse<byte[]> response =
        send(request.build(), known == null ? answerMax : wait.plus(answerMax));
    if (response.statusCode() == 304 && known != null) {
      return null;
    }
    if (response.statusCode() != 200) {
      throw new IOException(uri + " answered " + response.statusCode());
    }
    return new Copy(response.headers().firstValue("ETag").orElse(""), response.body());
  }

  private HttpResponse<byte[]> send(HttpRequest request, Duration within)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        // One byte more than is allowed, so that the file's reader sees it and refuses.
        client.sendAsync(request, head -> new BodyUpTo(PolicyFile.BYTES_MAX + 1));
    try {
      return answer.get(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException(uri + " did not answer whole within " + within, e);
    } catch (ExecutionException e) {
      throw new IOException(uri + " did not answer: " + e.getCause(), e);
    } finally {
      answer.cancel(true); // nothing if it was answered
    }
  }
}
