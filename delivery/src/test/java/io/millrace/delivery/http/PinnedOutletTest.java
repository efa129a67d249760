package io.millrace.delivery.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.delivery.http.PostResult.Answered;
import io.millrace.delivery.http.PostResult.Failed;
import io.millrace.delivery.http.PostResult.Failure;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against receivers on this machine that do all that receivers do. */
class PinnedOutletTest {

  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final Duration LONG = Duration.ofSeconds(60);

  private final List<AutoCloseable> open = new ArrayList<>();

  @TempDir Path directory;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private Receiver receiver(Receiver.Behaviour behaviour) {
    Receiver receiver = new Receiver(behaviour);
    open.add(receiver);
    return receiver;
  }

  private PinnedOutlet outlet(boolean allowPrivate, Resolver resolver, Duration total)
      throws Exception {
    return outlet(allowPrivate, resolver, total, PinnedOutlet.IDLE_MAX);
  }

  private PinnedOutlet outlet(
      boolean allowPrivate, Resolver resolver, Duration total, Duration idle) throws Exception {
    PinnedOutlet outlet =
        PinnedOutlet.of(allowPrivate, resolver, total, idle, SSLContext.getDefault());
    open.add(outlet);
    return outlet;
  }

  private static Post post(String url) {
    return new Post(
        "mill", URI.create(url), List.of(new Post.Field("webhook-id", "1")), "{\"a\":1}");
  }

  private PostResult send(Receiver receiver, Duration total) throws Exception {
    return outlet(true, Resolver.OF_THE_MACHINE, total)
        .send(post("http://127.0.0.1:" + receiver.port() + "/hooks?key=1"));
  }

  @Test
  void shouldSendAndHearTheAnswer() throws Exception {
    Receiver well =
        receiver(
            Receiver.saying(
                "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\nRetry-After: 7\r\n"
                    + "Set-Cookie: secret\r\n\r\nok"));
    Answered answered = (Answered) send(well, LONG);
    assertThat(answered.status()).isEqualTo(202);
    assertThat(answered.retryAfter()).isEqualTo("7");
    assertThat(answered.head()).contains("Content-Length: 2").doesNotContain("secret");
    assertThat(well.heads.getFirst())
        .startsWith("POST /hooks?key=1 HTTP/1.1\n")
        .contains("webhook-id: 1\n", "Content-Type: application/json", "Host: 127.0.0.1:")
        .endsWith("{\"a\":1}");
  }

  /** An operator named it: it may be here, and what it says is read. */
  @Test
  void shouldBringAPartysAnswerWithItsBody() throws Exception {
    Receiver party =
        receiver(
            Receiver.saying(
                "HTTP/1.1 402 No\r\nConnection: close\r\nContent-Length: 3\r\n\r\nno!"));
    try (PinnedOutlet outlet = PinnedOutlet.toParty(LONG, LONG)) {
      URI url = URI.create("http://127.0.0.1:" + party.port() + "/a?b");
      Answered answered = (Answered) outlet.send(new Post("mill", "GET", url, List.of(), ""));
      assertThat(answered.status()).isEqualTo(402);
      assertThat(answered.body()).isEqualTo("no!");
      assertThat(party.heads.getFirst()).startsWith("GET /a?b HTTP/1.1\n");
      outlet.send(
          new Post(
              "mill",
              "PUT",
              url,
              List.of(new Post.Field("Content-Type", "text/plain")),
              "plain text"));
      assertThat(party.heads.getLast())
          .startsWith("PUT ")
          .contains("Content-Type: text/plain")
          .endsWith("plain text");
    }
  }

