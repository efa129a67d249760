package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.journal.Log;
import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.fact.OrderFact;
import io.millrace.node.Clock;
import io.millrace.node.SystemClock;
import io.millrace.node.follow.BuyerStream;
import io.millrace.node.follow.CursorLost;
import io.millrace.node.follow.EventPlace;
import io.millrace.node.follow.EventStream;
import io.millrace.node.follow.FactStreams;
import io.millrace.node.follow.FollowedFact;
import io.millrace.testkit.OrderLog;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams beside a fault of ours, which must end no thread: one that is dead tells nobody. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FaultyStreamsTest {
  private static final BuyerId ANNA = new BuyerId("anna");
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration REST = Duration.ofSeconds(1);
  private static final String FAULT = "a fault of ours";
  private static final int ORDERS = 100;
  private static final int CROWD = 1_000;
  private static final int ENDS = 3;
  private static final int FAULTY = 0;
  private static final int WELL = 1;

  private final Clock clock = new SystemClock();
  private final OrderLog log = new OrderLog();
  private volatile int shard = FAULTY;
  private volatile boolean faulty;
  private volatile CountDownLatch lookInVain = new CountDownLatch(1);
  private final FactStreams streams =
      new FactStreams(2, this::served, _ -> shard, clock, () -> false);

  private @Nullable Log served(int of) {
    if (of == FAULTY && faulty) {
      lookInVain.countDown();
      throw new IllegalStateException(FAULT);
    }
    return of == shard ? log : null;
  }

  @BeforeEach
  void start() {
    streams.start();
  }

  @AfterEach
  void stop() {
    streams.close();
  }

  private BuyerStream open() {
    return streams.open(OrderLog.SHOP, ANNA, List::of, EventPlace.BEGINNING);
  }

  /** Listens before there are orders, of which it is told none. */
  private BuyerStream listen() throws CursorLost {
    BuyerStream stream = open();
    assertThat(stream.await(1, Duration.ZERO)).isEmpty();
    return stream;
  }

  private static List<OrderId> orders(List<FollowedFact> facts) {
    return facts.stream().map(fact -> ((OrderFact) fact.recorded().fact()).order()).toList();
  }

  private List<OrderId> hear(EventStream stream) throws CursorLost {
    List<FollowedFact> facts = List.of();
    long begunNanos = clock.monotonicNanos();
    while (facts.isEmpty() && clock.monotonicNanos() - begunNanos < LONG.toNanos()) {
      facts = stream.await(1, LONG);
    }
    return orders(facts);
  }

  @Test
  void shouldGoOnAfterALookThatFails() throws Exception {
    try (BuyerStream anna = listen()) {
      OrderId before = log.place(ANNA);
      assertThat(hear(anna)).containsExactly(before);
      faulty = true;
      lookInVain.await();
      OrderId missed = log.place(ANNA);
      faulty = false;
      assertThat(hear(anna)).containsExactly(missed);
      log.cancel(before);
      assertThat(hear(anna)).containsExactly(before);
    }
  }

  private void placeAndHear(EventStream stream) throws CursorLost {
    OrderId order = log.place(ANNA);
    assertThat(hear(stream)).containsExactly(order);
  }

  /** Who is near hears without anybody reading the log for it. */
  private void becomeNear(EventStream stream) throws CursorLost {
    long begunNanos = clock.monotonicNanos();
    long readers;
    do {
      readers = log.readers();
      placeAndHear(stream);
    } while (log.readers() > readers && clock.monotonicNanos() - begunNanos < LONG.toNanos());
    assertThat(log.readers()).as("it has become near").isEqualTo(readers);
  }

  /** It would wait for what nobody tells it. */
  @Test
  void shouldSayToWhoIsNearThatTheLogCannotBeRead() throws CursorLost {
    try (BuyerStream anna = listen()) {
      becomeNear(anna);
      faulty = true;
      assertThatThrownBy(() -> hear(anna)).hasMessage(FAULT);
    }
  }

  /** Those of the other shard would have to read their log for each fact. */
  @Test
  void shouldTellOfAShardWhileAnotherFails() throws CursorLost {
    shard = WELL;
    faulty = true;
    try (BuyerStream anna = listen()) {
      becomeNear(anna);
      long readers = log.readers();
      for (int i = 0; i < ORDERS; i++) {
        placeAndHear(anna);
      }
      // One that is not let run for a moment falls behind and reads; each order would read else.
      assertThat(log.readers() - readers)
          .as("the log is not read for each of her orders")
          .isLessThan(ORDERS / 2);
    }
  }

  @Test
  void shouldEndWhoIsBehindWhenReadingFailsAndReadForWhoComesBack() throws CursorLost {
    OrderId order = log.place(ANNA);
    faulty = true;
    long begunNanos = clock.monotonicNanos();
    try (BuyerStream page = open()) {
      assertThatThrownBy(() -> page.next(1)).hasMessage(FAULT);
      faulty = false;
      assertThat(orders(page.next(1))).containsExactly(order);
    }
    assertThat(Duration.ofNanos(clock.monotonicNanos() - begunNanos))
        .as("who comes back at once does not wake it")
        .isGreaterThanOrEqualTo(REST);
  }

  /** Who comes back at once, while others are still being told, is not ended by the same fault. */
  @Test
  void shouldEndNobodyTwiceForOneFault() throws Exception {
    faulty = true;
    List<Callable<Duration>> crowd = Collections.nCopies(CROWD, this::failAgainAndAgain);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Duration> one : threads.invokeAll(crowd)) {
        assertThat(one.get())
            .as("a rest between two ends")
            .isGreaterThanOrEqualTo(REST.multipliedBy(ENDS - 1L));
      }
    }
  }

  /** How long that took. */
  private Duration failAgainAndAgain() throws CursorLost {
    long begunNanos = clock.monotonicNanos();
    int ends = 0;
    try (BuyerStream page = open()) {
      while (ends < ENDS) {
        try {
          var _ = page.next(1);
          throw new AssertionError("it cannot be read");
        } catch (IllegalStateException e) {
          assertThat(e).hasMessage(FAULT);
          ends++;
        }
      }
    }
    return Duration.ofNanos(clock.monotonicNanos() - begunNanos);
  }
}
