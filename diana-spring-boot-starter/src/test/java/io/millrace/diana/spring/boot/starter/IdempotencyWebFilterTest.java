package io.millrace.diana.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diana.idempotency.IdempotencySettings;
import io.millrace.diana.idempotency.LocalAnswers;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The filter before a service in a real Reactor Netty: what the servlet filter's test says, too.
 */
final class IdempotencyWebFilterTest {
  private static final Duration RUNNING = Duration.ofMinutes(10);
  private static final Duration KEPT = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String FORM = "application/x-www-form-urlencoded";

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicLong nanos = new AtomicLong();
  private final CountedWork.Watched store =
      new CountedWork.Watched(new LocalAnswers(nanos::get, 20_000));
  private final CountedWork service = new CountedWork(filter(RUNNING));

  private IdempotencyWebFilter filter(Duration running) {
    return new IdempotencyWebFilter(
        store,
        new IdempotencySettings(Set.of("POST"), false, running, KEPT, 1_000, 100),
        (exchange, name) -> exchange.getRequest().getHeaders().getFirst("X-Account"),
        0);
  }

  @AfterEach
  void stop() throws InterruptedException {
    service.close();
    assertThat(store.heldAnEventLoop).isFalse();
    awaitReleased(service);
  }

  /** Every buffer of a request and of an answer, however it ended. */
  private static void awaitReleased(CountedWork service) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int tries = 0; service.buffersHeld() > 0 && tries < 1_000; tries++) {
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse(); // an event loop is not ready
    }
    assertThat(service.buffersHeld()).isZero();
  }

  private HttpRequest.Builder request(String path, String key, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return key.isEmpty() ? request : request.header("Idempotency-Key", key);
  }

  private HttpResponse<String> post(String path, String key, String body) {
    return send(request(path, key, body));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
  }

  private static boolean isReplayed(HttpResponse<?> answer) {
    return answer.headers().firstValue("Idempotent-Replayed").isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/pieces"})
  void shouldDoOnceWhatIsAskedTwice(String path) {
    HttpResponse<String> first = post(path, "k", "tea");
    HttpResponse<String> again = post(path, "k", "tea"); // it is kept before it is answered
    assertThat(service.worked).hasValue(1);
    assertThat(first.body()).startsWith("tea was done as number 1 ✓");
    assertThat(again.statusCode()).isEqualTo(first.statusCode()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("Location")).hasValue("/things/1");
    assertThat(again.headers().firstValue("Content-Type")).hasValue("text/plain;charset=UTF-8");
    assertThat(isReplayed(first)).isFalse();
    assertThat(isReplayed(again)).isTrue();
    assertThat(store.ends).hasValue(1);
  }

  @Test
  void shouldKeepWhatWasAnsweredWithoutABody() {
    assertThat(post("/nothing", "k", "tea").headers().firstValue("Location")).hasValue("/things/1");
    HttpResponse<String> again = post("/nothing", "k", "tea");
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.headers().firstValue("Location")).hasValue("/things/1");
    assertThat(again.body()).isEmpty();
    assertThat(service.worked).hasValue(1);
  }

  /** Others may change an answer until it is committed. */
  @ParameterizedTest
  @ValueSource(strings = {"/changes-late", "/mended"})
  void shouldKeepWhatTheClientGot(String path) {
    HttpResponse<String> first = post(path, "k", "tea");
    HttpResponse<String> again = post(path, "k", "tea");
    assertThat(again.statusCode())
        .isEqualTo(first.statusCode())
        .isEqualTo(path.equals("/mended") ? 201 : 202);
    assertThat(again.body()).isEqualTo(first.body()).isEqualTo("tea was done as number 1 ✓");
    assertThat(service.worked).hasValue(1);
  }

  @Test
  void shouldGiveAFormToTheService() {
    HttpRequest.Builder form =
        request("/form?x=0", "k", "tea=gr%C3%BCn+1&tea=2").header("Content-Type", FORM);
    assertThat(send(form).body()).startsWith("{tea=[grün 1, 2]} was done as number 1");
    assertThat(isReplayed(send(form))).isTrue();
    HttpRequest.Builder other = request("/form?x=0", "k", "tea=3").header("Content-Type", FORM);
    assertThat(send(other).statusCode()).isEqualTo(422);
  }

  @Test
  void shouldTellFormsApartThatSomebodyHasReadBefore() {
    HttpRequest.Builder form =
        request("/form", "k", "tea=1").header("Content-Type", FORM).header("X-Read-Before", "1");
    assertThat(send(form).body()).startsWith("{tea=[1]} was done as number 1");
    assertThat(isReplayed(send(form))).isTrue();
    HttpRequest.Builder other =
        request("/form", "k", "tea=2").header("Content-Type", FORM).header("X-Read-Before", "1");
    assertThat(send(other).statusCode()).isEqualTo(422);
  }

  @Test
  void shouldRefuseABodyOfParts() {
    HttpRequest.Builder parts =
        request("/", "k", "--b\r\n\r\ntea\r\n--b--\r\n")
            .header("Content-Type", "multipart/form-data; boundary=b");
    assertThat(send(parts).statusCode()).isEqualTo(415);
    assertThat(service.worked).hasValue(0);
  }

  @Test
  void shouldTellRepeatsThatTheFirstIsRunning() throws InterruptedException {
    CompletableFuture<HttpResponse<String>> first =
        client.sendAsync(request("/slow", "k", "").build(), HttpResponse.BodyHandlers.ofString());
    await(service.arrived);
    HttpResponse<String> meanwhile = post("/slow", "k", "");
    assertThat(meanwhile.statusCode()).isEqualTo(409);
    assertThat(meanwhile.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(meanwhile.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(post("/slow", "k", "other").statusCode()).isEqualTo(422);
    service.mayEnd.complete(null);
    assertThat(first.join().statusCode()).isEqualTo(201);
    assertThat(isReplayed(post("/slow", "k", ""))).isTrue();
    assertThat(service.worked).hasValue(1);
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shouldKeepKeysOfRequestsCallersAndPathsApart() {
    post("/", "k", "tea");
    assertThat(post("/", "k", "coffee").statusCode()).isEqualTo(422);
    assertThat(post("/?x=1", "k", "tea").statusCode()).isEqualTo(422);
    assertThat(post("/other", "k", "tea").body()).contains("number 2");
    assertThat(send(request("/", "k", "tea").header("X-Account", "ann")).body())
        .contains("number 3");
    assertThat(send(request("/", "k", "tea").header("X-Account", "bob")).body())
        .contains("number 4");
  }

  /** An error that nobody has handled is answered behind the filter: 409 as well as 500. */
  @ParameterizedTest
  @ValueSource(strings = {"/throws", "/busy", "/breaks"})
  void shouldTryAfreshWhatWasNotDecided(String path) {
    int status = post(path, "k", "").statusCode();
    assertThat(status).isGreaterThanOrEqualTo(409);
    assertThat(store.ends).hasValue(1);
    HttpResponse<String> again = post(path, "k", "");
    assertThat(again.statusCode()).isEqualTo(status);
    assertThat(isReplayed(again)).isFalse();
    assertThat(service.worked).hasValue(2);
  }

  /** The handler thinks that it has mended it, but it was too late. */
  @Test
  void shouldNotKeepWhatTheClientDidNotGet() {
    assertThat(post("/cut", "k", "").body()).doesNotContain("done");
    assertThat(isReplayed(post("/cut", "k", ""))).isFalse();
    assertThat(service.worked).hasValue(2);
  }

  @Test
  void shouldGiveARefusalAgain() {
    assertThat(post("/refuses", "k", "").statusCode()).isEqualTo(409);
    assertThat(isReplayed(post("/refuses", "k", ""))).isTrue();
    assertThat(service.worked).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/long", "/long-in-pieces", "/long-stream"})
  void shouldSayThatItWasDoneWhenTheAnswerWasTooLong(String path) {
    service.mayEnd.complete(null);
    assertThat(post(path, "k", "").body()).hasSizeGreaterThan(100);
    HttpResponse<String> again = post(path, "k", "");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("This was done");
    assertThat(service.worked).hasValue(1);
    assertThat(store.ends).hasValue(1);
  }

  /** Nothing waits for the end of what is flushed, or too long to be kept. */
  @ParameterizedTest
  @ValueSource(strings = {"/stream", "/long-in-pieces"})
  void shouldPassOnAStreamAsItComes(String path) throws IOException {
    HttpResponse<InputStream> first =
        client
            .sendAsync(request(path, "k", "tea").build(), HttpResponse.BodyHandlers.ofInputStream())
            .join();
    int begun = first.body().read(); // comes before the service may end
    assertThat(post(path, "k", "tea").statusCode()).isEqualTo(409);
    service.mayEnd.complete(null);
    String rest = new String(first.body().readAllBytes(), StandardCharsets.UTF_8);
    if (path.equals("/stream")) {
      HttpResponse<String> again = post(path, "k", "tea");
      assertThat(again.body())
          .isEqualTo((char) begun + rest)
          .isEqualTo("begun;tea was done as number 1 ✓");
      assertThat(isReplayed(again)).isTrue();
    }
    assertThat(service.worked).hasValue(1);
  }

  @Test
  void shouldTryAfreshAStreamThatBrokeOff() {
    for (int time = 1; time <= 2; time++) {
      var answer =
          client.sendAsync(
              request("/stream-breaks", "k", "").build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.handle((response, failure) -> failure != null).join()).isTrue();
      assertThat(service.worked).hasValue(time);
    }
    assertThat(store.ends).hasValue(2);
  }

  /** Whoever loses his connection is the one who repeats. */
  @ParameterizedTest
  @ValueSource(strings = {"/slow", "/slow-pieces"})
  void shouldDoOnceWhatAClientAskedWhoLeft(String path) throws Exception {
    leave(service, path);
    assertThat(post(path, "k", "tea").statusCode()).isEqualTo(409);
    service.mayEnd.complete(null);
    HttpResponse<String> again = post(path, "k", "tea");
    while (again.statusCode() == 409) {
      again = post(path, "k", "tea");
    }
    assertThat(again.body()).startsWith("tea was done as number 1 ✓");
    assertThat(isReplayed(again)).isTrue();
    assertThat(store.ends).hasValue(1);
  }

  /** What went to a client piece by piece nobody has whole. */
  @ParameterizedTest
  @ValueSource(strings = {"/stream", "/stream-of-one"})
  void shouldTryAfreshAStreamWhoseClientLeft(String path) throws Exception {
    leave(service, path);
    service.mayEnd.complete(null);
    HttpResponse<String> again = post(path, "k", "tea");
    while (again.statusCode() == 409) {
      again = post(path, "k", "tea");
    }
    assertThat(again.body()).isEqualTo("begun;tea was done as number 2 ✓");
    assertThat(isReplayed(again)).isFalse();
  }

  /** What nobody waits for any more and never ends is ended, with the time for running. */
  @ParameterizedTest
  @ValueSource(strings = {"/never", "/never-ends"})
  void shouldEndInTheEndWhatAClientAskedWhoLeft(String path) throws Exception {
    try (CountedWork endless = new CountedWork(filter(Duration.ofMillis(50)))) {
      leave(endless, path);
      await(endless.cancelled);
      awaitReleased(endless);
    }
    assertThat(store.ends).hasValueLessThanOrEqualTo(1);
  }

  private static void leave(CountedWork service, String path) throws Exception {
    try (Socket leaving = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
      leaving
          .getOutputStream()
          .write(
              ("POST "
                      + path
                      + " HTTP/1.1\r\nHost: x\r\n"
                      + "Content-Length: 3\r\nIdempotency-Key: k\r\n\r\ntea")
                  .getBytes(StandardCharsets.US_ASCII));
      await(service.arrived);
    }
    await(service.clientLeft);
  }

  /** It was done, so the client hears so; afterwards nobody knows any more. */
  @Test
  void shouldLeaveTheAnswerWhenItCannotBeKept() throws InterruptedException {
    CompletableFuture<HttpResponse<String>> first =
        client.sendAsync(
            request("/slow", "k", "tea").build(), HttpResponse.BodyHandlers.ofString());
    await(service.arrived);
    store.gone = true;
    service.mayEnd.complete(null);
    assertThat(first.join().body()).isEqualTo("tea was done as number 1 ✓");
    HttpResponse<String> nobodyKnows = post("/slow", "k", "tea");
    assertThat(nobodyKnows.statusCode()).isEqualTo(503);
    assertThat(nobodyKnows.headers().firstValue("Retry-After")).hasValue("1");
    store.gone = false;
    assertThat(post("/slow", "k", "tea").statusCode()).isEqualTo(409);
    nanos.addAndGet(RUNNING.toNanos());
    assertThat(post("/slow", "k", "tea").body()).contains("number 2");
  }

  @Test
  void shouldForgetAfterAWhileAndNotBefore() {
    post("/", "k", "tea");
    nanos.addAndGet(KEPT.toNanos() - 1);
    assertThat(post("/", "k", "tea").body()).contains("number 1");
    nanos.addAndGet(1);
    assertThat(post("/", "k", "tea").body()).contains("number 2");
  }

  @Test
  void shouldLetPassWhatHasNoKeyAndRefuseWhatIsNone() {
    post("/", "", "tea");
    post("/", "", "tea");
    for (String method : new String[] {"HEAD", "OPTIONS", "GET"}) {
      for (int time = 0; time < 2; time++) {
        assertThat(
                send(request("/", "k", "").method(method, HttpRequest.BodyPublishers.noBody()))
                    .statusCode())
            .isEqualTo(201);
      }
    }
    assertThat(service.worked).hasValue(8);
    assertThat(store.claims).hasValue(0);
    assertThat(post("/", "a b", "tea").statusCode()).isEqualTo(400);
    assertThat(post("/", "k".repeat(256), "tea").statusCode()).isEqualTo(400);
    assertThat(post("/", "k", "x".repeat(1_001)).statusCode()).isEqualTo(413);
    assertThat(post("/", "k", "x".repeat(1_000)).statusCode()).isEqualTo(201);
    assertThat(service.worked).hasValue(9);
  }
}
