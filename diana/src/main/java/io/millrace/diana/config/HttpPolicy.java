package io.millrace.diana.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A policy behind a URL. Asks with {@code If-None-Match} and {@code Prefer: wait}, so a server that
 * knows long polls answers when something changes, and one that does not answers 304 at once.
 */
public final class HttpPolicy implements RemotePolicy {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);

  /** What a server needs beyond the wait that was agreed on. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(3);

  private final URI uri;
  private final Duration wait;
  private final HttpClient client;

  /**
   * Asks there.
   *
   * @param wait how long the server may hold back an answer when nothing has changed
   */
  public HttpPolicy(URI uri, Duration wait) {
    this.uri = uri;
    this.wait = wait;
    this.client = HttpClient.newBuilder().connectTimeout(CONNECT_MAX).build();
  }

  @Override
  public String name() {
    return uri.toString();
  }

  @Override
  public @Nullable Copy fetch(@Nullable String known) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER_MAX);
    if (known != null) {
      request
          .timeout(wait.plus(ANSWER_MAX))
          .header("If-None-Match", known)
          .header("Prefer", "wait=" + wait.toSeconds());
    }
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() == 304 && known != null) {
        return null;
      }
      if (response.statusCode() != 200) {
        throw new IOException(uri + " answered " + response.statusCode());
      }
      // One byte more than is allowed, so that the file's reader sees it and refuses.
      byte[] content = body.readNBytes(PolicyFile.BYTES_MAX + 1);
      return new Copy(response.headers().firstValue("ETag").orElse(""), content);
    }
  }
}
