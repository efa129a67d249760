package io.millrace.testkit;

import static io.millrace.testkit.LogOnDisk.BLOCK;
import static io.millrace.testkit.LogOnDisk.FIRST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.journal.BadPlace;
import io.millrace.journal.Disk;
import io.millrace.journal.FileLog;
import io.millrace.journal.LogDamaged;
import io.millrace.journal.LogId;
import io.millrace.journal.LogInspector;
import io.millrace.journal.LogLocked;
import io.millrace.journal.Opening;
import io.millrace.journal.UnsupportedFormat;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What an opening does with bytes that are not as written: cut what was torn, refuse the rest. */
final class LogDamageTest {

  private static final String SECOND = "log/00000000000000000005.log";

  @Test
  void shouldOpenWithEverythingBeforeWhenTheLastFrameIsCutAtAnyByte() throws IOException {
    byte[] whole = LogOnDisk.holding(3).disk.contents(FIRST);
    for (int length = 3 * BLOCK; length < 4 * BLOCK; length++) {
      LogOnDisk cut = LogOnDisk.holding(3);
      cut.disk.overwrite(FIRST, Arrays.copyOf(whole, length));
      try (FileLog log = cut.open()) {
        assertThat(LogOnDisk.readThrough(log)).isEqualTo(2);
        cut.append(log, LogOnDisk.text("again"));
      }
      Opening.Cut said = Objects.requireNonNull(cut.opening).cut();
      if (length > 3 * BLOCK) {
        assertThat(Objects.requireNonNull(said).firstSequence()).isEqualTo(3);
        assertThat(said.offset()).isEqualTo(3 * BLOCK);
        assertThat(said.bytes()).isBetween(1L, (long) BLOCK);
      } else {
        assertThat(said).isNull();
      }
    }
  }

  @Test
  void shouldRefuseAndSayWhereWhenAnyByteOfAnEarlierFrameIsChanged() throws IOException {
    LogOnDisk damaged = LogOnDisk.holding(3);
    for (int at = 2 * BLOCK; at < 3 * BLOCK; at++) {
      damaged.flip(FIRST, at, at % 8);
      List<String> before = damaged.image();
      LogDamaged refusal = catchThrowableOfType(LogDamaged.class, damaged::open);
      assertThat(refusal).as("byte %d", at).isNotNull();
      assertThat(refusal.place().file()).isEqualTo(FIRST);
      assertThat(refusal.place().offset()).isEqualTo(2 * BLOCK);
      assertThat(refusal.place().sequence()).isEqualTo(2);
      assertThat(damaged.image()).isEqualTo(before);
      damaged.flip(FIRST, at, at % 8);
    }
    damaged.open().close();
  }

  @Test
  void shouldFindAnyChangedByteOfASealedSegmentWhenItIsRead() throws IOException {
    for (int at = 0; at < 3 * BLOCK; at += at < BLOCK ? 1 : 7) {
      if (at == 96) {
        at = BLOCK; // the zeros behind a segment's header say nothing
      }
      LogOnDisk damaged = LogOnDisk.holding(6);
      damaged.flip(FIRST, at, at % 8);
      assertThatThrownBy(
              () -> {
                try (FileLog log = damaged.open()) {
                  LogOnDisk.readThrough(log);
                }
              })
          .as("byte %d", at)
          .isInstanceOf(LogDamaged.class)
          .hasMessageContaining(FIRST)
          .hasMessageContaining("offset " + at / BLOCK * BLOCK);
      assertThat(damaged.inspector.verify().badPlaces()).hasSize(1);
    }
  }

  @Test
  void shouldListEveryBadPlaceAndGoOnBehindIt() throws IOException {
    LogOnDisk damaged = LogOnDisk.holding(15);
    damaged.flip(FIRST, BLOCK + 110, 0);
    damaged.flip(FIRST, 3 * BLOCK + 10, 0);
    damaged.flip(SECOND, 2 * BLOCK + 110, 0);
    damaged.flip("log/00000000000000000013.log", BLOCK + 80, 0);
    LogInspector.Verdict verdict = damaged.inspector.verify();
    assertThat(verdict.isWell()).isFalse();
    assertThat(verdict.badPlaces()).extracting(BadPlace::sequence).containsExactly(1L, 3L, 6L, 13L);
    assertThat(verdict.frames()).isEqualTo(11);
    assertThat(verdict.lastSequence()).isEqualTo(15);
    assertThat(verdict.tail()).isNull();
  }

