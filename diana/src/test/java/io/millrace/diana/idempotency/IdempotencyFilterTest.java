package io.millrace.diana.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diana.Ticker;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that counts how often it works, behind the filter, in a real Tomcat. */
final class IdempotencyFilterTest {
  private static final Duration RUNNING = Duration.ofMinutes(1);
  private static final Duration KEPT = Duration.ofHours(1);

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicLong nanos = new AtomicLong();
  private final Ticker clock = nanos::get;
  private final AtomicInteger worked = new AtomicInteger();
  private final CountDownLatch slowArrived = new CountDownLatch(1);
  private final CountDownLatch slowMayEnd = new CountDownLatch(1);
  private volatile boolean gone;
  private final Tomcat tomcat = new Tomcat();

  @TempDir Path folder;

  @BeforeEach
  void start() throws Exception {
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    tomcat.setHostname("localhost");
    tomcat.getConnector();
    Context context = tomcat.addContext("", folder.toString());
    FilterDef filter = new FilterDef();
    filter.setFilterName("once");
    filter.setAsyncSupported("true");
    filter.setFilter(
        new IdempotencyFilter(
            new Leaving(new LocalAnswers(clock, 20_000)),
            new IdempotencySettings(Set.of("POST"), false, RUNNING, KEPT, 1_000, 100),
            (request, name) -> request.getHeader("X-Account")));
    context.addFilterDef(filter);
    FilterMap map = new FilterMap();
    map.setFilterName("once");
    map.addURLPattern("/*");
    context.addFilterMap(map);
    Tomcat.addServlet(context, "work", new Work()).setAsyncSupported(true);
    context.addServletMappingDecoded("/*", "work");
    tomcat.start();
  }

  @AfterEach
  void stop() throws Exception {
    slowMayEnd.countDown();
    tomcat.stop();
    tomcat.destroy();
  }

  /** A store that can be reached until the test wants otherwise, once a request is under way. */
  private final class Leaving implements AnswerStore {
    private final AnswerStore store;

    Leaving(AnswerStore store) {
      this.store = store;
    }

    @Override
    public Claim claim(String key, String fingerprint, String owner, Duration running) {
      return store.claim(key, fingerprint, owner, running);
    }

    @Override
    public void finish(
        String key, String fingerprint, String owner, StoredAnswer answer, Duration kept) {
      requireThere();
      store.finish(key, fingerprint, owner, answer, kept);
    }

    @Override
    public void drop(String key, String owner) {
      requireThere();
      store.drop(key, owner);
    }

    private void requireThere() {
      if (gone) {
        throw new Unreachable("as the test wants it", null);
      }
    }
  }

