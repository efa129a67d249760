package io.millrace.delivery.http;

import io.millrace.delivery.http.PostResult.Answered;
import io.millrace.delivery.http.PostResult.Failed;
import io.millrace.delivery.http.PostResult.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends to whatever public address a name leads to. Each new connection looks the name up once,
 * checks what was found ({@link Targets}), and connects to the very addresses that were checked: a
 * name that leads elsewhere a moment later is not asked again. TLS still holds the certificate
 * against the name. Redirections are answers like any other; proxies, cookies and passwords are not
 * used.
 *
 * <p>An answer has a total time, from the first look to its last byte. A receiver that sends a byte
 * now and then does not stretch it: a timer closes the connection under whoever waits for it.
 */
public final class PinnedOutlet implements Outlet, AutoCloseable {

  static final Duration CONNECT_MAX = Duration.ofSeconds(5);

  /** In the middle of what Standard Webhooks recommends. */
  public static final Duration TOTAL_MAX = Duration.ofSeconds(20);

  /** So long a kept connection stays with the address that was checked. */
  private static final Duration CONNECTION_LIFE_MAX = Duration.ofMinutes(5);

  /** A host to which nothing is sent any more gives its socket back. */
  static final Duration IDLE_MAX = Duration.ofSeconds(30);

  /** Nobody reads the body; a short one is read so that the connection can be used again. */
  static final int BODY_BYTES_MAX = 16 * 1_024;

  private static final int HEAD_LINE_CHARS_MAX = 8 * 1_024;
  private static final int HEAD_FIELDS_MAX = 100;

  /** What is kept of an answer's head. */
  static final int HEAD_CHARS_KEPT_MAX = 2 * 1_024;

  /** One that is away should not be tried at twenty addresses before the next attempt. */
  private static final int ADDRESSES_MAX = 4;

  private static final int CONNECTIONS_MAX = 10_000;

  /** Fields whose values are somebody's secret. */
  private static final Set<String> MASKED =
      Set.of("set-cookie", "authorization", "proxy-authorization", "www-authenticate");

  /** Of an answer that somebody reads. */
  private static final int PARTY_BODY_BYTES_MAX = 256 * 1_024;

  /** What this thread sends; the client asks for names in it. */
  private static final ScopedValue<Asking> ASKING = ScopedValue.newInstance();

  private final Shape shape;
  private final CloseableHttpClient client;
  private final ScheduledThreadPoolExecutor timer;

  /**
   * Who wants to know a name.
   *
   * @param over done when the time of what is sent is over
   */
  private record Asking(String sender, CompletableFuture<Void> over) {}

  /**
   * Whom it calls, and how long it waits.
   *
   * @param keepsBody whether somebody reads the body of an answer
   */
  private record Shape(
      boolean allowPrivate,
      Lookups lookups,
      Duration connectMax,
      Duration totalMax,
      Duration idleMax,
      int bodyBytesMax,
      boolean keepsBody) {}

  /**
   * For the internet.
   *
   * @param allowPrivate whether addresses that are reachable from here only may be called, too
   */
  public static PinnedOutlet of(boolean allowPrivate) {
    return new PinnedOutlet(
        toStrangers(allowPrivate, Lookups.OF_THE_MACHINE, TOTAL_MAX, IDLE_MAX),
        DefaultClientTlsStrategy.createDefault());
  }

  /** For one whom an operator named, wherever it is, and whose answers are read. */
  public static PinnedOutlet toParty(Duration connectMax, Duration totalMax) {
    return new PinnedOutlet(
        new Shape(
            true,
            Lookups.OF_THE_MACHINE,
            connectMax,
            totalMax,
            IDLE_MAX,
            PARTY_BODY_BYTES_MAX,
            true),
        DefaultClientTlsStrategy.createDefault());
  }

