package io.millrace.diana.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.diana.config.PolicyKeeper.Origin;
import io.millrace.diana.rule.Policy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real HTTP server as the remote place, well and unwell. */
final class PolicyKeeperTest {
  @TempDir Path folder;

  private final List<String> inForce = new ArrayList<>();
  private final List<String> waits = new ArrayList<>();
  private HttpServer server = start(0);
  private volatile int status = 200;
  private volatile String body = policy("remote-1");
  private volatile @Nullable CountDownLatch hold;
  private volatile @Nullable CountDownLatch silent;
  private volatile @Nullable String refused;

  private static String policy(String rule) {
    return "version: 1\nrules: [{name: %s, algorithm: {concurrency: {limit: 1}}}]".formatted(rule);
  }

  private HttpServer start(int port) {
    try {
      HttpServer starting =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      starting.setExecutor(Executors.newCachedThreadPool());
      starting.createContext("/", this::answer);
      starting.start();
      return starting;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String tag = "\"" + body.hashCode() + "\"";
    if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      waits.add(String.valueOf(exchange.getRequestHeaders().getFirst("Prefer")));
      CountDownLatch held = hold;
      if (held == null) {
        exchange.sendResponseHeaders(304, -1);
        exchange.close();
        return;
      }
      await(held);
      tag = "\"" + body.hashCode() + "\"";
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("ETag", tag);
    exchange.sendResponseHeaders(status, bytes.length);
    CountDownLatch silence = silent;
    if (silence == null) {
      exchange.getResponseBody().write(bytes);
    } else {
      exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
      exchange.getResponseBody().flush();
      await(silence);
    }
    exchange.close();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @BeforeEach
  void writeLocalFile() throws IOException {
    Files.writeString(local(), policy("local-1"));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Path local() {
    return folder.resolve("local.yaml");
  }

  private Path copy() {
    return folder.resolve("copy.yaml");
  }

  private PolicyKeeper keeper() {
    return keeper(Duration.ofSeconds(60));
  }

  /** With a remote place that has so long for an answer. */
  private PolicyKeeper keeper(Duration answerMax) {
    URI uri = URI.create("http://localhost:" + server.getAddress().getPort() + "/limits.yaml");
    return new PolicyKeeper(
        new PolicyFile(new Kinds()),
        new HttpPolicy(uri, Duration.ofSeconds(20), answerMax),
        copy(),
        local(),
        this::use);
  }

  /** As a limiter does, which may refuse what reads well. */
  private void use(Policy policy) {
    String rule = policy.rules().get(0).name();
    if (rule.equals(refused)) {
      throw new IllegalArgumentException(rule + " cannot be counted here");
    }
    inForce.add(rule);
  }

  @Test
  void shouldTakeTheRemoteFirstAndKeepACopy() throws Exception {
    PolicyKeeper keeper = keeper();
    keeper.start();
    assertThat(inForce).containsExactly("remote-1");
    assertThat(keeper.origin()).isEqualTo(Origin.REMOTE);
    assertThat(copy()).hasContent(policy("remote-1"));
  }

  @Test
  void shouldTakeTheLastGoodCopyWhenTheRemoteIsGone() throws Exception {
    keeper().start();
    PolicyKeeper second = keeper();
    server.stop(0);
    second.start();
    assertThat(inForce).containsExactly("remote-1", "remote-1");
    assertThat(second.origin()).isEqualTo(Origin.LAST_COPY);
    assertThat(second.trouble()).isNotNull();
  }

  @Test
  void shouldTakeTheLocalFileWhenThereWasNeverARemoteOne() throws Exception {
    PolicyKeeper keeper = keeper();
    server.stop(0);
    keeper.start();
    assertThat(inForce).containsExactly("local-1");
    Files.writeString(local(), policy("local-2"));
    keeper.step();
    keeper.step();
    assertThat(inForce).containsExactly("local-1", "local-2");
    assertThat(keeper.origin()).isEqualTo(Origin.LOCAL_FILE);
  }

  @Test
  void shouldTakeTheRemoteAgainWhenItComesBack() throws Exception {
    int port = server.getAddress().getPort();
    PolicyKeeper keeper = keeper();
    server.stop(0);
    keeper.start();
    server = start(port);
    keeper.step();
    assertThat(inForce).containsExactly("local-1", "remote-1");
    assertThat(keeper.trouble()).isNull();
  }

  @Test
  void shouldPollLongAndTakeWhatChanges() throws Exception {
    PolicyKeeper keeper = keeper();
    keeper.start();
    keeper.step();
    assertThat(inForce).containsExactly("remote-1");
    assertThat(waits).containsExactly("wait=20");
    CountDownLatch change = new CountDownLatch(1);
    hold = change;
    FutureTask<Boolean> step =
        new FutureTask<>(() -> {
          keeper.step();
          return true;
        });
    new Thread(step, "keeper").start();
    body = policy("remote-2");
    change.countDown();
    assertThat(step.get()).isTrue();
    assertThat(inForce).containsExactly("remote-1", "remote-2");
    assertThat(copy()).hasContent(policy("remote-2"));
  }

  /**
   * Garbage, an error, an empty body, half a file: what is in force stays, and so does the copy.
   */
  @Test
  void shouldKeepWhatIsInForceWhenTheRemoteAnswersNonsense() throws Exception {
    PolicyKeeper keeper = keeper();
    keeper.start();
    for (String nonsense :
        List.of("", "<html>login</html>", policy("x").substring(0, 30), "version: 9\nrules: []")) {
      body = nonsense;
      keeper.step();
      assertThat(keeper.trouble()).as(nonsense).isNotNull();
    }
    status = 500;
    body = policy("remote-3");
    keeper.step();
    assertThat(keeper.trouble()).contains("500");
    assertThat(inForce).containsExactly("remote-1");
    assertThat(copy()).hasContent(policy("remote-1"));
    status = 200;
    keeper.step();
    assertThat(inForce).containsExactly("remote-1", "remote-3");
    assertThat(keeper.trouble()).isNull();
  }

  /** What reads well and is refused all the same is no good copy. */
  @Test
  void shouldKeepTheCopyOfWhatWasPutInForce() throws Exception {
    PolicyKeeper keeper = keeper();
    keeper.start();
    refused = "remote-2";
    body = policy("remote-2");
    keeper.step();
    assertThat(keeper.trouble()).contains("remote-2 cannot be counted here");
    assertThat(copy()).hasContent(policy("remote-1"));
    server.stop(0);
    PolicyKeeper restarted = keeper();
    restarted.start();
    assertThat(inForce).containsExactly("remote-1", "remote-1");
    assertThat(restarted.origin()).isEqualTo(Origin.LAST_COPY);
  }

  /** Half a body, then silence. */
  @Test
  void shouldNotWaitForARemoteThatFallsSilentInTheMiddle() throws Exception {
    keeper().start();
    CountDownLatch silence = new CountDownLatch(1);
    silent = silence;
    PolicyKeeper keeper = keeper(Duration.ofMillis(500));
    FutureTask<Boolean> start =
        new FutureTask<>(() -> {
          keeper.start();
          return true;
        });
    new Thread(start, "keeper").start();
    try {
      assertThat(start.get(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      silence.countDown();
    }
    assertThat(keeper.origin()).isEqualTo(Origin.LAST_COPY);
    assertThat(keeper.trouble()).contains("did not answer whole within PT0.5S");
  }

  @Test
  void shouldRefuseWhatIsLongerThanAFileMayBe() throws Exception {
    body = "#".repeat(2 * PolicyFile.BYTES_MAX);
    PolicyKeeper keeper = keeper();
    keeper.start();
    assertThat(keeper.trouble()).contains("is longer than " + PolicyFile.BYTES_MAX + " bytes");
    assertThat(inForce).containsExactly("local-1");
  }

  /**
   * Well, wrong, gone, changed and back a hundred times: each good copy is put in force once, and
   * what is not one never; the origin stays.
   */
  @Test
  void shouldNotFlapWithARemoteThatFlaps() throws Exception {
    PolicyKeeper keeper = keeper();
    keeper.start();
    int port = server.getAddress().getPort();
    List<String> good = new ArrayList<>(List.of("remote-1"));
    Random random = new Random(7);
    for (int turn = 0; turn < 100; turn++) {
      switch (random.nextInt(5)) {
        case 0 -> status = 503;
        case 1 -> body = "garbage " + turn;
        case 2 -> {
          server.stop(0);
          keeper.step();
          assertThat(keeper.trouble()).isNotNull();
          server = start(port);
        }
        case 3 -> {
          status = 200;
          good.add("remote-" + turn);
          body = policy("remote-" + turn);
          keeper.step();
          assertThat(keeper.trouble()).isNull();
        }
        default -> {
          status = 200;
          body = policy(good.get(good.size() - 1)); // what is in force already
        }
      }
      keeper.step();
      assertThat(inForce).as("turn %d", turn).isEqualTo(good);
      assertThat(keeper.origin()).isEqualTo(Origin.REMOTE);
      assertThat(copy()).hasContent(policy(good.get(good.size() - 1)));
    }
    assertThat(good).hasSizeGreaterThan(5);
  }

  @Test
  void shouldSayLineAndFieldOfWhatItDidNotTake() throws Exception {
    PolicyKeeper keeper = keeper();
    keeper.start();
    body = policy("ok").replace("limit: 1", "limit: none");
    keeper.step();
    assertThat(keeper.trouble())
        .contains("/limits.yaml:2:", "rules[0].algorithm.concurrency.limit");
  }

  @Test
  void shouldStartFromTheFileWhenRemoteAndCopyAreNonsense() throws Exception {
    body = "nonsense";
    Files.writeString(copy(), "nonsense, too");
    PolicyKeeper keeper = keeper();
    keeper.start();
    assertThat(inForce).containsExactly("local-1");
  }

  @Test
  void shouldNotStartWithNothing() throws IOException {
    server.stop(0);
    Files.writeString(local(), "version: 1\nrules: [{}]");
    assertThatThrownBy(() -> keeper().start())
        .isInstanceOf(PolicyRefused.class)
        .hasMessageContaining("local.yaml:2:9: rules[0]: lacks name");
    Files.delete(local());
    assertThatThrownBy(() -> keeper().start()).isInstanceOf(IOException.class);
  }

  @Test
  void shouldTellOfEachPlaceInTroubleOnce() throws Exception {
    int port = server.getAddress().getPort();
    PolicyKeeper keeper = keeper();
    server.stop(0);
    List<String> told = new ArrayList<>();
    Logger logger = Logger.getLogger(PolicyKeeper.class.getName());
    Handler ear = ear(told);
    logger.addHandler(ear);
    try {
      keeper.start();
      Files.writeString(local(), policy("local-2").replace("limit: 1", "limit: none"));
      for (int look = 0; look < 5; look++) {
        keeper.step();
      }
      assertThat(keeper.trouble())
          .contains("/limits.yaml", "local.yaml:2:", "rules[0].algorithm.concurrency.limit");
      Files.delete(local());
      for (int look = 0; look < 5; look++) {
        keeper.step();
      }
      assertThat(keeper.trouble()).contains("/limits.yaml", "local.yaml: is not there");
    } finally {
      logger.removeHandler(ear);
    }
    assertThat(told).hasSize(3);
    server = start(port);
    keeper.step();
    assertThat(keeper.trouble()).isNull();
    assertThat(keeper.origin()).isEqualTo(Origin.REMOTE);
  }

  private static Handler ear(List<String> told) {
    return new Handler() {
      @Override
      public void publish(LogRecord line) {
        told.add(line.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
