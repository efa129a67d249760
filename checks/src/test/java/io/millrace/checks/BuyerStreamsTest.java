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
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of one buyer's facts, over a log that is written by hand. */
final class BuyerStreamsTest {
  private static final BuyerId ANNA = new BuyerId("anna");
  private static final BuyerId BORIS = new BuyerId("boris");
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int FACTS_IN_A_FRAME = 4_096;
  private static final int CROWD = 500;

  /** Behind the one fact that a log begins with. */
  private static final int FIRST_ORDER = 1_001;

  /** As in docs/events.md. */
  private static final int WINDOW_FACTS = 1_000_000;

  /** What waits for one who does not read. */
  private static final int QUEUE_FACTS_MAX = 256;

  /** What is kept in memory of everybody's. */
  private static final int TAIL_FACTS_MAX = 8_192;

  /** Of all who are behind, together. */
  private static final int KEPT_FACTS_MAX = 50_000;

  private final Clock clock = new SystemClock();
  private final OrderLog log = new OrderLog();
  private volatile @Nullable Log served = log;
  private final FactStreams streams = new FactStreams(1, _ -> served, _ -> 0, clock, () -> false);

  @BeforeEach
  void start() {
    streams.start();
  }

  @AfterEach
  void stop() {
    streams.close();
  }

  private BuyerStream open(BuyerId buyer, EventPlace behind) {
    return open(buyer, behind, List::of);
  }

  private BuyerStream open(BuyerId buyer, EventPlace behind, Supplier<Collection<OrderId>> orders) {
    return streams.open(OrderLog.SHOP, buyer, orders, behind);
  }

  private static List<OrderId> orders(List<FollowedFact> facts) {
    return facts.stream().map(fact -> ((OrderFact) fact.recorded().fact()).order()).toList();
  }

  /** Listens from now on. */
  private static void begin(EventStream stream) throws CursorLost {
    assertThat(stream.await(1, Duration.ZERO)).isEmpty();
  }

  private List<OrderId> hear(EventStream stream, int count) throws CursorLost {
    List<FollowedFact> facts = new ArrayList<>();
    long begunNanos = clock.monotonicNanos();
    while (facts.size() < count && clock.monotonicNanos() - begunNanos < LONG.toNanos()) {
      facts.addAll(stream.await(count - facts.size(), LONG));
    }
    assertThat(facts).extracting(FollowedFact::sequence).isSorted().doesNotHaveDuplicates();
    return orders(facts);
  }

  @Test
  void shouldTellABuyerOfItsOwnOrdersAndOfNoOthers() throws CursorLost {
    OrderId before = log.place(ANNA);
    OrderId others = log.place(BORIS);
    try (BuyerStream anna = open(ANNA, EventPlace.BEGINNING, () -> List.of(before))) {
      assertThat(hear(anna, 1)).containsExactly(before);
      OrderId mine = log.place(ANNA);
      log.cancel(others);
      log.cancel(mine);
      log.cancel(before);
      assertThat(hear(anna, 3)).containsExactly(mine, mine, before);
    }
  }

  /** Of one who has ordered before the log is read, of one who has not nothing is. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldMissNothingThatIsPlacedWhileItBegins(boolean hasOrders) throws CursorLost {
    List<OrderId> before = hasOrders ? List.of(log.place(ANNA)) : List.of();
    try (BuyerStream witness = open(BORIS, EventPlace.BEGINNING)) {
      begin(witness);
      List<OrderId> all = new ArrayList<>(before);
      Supplier<Collection<OrderId>> orders =
          () -> {
            all.add(log.place(ANNA)); // the one who answers has not seen it
            log.place(BORIS);
            hearNow(witness);
            return before;
          };
      try (BuyerStream anna = open(ANNA, EventPlace.BEGINNING, orders)) {
        assertThat(hear(anna, before.size() + 1)).isEqualTo(all);
        log.cancel(all.getLast());
        assertThat(hear(anna, 1)).containsExactly(all.getLast());
      }
    }
  }

  private void hearNow(BuyerStream witness) {
    try {
      assertThat(hear(witness, 1)).hasSize(1);
    } catch (CursorLost e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldKeepLittleForWhoDoesNotReadAndGiveItAllInTheEnd() throws CursorLost {
    try (BuyerStream slow = open(ANNA, EventPlace.BEGINNING);
        BuyerStream quick = open(ANNA, EventPlace.BEGINNING)) {
      begin(slow);
      begin(quick);
      List<OrderId> placed = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        List<OrderId> ten = new ArrayList<>();
        for (int j = 0; j < 10; j++) {
          ten.add(log.place(ANNA));
        }
        assertThat(hear(quick, ten.size())).isEqualTo(ten);
        placed.addAll(ten);
      }
      assertThat(hear(slow, placed.size())).isEqualTo(placed);
      placed.add(log.place(ANNA));
      assertThat(hear(slow, 1)).containsExactly(placed.getLast());
    }
  }

  /** Who is near hears of the next order without anybody reading the log for it. */
  private void becomeNear(EventStream stream, BuyerId buyer) throws CursorLost {
    long begunNanos = clock.monotonicNanos();
    long readers;
    do {
      readers = log.readers();
      OrderId order = log.place(buyer);
      assertThat(hear(stream, 1)).containsExactly(order);
    } while (log.readers() > readers && clock.monotonicNanos() - begunNanos < LONG.toNanos());
  }