  private final class Work extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getRequestURI().equals("/form")) {
        answer(response, worked.incrementAndGet(), form(request));
        return;
      }
      String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int times = worked.incrementAndGet();
      switch (request.getRequestURI()) {
        case "/slow" -> await();
        case "/fails" -> throw new IOException("no");
        case "/busy" -> response.setStatus(503);
        case "/refuses" -> response.setStatus(409);
        case "/errs" -> response.sendError(409, "see the server's page");
        case "/long" -> response.getOutputStream().write(new byte[101]);
        case "/async" -> {
          AsyncContext async = request.startAsync();
          async.start(() -> {
            answer((HttpServletResponse) async.getResponse(), times, body);
            async.complete();
          });
        }
        default -> answer(response, times, body);
      }
    }

    private static String form(HttpServletRequest request) {
      StringBuilder form = new StringBuilder(request.getParameter("tea"));
      request
          .getParameterMap()
          .forEach((name, values) -> form.append(' ').append(name).append(List.of(values)));
      assertThat(Collections.list(request.getParameterNames()))
          .containsExactlyElementsOf(request.getParameterMap().keySet());
      assertThat(request.getParameterValues("none")).isNull();
      return form.toString();
    }

    private void await() {
      slowArrived.countDown();
      try {
        slowMayEnd.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    private static void answer(HttpServletResponse response, int times, String body) {
      response.setStatus(201);
      response.setHeader("Location", "/things/" + times);
      response.setContentType("text/plain;charset=UTF-8");
      try {
        response.getWriter().print(body + " was done as number " + times + " ✓");
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private HttpRequest.Builder request(String path, String key, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + tomcat.getConnector().getLocalPort() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return key.isEmpty() ? request : request.header("Idempotency-Key", key);
  }

  private HttpResponse<String> post(String path, String key, String body) {
    return send(request(path, key, body));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
  }

  /** Once the store knows the answer: the client may hear of it a moment earlier. */
  private HttpResponse<String> repeat(String path, String key, String body) {
    HttpResponse<String> answer = post(path, key, body);
    while (answer.statusCode() == 409 && answer.headers().firstValue("Retry-After").isPresent()) {
      answer = post(path, key, body);
    }
    return answer;
  }

  @Test
  void shouldDoOnceWhatIsAskedTwice() {
    HttpResponse<String> first = post("/", "k", "tea");
    HttpResponse<String> again = repeat("/", "k", "tea");
    assertThat(worked).hasValue(1);
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body()).isEqualTo("tea was done as number 1 ✓");
    assertThat(again.headers().firstValue("Location")).hasValue("/things/1");
    assertThat(again.headers().firstValue("Content-Type")).hasValue("text/plain;charset=UTF-8");
    assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
  }

  @Test
  void shouldDoOnceWhatIsAnsweredByAnotherThread() {
    HttpResponse<String> first = post("/async", "k", "tea");
    assertThat(repeat("/async", "k", "tea").body()).isEqualTo(first.body());
    assertThat(worked).hasValue(1);
  }

  @Test
  void shouldGiveAFormsParametersToTheService() {
    HttpRequest.Builder form =
        request("/form?tea=0", "k", "tea=gr%C3%BCn+1&tea=2&x&%zz=3")
            .header("Content-Type", "application/x-www-form-urlencoded");
    assertThat(send(form).body()).startsWith("0 tea[0, grün 1, 2] x[] was done as number 1");
    HttpRequest.Builder other =
        request("/form?tea=0", "k", "tea=3")
            .header("Content-Type", "application/x-www-form-urlencoded");
    assertThat(send(other).statusCode()).isIn(409, 422);
  }

  @Test
  void shouldRefuseABodyOfPartsAndNotPassOnAnEmptyOne() {
    HttpRequest.Builder parts =
        request("/", "k", "--b\r\n\r\ntea\r\n--b--\r\n")
            .header("Content-Type", "multipart/form-data; boundary=b");
    assertThat(send(parts).statusCode()).isEqualTo(415);
    assertThat(worked).hasValue(0);
  }

  /** It was done, so the client hears so; afterwards nobody knows any more. */
  @Test
  void shouldLeaveTheAnswerWhenItCannotBeKept() {
    gone = true;
    assertThat(post("/", "k", "tea").statusCode()).isEqualTo(201);
    assertThat(post("/async", "k", "tea").statusCode()).isEqualTo(201);
    assertThat(post("/busy", "k", "tea").statusCode()).isEqualTo(503);
    gone = false;
    assertThat(post("/", "k", "tea").statusCode()).isEqualTo(409);
    nanos.addAndGet(RUNNING.toNanos());
    assertThat(post("/", "k", "tea").body()).contains("number 4");
  }

  @Test
  void shouldTellRepeatsThatTheFirstIsRunning() throws InterruptedException {
    CompletableFuture<HttpResponse<String>> first =
        client.sendAsync(request("/slow", "k", "").build(), HttpResponse.BodyHandlers.ofString());
    slowArrived.await();
    HttpResponse<String> meanwhile = post("/slow", "k", "");
    assertThat(meanwhile.statusCode()).isEqualTo(409);
    assertThat(meanwhile.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(post("/slow", "k", "other").statusCode()).isEqualTo(422);
    slowMayEnd.countDown();
    assertThat(first.join().statusCode()).isEqualTo(200);
    assertThat(repeat("/slow", "k", "").statusCode()).isEqualTo(200);
    assertThat(worked).hasValue(1);
  }

  @Test
  void shouldRefuseAKeyWithAnotherRequest() {
    post("/", "k", "tea");
    assertThat(repeat("/", "k", "coffee").statusCode()).isEqualTo(422);
    assertThat(repeat("/?x=1", "k", "tea").statusCode()).isEqualTo(422);
    assertThat(worked).hasValue(1);
  }

  @Test
  void shouldKeepKeysOfCallersAndPathsApart() {
    post("/", "k", "tea");
    assertThat(post("/other", "k", "tea").body()).contains("number 2");
    assertThat(send(request("/", "k", "tea").header("X-Account", "ann")).body())
        .contains("number 3");
    assertThat(send(request("/", "k", "tea").header("X-Account", "bob")).body())
        .contains("number 4");
  }

  @Test
  void shouldTryAfreshWhatWasNotDecided() {
    for (String path : new String[] {"/fails", "/busy"}) {
      worked.set(0);
      assertThat(post(path, "k", "").statusCode()).isGreaterThanOrEqualTo(500);
      assertThat(repeat(path, "k", "").statusCode()).isGreaterThanOrEqualTo(500);
      assertThat(worked).as(path).hasValue(2);
    }
    worked.set(0);
    assertThat(post("/refuses", "k", "").statusCode()).isEqualTo(409);
    assertThat(repeat("/refuses", "k", "").statusCode()).isEqualTo(409);
    assertThat(worked).hasValue(1);
  }

  /** The server makes it when all filters have ended, so nobody here knows what it says. */
  @Test
  void shouldNotKeepAnErrorPageWithoutThePage() {
    for (int time = 1; time <= 2; time++) {
      HttpResponse<String> answer = post("/errs", "k", "");
      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(answer.body()).contains("Conflict");
      assertThat(worked).hasValue(time);
    }
  }

  @Test
  void shouldSayThatItWasDoneWhenTheAnswerWasTooLong() {
    assertThat(post("/long", "k", "").body()).hasSize(101);
    HttpResponse<String> again = repeat("/long", "k", "");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("This was done");
    assertThat(worked).hasValue(1);
  }

  @Test
  void shouldForgetAfterAWhileAndNotBefore() {
    post("/", "k", "tea");
    repeat("/", "k", "tea");
    nanos.addAndGet(KEPT.toNanos() - 1);
    assertThat(repeat("/", "k", "tea").body()).contains("number 1");
    nanos.addAndGet(1);
    assertThat(post("/", "k", "tea").body()).contains("number 2");
  }

  @Test
  void shouldLetPassWhatHasNoKeyAndRefuseWhatIsNone() {
    post("/", "", "tea");
    post("/", "", "tea");
    assertThat(worked).hasValue(2);
    assertThat(post("/", "a b", "tea").statusCode()).isEqualTo(400);
    assertThat(post("/", "k".repeat(256), "tea").statusCode()).isEqualTo(400);
    assertThat(post("/", "k", "x".repeat(1_001)).statusCode()).isEqualTo(413);
    assertThat(worked).hasValue(2);
  }

  /** Full: a new key is refused, and none that is remembered is given up for it. */
  @Test
  void shouldNeverForgetEarlyToMakeRoom() {
    int answered = 0;
    while (post("/", "k" + answered, "").statusCode() == 201) {
      answered++;
    }
    assertThat(answered).isBetween(10, 40);
    assertThat(post("/", "another", "").statusCode()).isEqualTo(503);
    for (int key = 0; key < answered; key++) {
      assertThat(repeat("/", "k" + key, "").headers().firstValue("Idempotent-Replayed"))
          .hasValue("true");
    }
    nanos.addAndGet(KEPT.toNanos());
    assertThat(post("/", "another", "").statusCode()).isEqualTo(201);
  }
}