  /** With names, times and certificates of one's own. */
  static PinnedOutlet of(
      boolean allowPrivate,
      Resolver resolver,
      Duration totalMax,
      Duration idleMax,
      SSLContext trusted) {
    return new PinnedOutlet(
        toStrangers(allowPrivate, new Lookups(resolver), totalMax, idleMax),
        new DefaultClientTlsStrategy(trusted, HttpsSupport.getDefaultHostnameVerifier()));
  }

  private static Shape toStrangers(
      boolean allowPrivate, Lookups lookups, Duration totalMax, Duration idleMax) {
    return new Shape(allowPrivate, lookups, CONNECT_MAX, totalMax, idleMax, BODY_BYTES_MAX, false);
  }

  private PinnedOutlet(Shape shape, DefaultClientTlsStrategy tls) {
    this.shape = shape;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("outlet-timer").factory());
    timer.setRemoveOnCancelPolicy(true);
    Timeout total = Timeout.of(shape.totalMax());
    Http1Config http =
        Http1Config.custom()
            .setMaxLineLength(HEAD_LINE_CHARS_MAX)
            .setMaxHeaderCount(HEAD_FIELDS_MAX)
            .build();
    PoolingHttpClientConnectionManager connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setConnectionFactory(
                ManagedHttpClientConnectionFactory.builder().http1Config(http).build())
            .setDnsResolver(new Checked(shape.allowPrivate(), shape.lookups()))
            .setTlsSocketStrategy(tls)
            .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
            .setMaxConnTotal(CONNECTIONS_MAX)
            .setMaxConnPerRoute(CONNECTIONS_MAX)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(shape.connectMax()))
                    .setSocketTimeout(total)
                    .setTimeToLive(Timeout.of(CONNECTION_LIFE_MAX))
                    .build())
            .build();
    this.client =
        HttpClients.custom()
            .setConnectionManager(connections)
            .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(total).build())
            .evictExpiredConnections()
            .evictIdleConnections(TimeValue.of(shape.idleMax()))
            .setUserAgent("Millrace")
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableAuthCaching()
            .disableCookieManagement()
            .disableContentCompression()
            .build();
  }

  @Override
  public PostResult send(Post post) {
    return send(post, shape.totalMax());
  }

  /** The same within a time that may be shorter. */
  public PostResult send(Post post, Duration max) {
    Duration total = max.compareTo(shape.totalMax()) < 0 ? max : shape.totalMax();
    HttpUriRequestBase request = new HttpUriRequestBase(post.method(), post.url());
    post.fields().forEach(field -> request.setHeader(field.name(), field.value()));
    if (!post.body().isEmpty()) {
      request.setEntity(new StringEntity(post.body(), typeOf(request)));
    }
    CompletableFuture<Void> over = new CompletableFuture<>();
    AtomicReference<@Nullable Failed> cut = new AtomicReference<>();
    ScheduledFuture<?> deadline =
        timer.schedule(
            () -> {
              over.complete(null);
              request.cancel();
            },
            total.toNanos(),
            TimeUnit.NANOSECONDS);
    try {
      return ScopedValue.where(ASKING, new Asking(post.sender(), over))
          .call(() -> client.execute(request, response -> answered(request, response, cut)));
    } catch (IOException | RuntimeException failure) {
      Failed tooLong = cut.get();
      if (tooLong != null) {
        return tooLong; // what closing says of a connection that was cut is no news
      }
      return over.isDone() && !(failure instanceof NameNotFound)
          ? new Failed(Failure.TIMED_OUT, "no whole answer within " + total)
          : failed(failure);
    } finally {
      deadline.cancel(false);
    }
  }

  /** Fields of the head stand above what an entity says of itself. */
  private static ContentType typeOf(HttpUriRequestBase request) {
    Header said = request.getFirstHeader("Content-Type");
    return said == null ? ContentType.APPLICATION_JSON : ContentType.parse(said.getValue());
  }

  /** An answer counts when it has come to its end, or when more came than anybody wants. */
  private PostResult answered(
      HttpUriRequestBase request,
      ClassicHttpResponse response,
      AtomicReference<@Nullable Failed> cut)
      throws IOException {
    HttpEntity entity = response.getEntity();
    byte[] body = entity == null ? new byte[0] : read(entity);
    if (body.length > shape.bodyBytesMax()) {
      Failed tooLong =
          new Failed(
              Failure.BAD_ANSWER,
              "HTTP %d with a body of more than %d bytes"
                  .formatted(response.getCode(), shape.bodyBytesMax()));
      cut.set(tooLong);
      request.cancel(); // or closing would read on to an end that may never come
      return tooLong;
    }
    Header retryAfter = response.getFirstHeader("Retry-After");
    return new Answered(
        response.getCode(),
        head(response),
        retryAfter == null ? null : retryAfter.getValue(),
        shape.keepsBody() ? new String(body, StandardCharsets.UTF_8) : "");
  }

  /** Up to one byte more than anybody wants. */
  private byte[] read(HttpEntity entity) throws IOException {
    InputStream in = entity.getContent(); // closed by whoever gave the response
    return in == null ? new byte[0] : in.readNBytes(shape.bodyBytesMax() + 1);
  }

  private static String head(ClassicHttpResponse response) {
    StringBuilder head = new StringBuilder("HTTP ").append(response.getCode());
    for (Header field : response.getHeaders()) {
      boolean masked = MASKED.contains(field.getName().toLowerCase(Locale.ROOT));
      head.append('\n').append(field.getName()).append(": ");
      head.append(masked ? "…" : field.getValue());
      if (head.length() >= HEAD_CHARS_KEPT_MAX) {
        head.setLength(HEAD_CHARS_KEPT_MAX);
        break;
      }
    }
    return head.toString();
  }

  private static PostResult failed(Exception failure) {
    String said = failure.getClass().getSimpleName();
    return switch (failure) {
      case TargetNotAllowed refused ->
          new Failed(Failure.NOT_ALLOWED, String.valueOf(refused.getMessage()), false);
      case NameNotFound none ->
          new Failed(Failure.UNREACHABLE, String.valueOf(none.getMessage()), false);
      case UnknownHostException _ ->
          new Failed(Failure.UNREACHABLE, "the host's name is unknown", false);
      case ConnectTimeoutException _ ->
          new Failed(Failure.TIMED_OUT, "no connection in time", false);
      case ConnectException refused ->
          new Failed(Failure.UNREACHABLE, said + ": " + refused.getMessage(), false);
      case SSLHandshakeException bad ->
          new Failed(Failure.UNREACHABLE, said + ": " + bad.getMessage(), false);
      case SocketTimeoutException _ -> new Failed(Failure.TIMED_OUT, "no answer in time");
      case InterruptedIOException _ -> new Failed(Failure.UNREACHABLE, "it was cut off");
      case NoHttpResponseException _ ->
          new Failed(Failure.UNREACHABLE, "the connection was closed without an answer");
      case IOException io when io.getCause() instanceof HttpException ->
          new Failed(Failure.BAD_ANSWER, "what came is no HTTP");
      case IOException io -> new Failed(Failure.UNREACHABLE, said + ": " + io.getMessage());
      default -> new Failed(Failure.BAD_ANSWER, said);
    };
  }

  /** Cuts off whatever is under way. */
  @Override
  public void close() {
    timer.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
  }

  /** Looks names up, and lets through only what may be called. */
  private record Checked(boolean allowPrivate, Lookups lookups) implements DnsResolver {

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      Asking asking = ASKING.get();
      InetAddress[] found = lookups.find(asking.sender(), host, asking.over());
      InetAddress[] allowed =
          Arrays.stream(found)
              .filter(address -> allowPrivate || isForAll(address))
              .limit(ADDRESSES_MAX)
              .toArray(InetAddress[]::new);
      if (allowed.length == 0) {
        throw new TargetNotAllowed(host);
      }
      return allowed;
    }

    private boolean isForAll(InetAddress address) {
      return Targets.isPublic(address) && !lookups.resolver().isOwn(address);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host; // asked for other kinds of authentication only
    }
  }
}