  @Test
  void shouldGiveWhatDidNotFitWithoutReadingTheLogAgain() throws CursorLost {
    try (BuyerStream slow = open(ANNA, EventPlace.BEGINNING);
        BuyerStream witness = open(BORIS, EventPlace.BEGINNING)) {
      becomeNear(slow, ANNA);
      becomeNear(witness, BORIS);
      List<OrderId> placed = log.place(ANNA, QUEUE_FACTS_MAX + 44);
      for (int facts = 0; facts <= TAIL_FACTS_MAX; facts += FACTS_IN_A_FRAME) {
        log.pass(FACTS_IN_A_FRAME);
      }
      OrderId last = log.place(BORIS);
      assertThat(hear(witness, 1)).containsExactly(last);
      long readers = log.readers();
      assertThat(hear(slow, placed.size())).isEqualTo(placed);
      assertThat(log.readers()).isEqualTo(readers);
    }
  }

  /** Thousands of them, at each page of an export, would be a peak of their own. */
  @Test
  void shouldTakeInABuyersOrdersOnce() throws CursorLost {
    List<OrderId> placed = log.place(ANNA, 10);
    AtomicInteger taken = new AtomicInteger();
    Collection<OrderId> orders =
        new AbstractCollection<>() {
          @Override
          public Iterator<OrderId> iterator() {
            taken.incrementAndGet();
            return placed.iterator();
          }

          @Override
          public int size() {
            return placed.size();
          }
        };
    try (BuyerStream export = open(ANNA, EventPlace.BEGINNING, () -> orders)) {
      for (OrderId order : placed) {
        assertThat(orders(export.next(1))).containsExactly(order);
      }
    }
    assertThat(taken).hasValue(1);
  }

