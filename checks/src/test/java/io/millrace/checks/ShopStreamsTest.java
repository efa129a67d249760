package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.fact.OrderFact;
import io.millrace.node.Clock;
import io.millrace.node.SystemClock;
import io.millrace.node.follow.CursorLost;
import io.millrace.node.follow.EventPlace;
import io.millrace.node.follow.EventStream;
import io.millrace.node.follow.FactStream;
import io.millrace.node.follow.FactStreams;
import io.millrace.node.follow.FollowedFact;
import io.millrace.testkit.OrderLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams of a shop's facts, among much that is not about it. */
final class ShopStreamsTest {
  private static final BuyerId ANNA = new BuyerId("anna");
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(5);
  private static final int FACTS_IN_A_FRAME = 4_096;

  /** What is kept in memory of everybody's. */
  private static final int TAIL_FACTS_MAX = 8_192;

  private final Clock clock = new SystemClock();
  private final OrderLog log = new OrderLog();
  private final FactStreams streams = new FactStreams(1, _ -> log, _ -> 0, clock, () -> false);

  @BeforeEach
  void start() {
    streams.start();
  }

  @AfterEach
  void stop() {
    streams.close();
  }

  private FactStream open(EventPlace behind) {
    return streams.open(OrderLog.SHOP, behind);
  }

  private List<OrderId> hear(EventStream stream, int count) throws CursorLost {
    List<FollowedFact> facts = new ArrayList<>();
    long begunNanos = clock.monotonicNanos();
    while (facts.size() < count && clock.monotonicNanos() - begunNanos < LONG.toNanos()) {
      facts.addAll(stream.await(count - facts.size(), LONG));
    }
    return facts.stream().map(fact -> ((OrderFact) fact.recorded().fact()).order()).toList();
  }

  /** Who is near hears of the next order without anybody reading the log for it. */
  private void becomeNear(EventStream... all) throws CursorLost {
    long begunNanos = clock.monotonicNanos();
    long readers;
    do {
      readers = log.readers();
      OrderId order = log.place(ANNA);
      for (EventStream stream : all) {
        assertThat(hear(stream, 1)).containsExactly(order);
      }
    } while (log.readers() > readers && clock.monotonicNanos() - begunNanos < LONG.toNanos());
  }

  /** More than is kept, of which nothing is about the shop. */
  private void passMuch() {
    for (int facts = 0; facts <= TAIL_FACTS_MAX; facts += FACTS_IN_A_FRAME) {
      log.pass(FACTS_IN_A_FRAME);
    }
  }

  @Test
  void shouldNotReadForAQuietShopWhatIsOthers() throws CursorLost {
    try (EventStream witness = streams.open(OrderLog.SHOP, ANNA, List::of, EventPlace.BEGINNING);
        FactStream quiet = open(EventPlace.BEGINNING)) {
      // It was asked for its orders before there were any, so it must listen before there are.
      assertThat(witness.await(1, Duration.ZERO)).isEmpty();
      becomeNear(quiet, witness);
      long readers = log.readers();
      for (int i = 0; i < 5; i++) {
        passMuch();
        OrderId order = log.place(ANNA);
        assertThat(hear(witness, 1)).as("all has come by").containsExactly(order);
        assertThat(hear(quiet, 1)).containsExactly(order);
      }
      passMuch();
      assertMovesToTheEnd(quiet);
      assertThat(log.readers()).isEqualTo(readers);
    }
  }

  /** Who comes back with its place must not find that the shop's last fact was long ago. */
  private void assertMovesToTheEnd(FactStream quiet) throws CursorLost {
    long begunNanos = clock.monotonicNanos();
    while (quiet.place().sequence() < log.lastSequence()
        && clock.monotonicNanos() - begunNanos < LONG.toNanos()) {
      assertThat(quiet.await(1, SHORT)).isEmpty();
    }
    assertThat(quiet.place().sequence()).isEqualTo(log.lastSequence());
  }

  @Test
  void shouldGiveAllOfAShopOfWhichMuchIsHeardToWhoIsSlow() throws CursorLost {
    try (FactStream slow = open(EventPlace.BEGINNING);
        FactStream quick = open(EventPlace.BEGINNING)) {
      becomeNear(slow);
      assertThat(hear(quick, (int) log.lastSequence() - 1)).isNotEmpty();
      List<OrderId> placed = new ArrayList<>();
      while (placed.size() <= 2 * TAIL_FACTS_MAX) {
        List<OrderId> some = log.place(ANNA, FACTS_IN_A_FRAME);
        assertThat(hear(quick, some.size())).isEqualTo(some);
        placed.addAll(some);
      }
      assertThat(hear(slow, placed.size())).isEqualTo(placed);
    }
  }

  @Test
  void shouldRefuseAPlaceThatTheLogDoesNotHoldWhoeverElseListens() throws CursorLost {
    try (FactStream near = open(EventPlace.BEGINNING)) {
      becomeNear(near);
      EventPlace here = near.place();
      EventPlace other = new EventPlace(here.sequence(), here.epoch() + 1, here.timeMillis());
      try (FactStream lost = open(other)) {
        assertThatThrownBy(() -> lost.await(1, LONG)).isInstanceOf(CursorLost.class);
      }
    }
  }
}
