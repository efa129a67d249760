package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.journal.StoredFrame;
import io.millrace.model.OrderId;
import io.millrace.model.Recorded;
import io.millrace.model.answer.StockView;
import io.millrace.model.command.ReadStock;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.OrderPlaced;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The last frame of a log is cut at each of its bytes; a node starts and has all before it. */
final class LogCutTest {

  private static final int FRAME_HEADER_BYTES = 104;
  private static final int SEGMENT_BYTES = 64 * 1_024;
  private static final int STOCK = 100;
  private static final int ORDERS = 5;
  private static final String SEGMENT = "00000000000000000001.log";

  @TempDir Path directory;

  private final TurnedClock clock = new TurnedClock(1_800_000_000_000L);

  /** A log as it was written, and its facts up to the last frame and with it. */
  private static final class Written {
    final byte[] segment;
    final StoredFrame last;
    final List<Recorded> all;

    Written(byte[] segment, StoredFrame last, List<Recorded> all) {
      this.segment = segment;
      this.last = last;
      this.all = all;
    }

    List<Recorded> before() {
      return all.subList(0, all.size() - 1);
    }

    int usedBytes() {
      return FRAME_HEADER_BYTES + last.payload().length;
    }

    /** As a write that got no further: what was there before it, zeros, stays behind the cut. */
    byte[] torn(int bytes) {
      byte[] torn = segment.clone();
      Arrays.fill(torn, (int) last.offset() + bytes, torn.length, (byte) 0);
      return torn;
    }

    /** As a file that ends at the cut. */
    byte[] ended(int bytes) {
      return Arrays.copyOf(segment, (int) last.offset() + bytes);
    }
  }

  @Test
  @Timeout(60)
  void shouldStartWithEverythingBeforeATornFrame() throws IOException {
    Written written = write();
    for (int bytes = 0; bytes <= written.usedBytes(); bytes++) {
      byte[] torn = written.torn(bytes);
      boolean whole = Arrays.equals(torn, written.segment);
      assertThat(whole)
          .as("a cut at %d takes something", bytes)
          .isEqualTo(bytes >= lastByte(written));
      check(torn, whole ? written.all : written.before(), "torn after %d bytes".formatted(bytes));
    }
  }

  @Test
  @Timeout(60)
  void shouldStartWithEverythingBeforeAFrameThatTheFileEndsIn() throws IOException {
    Written written = write();
    for (int bytes = 0; bytes <= written.usedBytes(); bytes++) {
      check(written.ended(bytes), written.before(), "ended after %d bytes".formatted(bytes));
    }
  }

  /** The control: what this test would see if a start lost a frame that was whole. */
  @Test
  void shouldSeeWhatAnEarlierCutLoses() throws IOException {
    Written written = write();
    int earlier = (int) written.last.offset() - 1;
    List<Recorded> facts = start(Arrays.copyOf(written.segment, earlier), "cut earlier");
    assertThat(facts).isNotEqualTo(written.before());
    assertThat(written.before()).startsWith(facts.toArray(Recorded[]::new));
  }

  /** The frame's last byte that is not zero, from its beginning. */
  private static int lastByte(Written written) {
    int at = (int) written.last.offset() + written.usedBytes();
    while (written.segment[at - 1] == 0) {
      at--;
    }
    return at - (int) written.last.offset();
  }

  private Written write() throws IOException {
    Path data = directory.resolve("written");
    try (LocalNode node = LocalNode.start(data, clock, false, SEGMENT_BYTES, List.of())) {
      Trader trader = Trader.of(node.node(), "cut", 0);
      trader.open(STOCK);
      for (int i = 0; i < ORDERS; i++) {
        trader.accept(Trader.wish("anna", 1)); // its answer is awaited: a frame of its own
      }
    }
    Books books = new Books(data);
    List<Recorded> all = books.facts(0);
    StoredFrame last = books.frames(0).getLast();
    assertThat(last.factCount()).isEqualTo(1);
    byte[] segment = Files.readAllBytes(books.directory(0).resolve(SEGMENT));
    return new Written(segment, last, all);
  }

  private void check(byte[] segment, List<Recorded> expected, String cut) throws IOException {
    assertThat(start(segment, cut)).as(cut).isEqualTo(expected);
  }

  /** Starts on this segment, sells one more, and tells the facts that were there before. */
  private List<Recorded> start(byte[] segment, String cut) throws IOException {
    Path data = directory.resolve(cut.replace(' ', '-'));
    Path log = Files.createDirectories(new Books(data).directory(0));
    Files.write(log.resolve(SEGMENT), segment);
    List<Recorded> facts = new ArrayList<>();
    int found;
    try (LocalNode node =
        LocalNode.start(
            data, clock, false, SEGMENT_BYTES, List.of(frame -> facts.addAll(frame.facts())))) {
      found = facts.size() - 1;
      assertThat(facts.getLast().fact()).as("this opening").isInstanceOf(Opened.class);
      sellOne(node, facts.subList(0, found), cut);
    }
    assertThat(new Books(data).facts(0)).as(cut).isEqualTo(facts);
    return List.copyOf(facts.subList(0, found));
  }

  private static void sellOne(LocalNode node, List<Recorded> found, String cut) {
    List<OrderId> orders = new ArrayList<>();
    for (Recorded recorded : found) {
      if (recorded.fact() instanceof OrderPlaced placed) {
        orders.add(placed.order());
      }
    }
    Trader trader = Trader.of(node.node(), "cut", 1_000);
    StockView stock = (StockView) trader.ask(new ReadStock(Trader.CUP));
    assertThat(stock.held()).as(cut).isEqualTo(orders.size());
    OrderId next = Trader.placed(trader.accept(Trader.wish("anna", 1))).placed().order();
    assertThat(next).as(cut).isGreaterThan(orders.getLast());
  }
}