  @Test
  void shouldTellATornTailFromDamage() throws IOException {
    LogOnDisk torn = LogOnDisk.holding(3);
    torn.flip(FIRST, 3 * BLOCK + 110, 0);
    LogInspector.Verdict verdict = torn.inspector.verify();
    assertThat(verdict.isWell()).isTrue();
    assertThat(verdict.lastSequence()).isEqualTo(2);
    assertThat(Objects.requireNonNull(verdict.tail()).offset()).isEqualTo(3 * BLOCK);
  }

  @Test
  void shouldRefuseWhatNoCrashCanHaveLeftBehindTheEnd() throws IOException {
    LogOnDisk damaged = LogOnDisk.holding(2);
    damaged.flip(FIRST, 3 * BLOCK + 110, 0); // where a frame's first block would be
    damaged.open().close();
    assertThat(Objects.requireNonNull(damaged.opening).cut()).isNotNull();

    LogOnDisk far = LogOnDisk.holding(2);
    far.flip(FIRST, 2 * BLOCK + 110, 0); // a torn frame of one block, by its whole header
    far.flip(FIRST, 4 * BLOCK + 110, 0); // and something further on
    assertThatThrownBy(far::open)
        .isInstanceOf(LogDamaged.class)
        .hasMessageContaining("further than one torn frame reaches");
  }

  @Test
  void shouldRefuseWhenASegmentIsMissing() throws IOException {
    LogOnDisk damaged = LogOnDisk.holding(14);
    damaged.disk.delete(SECOND);
    try (FileLog log = damaged.open()) {
      assertThatThrownBy(() -> LogOnDisk.readThrough(log))
          .isInstanceOf(LogDamaged.class)
          .hasMessageContaining("missing");
    }
    assertThat(damaged.inspector.verify().isWell()).isFalse();
  }

  @Test
  void shouldRefuseASegmentThatWasBegunBehindAnotherFrame() throws IOException {
    LogOnDisk spliced = LogOnDisk.holding(6);
    byte[] segment = spliced.disk.contents(SECOND);
    segment[88] ^= 1; // the checksum of the predecessor's last frame
    LogOnDisk.sealHeader(segment);
    byte[] frame = Arrays.copyOfRange(segment, BLOCK, 2 * BLOCK);
    frame[88] ^= 1;
    LogOnDisk.sealFrame(frame);
    System.arraycopy(frame, 0, segment, BLOCK, BLOCK);
    Arrays.fill(segment, 2 * BLOCK, segment.length, (byte) 0);
    spliced.disk.overwrite(SECOND, segment);
    assertThatThrownBy(() -> spliced.inspector.frames(1, _ -> {}))
        .isInstanceOf(LogDamaged.class)
        .hasMessageContaining("begun behind another frame");
    assertThat(spliced.inspector.verify().badPlaces()).hasSize(1);
    try (FileLog log = spliced.open()) {
      assertThatThrownBy(() -> LogOnDisk.readThrough(log))
          .isInstanceOf(LogDamaged.class)
          .hasMessageContaining("begun behind another frame");
    }
  }

  @Test
  void shouldRefuseASegmentOfAnotherLog() throws IOException {
    LogOnDisk damaged = LogOnDisk.holding(6);
    byte[] foreign = damaged.disk.contents(FIRST);
    LogOnDisk.little(foreign).putLong(16, 99);
    LogOnDisk.sealHeader(foreign);
    damaged.disk.overwrite(FIRST, foreign);
    assertThatThrownBy(damaged::open)
        .isInstanceOf(LogDamaged.class)
        .hasMessageContaining("belongs to another log");
  }