  @Test
  void shouldFindAgainWhatTheTailDidNotSee() throws CursorLost {
    try (BuyerStream anna = open(ANNA, EventPlace.BEGINNING)) {
      begin(anna);
      OrderId first = log.place(ANNA);
      assertThat(hear(anna, 1)).containsExactly(first);
      served = null;
      OrderLog rebuilt = log.reopened();
      List<OrderId> missed = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        missed.add(rebuilt.place(ANNA));
        rebuilt.place(BORIS);
      }
      served = rebuilt;
      assertThat(hear(anna, missed.size())).isEqualTo(missed);
      missed.forEach(rebuilt::cancel);
      assertThat(hear(anna, missed.size())).as("what became of them").isEqualTo(missed);
    }
  }

  @Test
  void shouldTellWhoAsksOnceWhatBecameOfOrdersThatWerePlacedOnTheWay() throws CursorLost {
    try (BuyerStream export = open(ANNA, EventPlace.BEGINNING)) {
      OrderId order = log.place(ANNA);
      assertThat(orders(export.next(1))).containsExactly(order);
      log.cancel(order);
      assertThat(orders(export.next(1))).containsExactly(order);
    }
  }

  @Test
  void shouldKeepNoMoreThanSoMuchInAPassAndGiveItAllInTheEnd() throws CursorLost {
    List<OrderId> placed = new ArrayList<>();
    while (placed.size() <= KEPT_FACTS_MAX + FACTS_IN_A_FRAME) {
      placed.addAll(log.place(ANNA, FACTS_IN_A_FRAME));
    }
    try (BuyerStream page = open(ANNA, EventPlace.BEGINNING)) {
      List<OrderId> first = orders(page.next(placed.size()));
      assertThat(first).hasSizeLessThan(placed.size());
      assertThat(page.isAtEnd()).isFalse();
      List<OrderId> rest = orders(page.next(placed.size()));
      assertThat(page.isAtEnd()).isTrue();
      assertThat(first.size() + rest.size()).isEqualTo(placed.size());
      assertThat(first).isEqualTo(placed.subList(0, first.size()));
      assertThat(rest).isEqualTo(placed.subList(first.size(), placed.size()));
    }
  }

  @Test
  void shouldGiveWhatIsDurableToWhoAsksOnce() throws CursorLost {
    EventPlace place = EventPlace.BEGINNING;
    for (int i = 0; i < 20; i++) {
      OrderId order = log.place(ANNA);
      try (BuyerStream page = open(ANNA, place)) {
        assertThat(orders(page.next(10))).containsExactly(order);
        assertThat(page.isAtEnd()).isTrue();
        place = page.place();
      }
    }
  }

  /** One by one they would read the whole log five hundred times, and look up a place each. */
  @Test
  void shouldReadTheLogOnceForACrowdThatComesBack() throws Exception {
    List<OrderId> placed = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      placed.add(log.place(new BuyerId("buyer-" + i)));
    }
    for (int i = 0; i < 20; i++) {
      log.pass(FACTS_IN_A_FRAME);
    }
    long frames = CROWD + 20L;
    List<EventPlace> places = new ArrayList<>(Collections.nCopies(CROWD, EventPlace.BEGINNING));
    assertThat(crowdHears(places, 1)).isEqualTo(placed);
    assertThat(log.framesRead()).isLessThan(CROWD * frames / 10);
    assertThat(log.readers()).isLessThan(CROWD / 4);
    assertThat(places).doesNotHaveDuplicates();
    placed.forEach(log::cancel);
    assertThat(crowdHears(places, 10)).isEqualTo(placed);
    assertThat(log.framesRead()).isLessThan(2 * CROWD * frames / 10);
    assertThat(log.readers()).isLessThan(CROWD / 2);
  }

  /** All at once, each from its place, which moves on. */
  private List<OrderId> crowdHears(List<EventPlace> places, int factsMax) throws Exception {
    CountDownLatch there = new CountDownLatch(CROWD);
    List<OrderId> heard = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<OrderId>>> all = new ArrayList<>();
      for (int i = 0; i < CROWD; i++) {
        int number = i;
        all.add(threads.submit(() -> once(number, factsMax, places, there)));
      }
      for (Future<List<OrderId>> one : all) {
        heard.addAll(get(one));
      }
    }
    return heard;
  }

  private List<OrderId> once(
      int number, int factsMax, List<EventPlace> places, CountDownLatch there) throws Exception {
    there.countDown();
    there.await();
    EventPlace from = places.get(number);
    OrderId own = new OrderId(FIRST_ORDER + number);
    Supplier<Collection<OrderId>> orders = () -> List.of(own);
    try (BuyerStream stream = open(new BuyerId("buyer-" + number), from, orders)) {
      List<OrderId> heard = orders(stream.next(factsMax));
      places.set(number, stream.place());
      return heard;
    }
  }

  private static List<OrderId> get(Future<List<OrderId>> heard) throws InterruptedException {
    try {
      return heard.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldSendWhoIsTooFarBackToItsOrders() throws CursorLost {
    OrderId old = log.place(ANNA);
    EventPlace seen;
    try (BuyerStream page = open(ANNA, EventPlace.BEGINNING)) {
      assertThat(orders(page.next(10))).containsExactly(old);
      seen = page.place();
    }
    for (int facts = 0; facts <= WINDOW_FACTS; facts += FACTS_IN_A_FRAME) {
      log.pass(FACTS_IN_A_FRAME);
    }
    OrderId young = log.place(ANNA);
    try (BuyerStream page = open(ANNA, seen, () -> List.of(old, young))) {
      assertThatThrownBy(() -> page.next(10))
          .isInstanceOf(CursorLost.class)
          .hasMessageContaining("ask for the orders");
    }
    try (BuyerStream page = open(ANNA, EventPlace.BEGINNING, () -> List.of(old, young))) {
      assertThat(orders(page.next(10))).containsExactly(young);
    }
  }

  @Test
  void shouldRefuseAPlaceThatTheLogDoesNotHold() throws CursorLost {
    OrderId order = log.place(ANNA);
    log.pass(10);
    EventPlace held;
    try (BuyerStream page = open(ANNA, EventPlace.BEGINNING)) {
      held = EventPlace.of(page.next(1).getFirst());
    }
    List<EventPlace> others =
        List.of(
            new EventPlace(held.sequence(), held.epoch() + 1, held.timeMillis()),
            new EventPlace(held.sequence(), held.epoch(), held.timeMillis() + 1),
            new EventPlace(held.sequence() + 1_000, held.epoch(), held.timeMillis()),
            new EventPlace(0, 1, 0));
    for (EventPlace other : others) {
      try (BuyerStream page = open(ANNA, other, () -> List.of(order))) {
        assertThatThrownBy(() -> page.next(10)).as(other.toString()).isInstanceOf(CursorLost.class);
      }
    }
    try (BuyerStream page = open(ANNA, held, () -> List.of(order))) {
      assertThat(page.next(10)).isEmpty();
    }
    try (BuyerStream near = open(ANNA, held, () -> List.of(order))) {
      becomeNear(near, ANNA);
      EventPlace here = near.place();
      EventPlace other = new EventPlace(here.sequence(), here.epoch() + 1, here.timeMillis());
      try (BuyerStream anna = open(ANNA, other, () -> List.of(order))) {
        assertThatThrownBy(() -> anna.await(1, LONG)).isInstanceOf(CursorLost.class);
      }
    }
  }
}
