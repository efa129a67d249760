package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.journal.Durability;
import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.FileSystemDisk;
import io.millrace.journal.Log;
import io.millrace.journal.LogId;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.fact.OrderFact;
import io.millrace.node.Clock;
import io.millrace.node.SystemClock;
import io.millrace.node.follow.BuyerStream;
import io.millrace.node.follow.CursorLost;
import io.millrace.node.follow.EventPlace;
import io.millrace.node.follow.FactStreams;
import io.millrace.node.follow.FollowedFact;
import io.millrace.testkit.OrderLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams of buyers over an archive of which a part cannot be read. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DamagedStreamsTest {
  private static final BuyerId ANNA = new BuyerId("anna");

  /** A header and two frames with an order each. */
  private static final long SEGMENT_BYTES = 12 << 10;

  private static final int ORDERS = 12;

  /** Read at a time; so many lie between the first order and the others. */
  private static final int PART_FACTS = 1_024;

  /** The first of two orders in the segment that is spoilt. */
  private static final int SPOILT = 3;

  /** The first one behind it. */
  private static final int BEHIND = 5;

  private static final int PAGE = 100;
  private static final long BREATH_NANOS = 1_000_000;
  private static final Duration BELIEVED = Duration.ofMinutes(1);

  /** A real one that may be set forward. */
  private static final class Passing implements Clock {
    private final Clock real = new SystemClock();
    private volatile long passedNanos;

    @Override
    public long wallMillis() {
      return real.wallMillis();
    }

    @Override
    public long monotonicNanos() {
      return real.monotonicNanos() + passedNanos;
    }
  }

  @TempDir Path directory;

  private final Passing clock = new Passing();
  private final List<OrderId> placed = new ArrayList<>();
  private final List<EventPlace> places = new ArrayList<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private final FactStreams streams = new FactStreams(1, _ -> served(), _ -> 0, clock, () -> false);
  private OrderLog log;

  private Log served() {
    try {
      gate.await();
      return log;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void begin() throws Exception {
    LogPlace place = new LogPlace(new FileSystemDisk(), directory.toString(), 0);
    log =
        new OrderLog(
            FileLog.open(
                FileLogSettings.of(
                        place, () -> new LogId(7, 9), new LogThreads(Runnable::run, Runnable::run))
                    .withSegmentBytes(SEGMENT_BYTES)
                    .withDurability(Durability.OS)));
    placed.add(log.place(ANNA));
    log.pass(PART_FACTS / 2 + 1);
    log.pass(PART_FACTS / 2 + 1);
    for (int i = 1; i < ORDERS; i++) {
      placed.add(log.place(ANNA));
    }
    while (log.archiveSome(log.lastSequence())) {
      // each step does some of it
    }
    streams.start();
    try (BuyerStream page = open(EventPlace.BEGINNING)) {
      page.next(PAGE).forEach(fact -> places.add(EventPlace.of(fact)));
    }
    assertThat(places).hasSize(ORDERS);
  }

  @AfterEach
  void end() {
    streams.close();
    log.close();
  }

  private BuyerStream open(EventPlace behind) {
    return streams.open(OrderLog.SHOP, ANNA, () -> placed, behind);
  }

  private EventPlace behindOrder(int number) {
    return places.get(number);
  }

  private static List<OrderId> orders(List<FollowedFact> facts) {
    return facts.stream().map(fact -> ((OrderFact) fact.recorded().fact()).order()).toList();
  }

  private List<OrderId> page(EventPlace behind, int limit) throws CursorLost {
    try (BuyerStream page = open(behind)) {
      return orders(page.next(limit));
    }
  }

  /** Packed segments have the name of their first fact. */
  private Path spoiltSegment() throws IOException {
    String name = "%020d.packed".formatted(places.get(SPOILT).sequence());
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  /** What one of them heard, or why it heard nothing. */
  private record Heard(List<OrderId> orders, @Nullable Throwable why) {}

  /** All of them wait before it begins. */
  private List<Heard> hearInOnePass(EventPlace... behind) throws InterruptedException {
    gate = new CountDownLatch(1);
    List<FutureTask<List<OrderId>>> pages = new ArrayList<>();
    for (EventPlace from : behind) {
      FutureTask<List<OrderId>> page = new FutureTask<>(() -> page(from, PAGE));
      pages.add(page);
      Thread thread = Thread.ofPlatform().daemon().start(page);
      while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
        LockSupport.parkNanos(BREATH_NANOS);
      }
    }
    gate.countDown();
    List<Heard> heard = new ArrayList<>();
    for (FutureTask<List<OrderId>> page : pages) {
      heard.add(heard(page));
    }
    return heard;
  }

  private static Heard heard(FutureTask<List<OrderId>> page) throws InterruptedException {
    try {
      return new Heard(page.get(), null);
    } catch (ExecutionException e) {
      return new Heard(List.of(), e.getCause());
    }
  }

  private static void assertSentToTheOrders(Heard heard) {
    assertThat(heard.why())
        .isInstanceOf(CursorLost.class)
        .hasMessageContaining("damaged")
        .hasMessageContaining("ask for the orders");
  }

  @Test
  void shouldEndOnlyThoseWhoNeedADamagedSegment() throws Exception {
    damage(spoiltSegment());
    List<Heard> heard =
        hearInOnePass(
            behindOrder(0),
            behindOrder(SPOILT),
            behindOrder(BEHIND),
            behindOrder(ORDERS - 2),
            EventPlace.BEGINNING);
    assertSentToTheOrders(heard.get(0));
    assertSentToTheOrders(heard.get(1));
    assertThat(heard.get(2).orders()).isEqualTo(placed.subList(BEHIND + 1, ORDERS));
    assertThat(heard.get(3).orders()).isEqualTo(placed.subList(ORDERS - 1, ORDERS));
    assertThat(heard.get(4).orders())
        .as("without a cursor it begins behind that")
        .isEqualTo(placed.subList(BEHIND, ORDERS));
  }

  /** Else it would be sent to its orders once more, and once more. */
  @Test
  void shouldBeginBehindTheDamageOnceThatIsKnown() throws Exception {
    damage(spoiltSegment());
    try (BuyerStream page = open(EventPlace.BEGINNING)) {
      assertThat(orders(page.next(1))).containsExactly(placed.getFirst());
      assertThatThrownBy(() -> page.next(PAGE)).isInstanceOf(CursorLost.class);
    }
    assertThat(page(EventPlace.BEGINNING, 1)).containsExactly(placed.get(BEHIND));
  }

  @Test
  void shouldReadAgainWhatWasPutBackAfterAWhile() throws Exception {
    Path segment = spoiltSegment();
    byte[] whole = Files.readAllBytes(segment);
    damage(segment);
    assertThatThrownBy(() -> page(behindOrder(0), PAGE)).isInstanceOf(CursorLost.class);
    Files.write(segment, whole);
    assertThatThrownBy(() -> page(behindOrder(0), PAGE))
        .as("it is believed for a while, and not read")
        .isInstanceOf(CursorLost.class);
    clock.passedNanos = BELIEVED.toNanos();
    assertThat(page(behindOrder(0), PAGE)).isEqualTo(placed.subList(1, ORDERS));
  }

  /** It may be back the next moment, so nobody is sent away for good. */
  @Test
  void shouldFailOnlyThoseWhoNeedASegmentThatCannotBeReadNow() throws Exception {
    Path segment = spoiltSegment();
    Path away = directory.resolve("away");
    Files.move(segment, away);
    List<Heard> heard = hearInOnePass(behindOrder(0), behindOrder(BEHIND), EventPlace.BEGINNING);
    assertThat(heard.get(0).why()).isInstanceOf(UncheckedIOException.class);
    assertThat(heard.get(1).orders()).isEqualTo(placed.subList(BEHIND + 1, ORDERS));
    assertThat(heard.get(2).why()).isInstanceOf(UncheckedIOException.class);
    Files.move(away, segment);
    assertThat(page(behindOrder(0), PAGE)).isEqualTo(placed.subList(1, ORDERS));
  }
}
