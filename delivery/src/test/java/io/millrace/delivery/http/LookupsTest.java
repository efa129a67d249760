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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
      URI url = URI.create("http://hooks.example/");
      assertThat(outlet.send(new Post("mill", url, List.of(), "{}")))
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
                lookups.find("mill", "a", neverOver);
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
    assertThat(new Lookups(_ -> HERE).find("mill", "a", neverOver)).isEqualTo(HERE);
    Lookups knowsNone =
        new Lookups(host -> {
          throw new UnknownHostException(host);
        });
    assertThatThrownBy(() -> knowsNone.find("mill", "a", neverOver))
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
    var first = lookups.begin("mill", "a", neverOver);
    assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
    CompletableFuture<Void> over = new CompletableFuture<>();
    var left = lookups.begin("mill", "b", over);
    assertThatThrownBy(() -> lookups.begin("mill", "c", neverOver))
        .isInstanceOf(NameNotFound.class);
    over.complete(null);
    var last = lookups.begin("mill", "d", neverOver);
    letGo.countDown();
    assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo(HERE);
    assertThat(last.get(1, TimeUnit.MINUTES)).isEqualTo(HERE);
    assertThat(left).isNotDone();
    assertThat(found).hasValue(2);
  }

  @Test
  void shouldLookANameUpOnceForAllWhoAskMeanwhile() throws Exception {
    AtomicInteger lookedUp = new AtomicInteger();
    Lookups lookups =
        new Lookups(host -> {
          lookedUp.incrementAndGet();
          return hangs.resolve(host);
        });
    CompletableFuture<Void> over = new CompletableFuture<>();
    var first = lookups.begin("mill", "a", over);
    var second = lookups.begin("mill", "a", neverOver);
    var others = lookups.begin("barn", "a", neverOver);
    over.complete(null);
    letGo.countDown();
    assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo(HERE);
    assertThat(second.get(1, TimeUnit.MINUTES)).isEqualTo(HERE);
    assertThat(others.get(1, TimeUnit.MINUTES)).isEqualTo(HERE);
    assertThat(lookedUp).hasValue(1);
    assertThat(lookups.find("mill", "a", neverOver)).isEqualTo(HERE);
    assertThat(lookedUp).as("what was found is not kept").hasValue(2);
  }

  @Test
  void shouldFindTheNamesOfOthersWhileOnesHang() throws Exception {
    Lookups lookups = new Lookups(host -> host.equals("well") ? HERE : hangs.resolve(host), 4, 16);
    for (int i = 0; i < 8; i++) {
      var _ = lookups.begin("hostile", "hangs-" + i, neverOver);
    }
    var behindThem = lookups.begin("hostile", "well", neverOver);
    assertThat(lookups.begin("mill", "well", neverOver).get(1, TimeUnit.MINUTES)).isEqualTo(HERE);
    assertThat(letGo.getCount()).as("while they still hang").isEqualTo(1);
    assertThat(behindThem).as("it was asked for by both").isCompletedWithValue(HERE);
  }

  @Test
  void shouldKnowOnWhoseBehalfARequestAsks() throws Exception {
    CountDownLatch hanging = new CountDownLatch(Lookups.THREADS_MAX / 2);
    Resolver some =
        host -> {
          if (host.equals("well.example")) {
            return HERE;
          }
          hanging.countDown();
          return hangs.resolve(host);
        };
    Duration total = Duration.ofMinutes(1);
    try (Receiver well = new Receiver(Receiver.saying("HTTP/1.1 204 Well\r\n\r\n"));
        PinnedOutlet outlet =
            PinnedOutlet.of(true, some, total, PinnedOutlet.IDLE_MAX, SSLContext.getDefault());
        ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < Lookups.THREADS_MAX; i++) {
        URI url = URI.create("http://hangs-%d.example:%d/".formatted(i, well.port()));
        var _ = senders.submit(() -> outlet.send(new Post("hostile", url, List.of(), "{}")));
      }
      assertThat(hanging.await(1, TimeUnit.MINUTES)).isTrue();
      URI url = URI.create("http://well.example:%d/".formatted(well.port()));
      assertThat(outlet.send(new Post("mill", url, List.of(), "{}")).isTaken()).isTrue();
      letGo.countDown();
    }
  }

  /** Surely nothing was sent, whatever went wrong here. */
  @Test
  void shouldTakeAFaultOfOursForANameThatIsNotFound() {
    Lookups broken =
        new Lookups(_ -> {
          throw new IllegalStateException();
        });
    assertThatThrownBy(() -> broken.find("mill", "a", neverOver)).isInstanceOf(NameNotFound.class);
  }

  /** Such as when the machine has no more threads: the next one needs its place. */
  @Test
  void shouldGiveBackThePlaceOfALookUpThatCannotBegin() throws Exception {
    AtomicInteger begun = new AtomicInteger();
    Lookups lookups =
        new Lookups(
            _ -> HERE,
            look -> {
              if (begun.incrementAndGet() <= 2) {
                throw new OutOfMemoryError("as the test wants");
              }
              look.run();
            },
            1,
            1);
    for (String host : List.of("a", "b")) {
      assertThatThrownBy(() -> lookups.find("mill", host, neverOver))
          .isInstanceOf(NameNotFound.class);
    }
    assertThat(lookups.begin("mill", "c", neverOver)).isCompletedWithValue(HERE);
  }
}