  /** For what surely did not arrive may be sent again, whatever it is. */
  @Test
  void shouldTellWhatDidNotArriveFromWhatMayHave() throws Exception {
    assertThat(send(receiver(Receiver.saying("")), LONG))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.mayHaveArrived()).isTrue());
    int nobodys;
    try (ServerSocket opened = new ServerSocket(0)) { // one that somebody waits at lets in the next
      nobodys = opened.getLocalPort();
    }
    assertThat(
            outlet(true, Resolver.OF_THE_MACHINE, LONG)
                .send(post("http://127.0.0.1:" + nobodys + "/")))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.mayHaveArrived()).isFalse());
  }

  @Test
  void shouldGiveUpOneThatHangs() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    assertThat(send(receiver(_ -> never.await()), SHORT))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.TIMED_OUT));
  }

  /** Each byte would be an answer in time, if only the wait for the next one were limited. */
  @Test
  void shouldGiveUpOneThatDripsItsHeadOrItsBody() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    for (String head : List.of("HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\n\r\n")) {
      Receiver drips =
          receiver(out -> {
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            while (!never.await(100, TimeUnit.MILLISECONDS)) {
              out.write('x');
              out.flush();
            }
          });
      assertThat(send(drips, SHORT))
          .isInstanceOfSatisfying(
              Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.TIMED_OUT));
    }
  }

  @Test
  void shouldNotTakeGarbageForAnAnswer() throws Exception {
    String endless = "x".repeat(100_000);
    for (String garbage :
        List.of(
            "SSH-2.0-OpenSSH\r\n\r\n",
            "HTTP/1.1 abc\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX: " + endless + "\r\n\r\n",
            "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(5_000) + "\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + endless)) {
      assertThat(send(receiver(Receiver.saying(garbage)), LONG))
          .as(garbage.substring(0, 12))
          .isInstanceOf(Failed.class);
    }
    assertThat(send(receiver(Receiver.saying("")), LONG))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.UNREACHABLE));
  }

  /** It would be read until the deadline, if its connection were closed as one is that ends. */
  @Test
  void shouldCutOffABodyWithoutEnd() throws Exception {
    String chunk = "400\r\n" + "x".repeat(1_024) + "\r\n";
    Receiver endless =
        receiver(out -> {
          out.write(
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
          while (true) { // until the other side has gone
            out.write(chunk.getBytes(StandardCharsets.US_ASCII));
          }
        });
    assertThat(send(endless, LONG))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.why()).isEqualTo(Failure.BAD_ANSWER);
              assertThat(failed.detail())
                  .isEqualTo("HTTP 200 with a body of more than 16384 bytes");
            });
  }

  @Test
  void shouldGiveBackTheSocketOfAHostThatIsNotUsedAnyMore() throws Exception {
    Receiver keeps = receiver(Receiver.saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    keeps.keepOpen();
    PinnedOutlet outlet = outlet(true, Resolver.OF_THE_MACHINE, LONG, Duration.ofMillis(500));
    assertThat(outlet.send(post("http://127.0.0.1:" + keeps.port() + "/")))
        .isInstanceOf(Answered.class);
    assertThat(keeps.left.await(100, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shouldNotFollowRedirections() throws Exception {
    Receiver secret = receiver(Receiver.saying("HTTP/1.1 200 OK\r\n\r\n"));
    for (int status : List.of(301, 302, 303, 307, 308)) {
      Receiver redirects =
          receiver(
              Receiver.saying(
                  "HTTP/1.1 %d Moved\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n"
                      .formatted(status, secret.port())));
      assertThat(send(redirects, LONG))
          .isInstanceOfSatisfying(
              Answered.class, answered -> assertThat(answered.status()).isEqualTo(status));
    }
    assertThat(secret.connections).hasValue(0);
  }

  @Test
  void shouldCallNoPrivateAddress() throws Exception {
    Receiver receiver = receiver(Receiver.saying("HTTP/1.1 200 OK\r\n\r\n"));
    PinnedOutlet outlet = outlet(false, Resolver.OF_THE_MACHINE, LONG);
    for (String host :
        List.of("127.0.0.1", "localhost", "127.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]")) {
      assertThat(outlet.send(post("http://" + host + ":" + receiver.port() + "/")))
          .as(host)
          .isInstanceOfSatisfying(
              Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.NOT_ALLOWED));
    }
    assertThat(receiver.connections).hasValue(0);
  }

  /** A name that leads to a public address when it is checked, and to loopback when it is used. */
  @Test
  void shouldConnectToWhatItHasCheckedAndAskNoSecondTime() throws Exception {
    Receiver receiver = receiver(Receiver.saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    List<String> asked = new ArrayList<>();
    Resolver rebinding =
        host -> {
          asked.add(host);
          return new InetAddress[] {
            asked.size() == 1
                ? InetAddress.ofLiteral("192.0.2.1")
                : InetAddress.getLoopbackAddress()
          };
        };
    PinnedOutlet outlet = outlet(false, rebinding, SHORT);
    String url = "http://hooks.example:" + receiver.port() + "/";
    assertThat(outlet.send(post(url))).isInstanceOf(Failed.class);
    assertThat(asked).containsExactly("hooks.example");
    assertThat(outlet.send(post(url)))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.NOT_ALLOWED));
    assertThat(receiver.connections).hasValue(0);
  }

  @Test
  void shouldUseOnlyThePublicOnesOfSeveralAddresses() throws Exception {
    Receiver receiver = receiver(Receiver.saying("HTTP/1.1 200 OK\r\n\r\n"));
    Resolver both =
        _ ->
            new InetAddress[] {InetAddress.ofLiteral("10.0.0.1"), InetAddress.getLoopbackAddress()};
    assertThat(outlet(false, both, LONG).send(post("http://a:" + receiver.port() + "/")))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.NOT_ALLOWED));
    assertThat(receiver.connections).hasValue(0);
  }

  /** A machine may have a public address, and trust what comes from itself. */
  @Test
  void shouldNotCallTheMachineItself() throws Exception {
    Resolver own =
        new Resolver() {
          @Override
          public InetAddress[] resolve(String host) {
            return new InetAddress[] {InetAddress.ofLiteral("1.1.1.1")};
          }

          @Override
          public boolean isOwn(InetAddress address) {
            return true;
          }
        };
    assertThat(outlet(false, own, LONG).send(post("http://hooks.example/")))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.NOT_ALLOWED));
    assertThat(Resolver.OF_THE_MACHINE.isOwn(InetAddress.getLoopbackAddress())).isTrue();
    assertThat(Resolver.OF_THE_MACHINE.isOwn(InetAddress.ofLiteral("192.0.2.1"))).isFalse();
  }

  @Test
  void shouldSayThatANameIsUnknown() throws Exception {
    Resolver none =
        host -> {
          throw new UnknownHostException(host);
        };
    assertThat(outlet(true, none, LONG).send(post("http://nowhere.example/")))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.UNREACHABLE));
  }

  /** A pinned address is no excuse for another's certificate. */
  @Test
  void shouldHoldTheCertificateAgainstTheName() throws Exception {
    Path keys = directory.resolve("keys.p12");
    Process made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                keys.toString(),
                "-storepass",
                "changeit",
                "-keyalg",
                "EC",
                "-dname",
                "CN=hooks.example",
                "-ext",
                "san=dns:hooks.example",
                "-validity",
                "36500")
            .redirectErrorStream(true)
            .start();
    assertThat(made.waitFor())
        .as(new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    char[] password = "changeit".toCharArray();
    try (var in = Files.newInputStream(keys)) {
      store.load(in, password);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(store, password);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    Receiver receiver =
        new Receiver(
            tls.getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
            Receiver.saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    open.add(receiver);
    PinnedOutlet outlet =
        PinnedOutlet.of(
            true,
            _ -> new InetAddress[] {InetAddress.getLoopbackAddress()},
            LONG,
            PinnedOutlet.IDLE_MAX,
            tls);
    open.add(outlet);
    assertThat(outlet.send(post("https://hooks.example:" + receiver.port() + "/")))
        .isInstanceOf(Answered.class);
    assertThat(outlet.send(post("https://other.example:" + receiver.port() + "/")))
        .isInstanceOf(Failed.class);
    assertThat(receiver.heads).hasSize(1);
  }
}