  @Test
  void shouldRefuseAWholeFrameOfAnotherLogOrPlace() throws IOException {
    for (int field : new int[] {12, 16, 24, 40, 48}) {
      LogOnDisk damaged = LogOnDisk.holding(3);
      changeFrame(damaged, 3, field, 1);
      assertThatThrownBy(damaged::open)
          .as("field at %d", field)
          .isInstanceOf(LogDamaged.class)
          .hasMessageContaining("another log or of another place");
    }
  }

  @Test
  void shouldRefuseAWholeFrameThatDoesNotFollow() throws IOException {
    LogOnDisk gap = LogOnDisk.holding(3);
    changeFrame(gap, 3, 56, 3);
    assertThatThrownBy(gap::open).hasMessageContaining("begins at sequence 6 where 3 is due");

    LogOnDisk chain = LogOnDisk.holding(3);
    changeFrame(chain, 3, 88, 1);
    assertThatThrownBy(chain::open).hasMessageContaining("names another predecessor");

    LogOnDisk epoch = LogOnDisk.holding(3);
    changeFrame(epoch, 3, 32, 6);
    assertThatThrownBy(epoch::open).hasMessageContaining("epoch");
  }

  @Test
  void shouldSayInASentenceThatTheFormatIsNewer() throws IOException {
    LogOnDisk newer = LogOnDisk.holding(2);
    byte[] segment = newer.disk.contents(FIRST);
    LogOnDisk.little(segment).putInt(8, 2);
    LogOnDisk.sealHeader(segment);
    newer.disk.overwrite(FIRST, segment);
    List<String> before = newer.image();
    assertThatThrownBy(newer::open)
        .isInstanceOf(UnsupportedFormat.class)
        .hasMessageContaining("written in format 2 and this program reads formats 1 to 1");
    assertThat(newer.image()).isEqualTo(before);
  }

  @Test
  void shouldRemoveWhatACrashLeftUnfinished() throws IOException {
    LogOnDisk littered = LogOnDisk.holding(6);
    for (String name : List.of("spare-1.tmp", "roll-1.tmp", "00000000000000000005.log.tmp")) {
      littered.disk.open("log/" + name, Disk.Access.CREATE).close();
    }
    try (FileLog log = littered.open()) {
      assertThat(LogOnDisk.readThrough(log)).isEqualTo(6);
    }
    assertThat(littered.disk.list("log")).hasSize(2);
  }

  @Test
  void shouldKeepASecondWriterOut() throws IOException {
    LogOnDisk held = LogOnDisk.holding(2);
    FileLog log = held.open();
    assertThatThrownBy(held::open).isInstanceOf(LogLocked.class).hasMessageContaining("locked");
    held.append(log, LogOnDisk.text("still writing"));
    log.close();
    held.open().close();
  }

  @Test
  void shouldRefuseAnotherShardsLog() throws IOException {
    LogOnDisk other = LogOnDisk.holding(2);
    byte[] segment = other.disk.contents(FIRST);
    LogOnDisk.little(segment).putInt(12, 4);
    LogOnDisk.sealHeader(segment);
    other.disk.overwrite(FIRST, segment);
    assertThatThrownBy(other::open).hasMessageContaining("belongs to shard 4");
  }

  @Test
  void shouldKeepTheIdItWasCreatedWith() throws IOException {
    LogOnDisk kept = LogOnDisk.holding(1);
    try (FileLog log = kept.open(new LogId(5, 5))) {
      assertThat(log.id()).isEqualTo(LogOnDisk.ID);
    }
  }

  /** Adds to a field of the n-th frame and makes its checksums right again. */
  private static void changeFrame(LogOnDisk on, int n, int field, int by) throws IOException {
    byte[] segment = on.disk.contents(FIRST);
    byte[] frame = Arrays.copyOfRange(segment, n * BLOCK, (n + 1) * BLOCK);
    frame[field] += (byte) by;
    LogOnDisk.sealFrame(frame);
    System.arraycopy(frame, 0, segment, n * BLOCK, BLOCK);
    on.disk.overwrite(FIRST, segment);
  }
}
