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
import java.util.List;
import java.util.concurrent.CountDownLatch;
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

  /** It would wait for what nobody tells it. */
  @Test
  void shouldSayToWhoIsNearThatTheLogCannotBeRead() throws CursorLost {
    try (BuyerStream anna = listen()) {
      long readers;
      do {
        readers = log.readers();
        OrderId order = log.place(ANNA);
        assertThat(hear(anna)).containsExactly(order);
      } while (log.readers() > readers);
      faulty = true;
      assertThatThrownBy(() -> hear(anna)).hasMessage(FAULT);
    }
  }

  /** Those of the other shard would have to read their log for each fact. */
  @Test
  void shouldTellOfAShardWhileAnotherFails() throws CursorLost {
    shard = WELL;
    faulty = true;
    int orders = 100;
    try (BuyerStream anna = listen()) {
      for (int i = 0; i < orders; i++) {
        OrderId order = log.place(ANNA);
        assertThat(hear(anna)).containsExactly(order);
      }
    }
    assertThat(log.readers()).isLessThan(orders / 2);
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
}
