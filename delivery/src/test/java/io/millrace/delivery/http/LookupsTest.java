package io.millrace.delivery.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.delivery.http.PostResult.Failed;
import io.millrace.delivery.http.PostResult.Failure;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names whose servers swallow questions hold a few threads, and nobody longer than it wants. */
class LookupsTest {

  private static final InetAddress[] HERE = {InetAddress.getLoopbackAddress()};

  private final CompletableFuture<Void> neverOver = new CompletableFuture<>();
  private final CountDownLatch letGo = new CountDownLatch(1);
  private final CountDownLatch asked = new CountDownLatch(1);

  /** As native code does: no interrupt ends it. A minute is for a test that has failed. */
  private final Resolver hangs =
      _ -> {
        asked.countDown();
        try {
          var _ = letGo.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
        return HERE;
      };

  @AfterEach
  void letGo() {
    letGo.countDown();
  }

  @Test
  void shouldAnswerInTimeWhenANameIsNotFound() throws Exception {
    Duration total = Duration.ofSeconds(1);
    try (PinnedOutlet outlet =
        PinnedOutlet.of(true, hangs, total, PinnedOutlet.IDLE_MAX, SSLContext.getDefault())) {
      assertThat(outlet.send(new Post(URI.create("http://hooks.example/"), List.of(), "{}")))
          .isInstanceOfSatisfying(
              Failed.class,
              failed -> {
                assertThat(failed.why()).isEqualTo(Failure.UNREACHABLE);
                assertThat(failed.mayHaveArrived()).isFalse();
              });
      assertThat(letGo.getCount()).as("while it still hangs").isEqualTo(1);
    }
  }

  @Test
  void shouldAskOnPlatformThreadsWhoeverWantsToKnow() throws Exception {
    CompletableFuture<Thread> askedOn = new CompletableFuture<>();
    Lookups lookups =
        new Lookups(_ -> {
          askedOn.complete(Thread.currentThread());
          return HERE;
        });
    Thread wants =
        Thread.ofVirtual()
            .start(() -> {
              try {
                lookups.find("a", neverOver);
              } catch (UnknownHostException e) {
                askedOn.completeExceptionally(e);
              }
            });
    assertThat(askedOn.get(1, TimeUnit.MINUTES))
        .matches(thread -> !thread.isVirtual() && thread.isDaemon());
    assertThat(wants.join(Duration.ofMinutes(1))).isTrue();
  }

  @Test
  void shouldSayWhatTheMachineSays() throws Exception {
    assertThat(new Lookups(_ -> HERE).find("a", neverOver)).isEqualTo(HERE);
    Lookups knowsNone =
        new Lookups(host -> {
          throw new UnknownHostException(host);
        });
    assertThatThrownBy(() -> knowsNone.find("a", neverOver))
        .isExactlyInstanceOf(UnknownHostException.class);
  }

  @Test
  void shouldLetOnlySoManyWaitAndForgetThoseThatHaveLeft() throws Exception {
    AtomicInteger found = new AtomicInteger();
    Lookups lookups =
        new Lookups(
            host -> {
              found.incrementAndGet();
              return hangs.resolve(host);
            },
            1,
            1);
    var first = lookups.begin("a", neverOver);
    assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
    CompletableFuture<Void> over = new CompletableFuture<>();
    var left = lookups.begin("b", over);
    assertThatThrownBy(() -> lookups.begin("c", neverOver)).isInstanceOf(NameNotFound.class);
    over.complete(null);
    var last = lookups.begin("d", neverOver);
    letGo.countDown();
    assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo(HERE);
    assertThat(last.get(1, TimeUnit.MINUTES)).isEqualTo(HERE);
    assertThat(left).isNotDone();
    assertThat(found).hasValue(2);
  }
}
