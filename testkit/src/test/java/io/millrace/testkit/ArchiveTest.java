package io.millrace.testkit;

import static io.millrace.testkit.LogOnDisk.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.journal.BadPlace;
import io.millrace.journal.Disk;
import io.millrace.journal.FileLog;
import io.millrace.journal.FrameReader;
import io.millrace.journal.LogDamaged;
import io.millrace.journal.LogId;
import io.millrace.journal.LogInspector;
import io.millrace.journal.StoredFrame;
import io.millrace.journal.TrimmedException;
import io.millrace.journal.UnsupportedFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What becomes of old segments. Frames hold one fact each, and four fill a segment. */
final class ArchiveTest {

  private static final String PACKED = "log/archive/00000000000000000001.packed";
  private static final String PACKED_SECOND = "log/archive/00000000000000000005.packed";
  private static final String LIVE_SECOND = "log/00000000000000000005.log";
  private static final String LIVE_THIRD = "log/00000000000000000009.log";

  @Test
  void shouldMoveWhatEndsBeforeTheBoundAndReadItWithoutASeam() throws IOException {
    LogOnDisk on = LogOnDisk.holding(14);
    try (FileLog log = on.open()) {
      List<StoredFrame> before = LogContract.readAll(log, 1);
      archive(log, 11);
      assertThat(on.disk.list("log/archive"))
          .containsExactly("00000000000000000001.packed", "00000000000000000005.packed");
      assertThat(segments(on))
          .containsExactly("00000000000000000009.log", "00000000000000000013.log");
      for (long from = 1; from <= 14; from++) {
        assertSame(LogContract.readAll(log, from), before.subList((int) from - 1, before.size()));
      }
      assertThat(log.firstSequence()).isEqualTo(1);
    }
    try (FileLog log = on.open()) {
      assertThat(LogOnDisk.readThrough(log)).isEqualTo(14);
      assertThat(log.archiver().step()).as("without a bound nothing moves").isFalse();
    }
    assertThat(on.inspector.verify().isWell()).isTrue();
    assertThat(on.inspector.verify().frames()).isEqualTo(14);
  }

  @Test
  void shouldNeverMoveTheSegmentThatIsWrittenTo() throws IOException {
    LogOnDisk on = LogOnDisk.holding(4);
    try (FileLog log = on.open()) {
      archive(log, Long.MAX_VALUE);
      assertThat(on.disk.list("log/archive")).isEmpty();
    }
  }

  @Test
  void shouldGoOnReadingFromWhereItStandsWhileSegmentsMove() throws IOException {
    LogOnDisk on = LogOnDisk.holding(14);
    for (int read = 0; read <= 14; read++) {
      LogOnDisk fresh = LogOnDisk.holding(14);
      try (FileLog log = fresh.open();
          FrameReader reader = log.read(1)) {
        for (int i = 1; i <= read; i++) {
          assertThat(next(reader).firstSequence()).isEqualTo(i);
        }
        archive(log, Long.MAX_VALUE);
        for (int i = read + 1; i <= 14; i++) {
          assertThat(next(reader).firstSequence()).isEqualTo(i);
        }
        assertThat(reader.next()).isNull();
      }
    }
    assertThat(on.inspector.verify().isWell()).isTrue();
  }

  @Test
  void shouldFollowASegmentThatMovesBetweenLookingItUpAndOpeningIt() throws IOException {
    LogOnDisk on = LogOnDisk.holding(14);
    try (FileLog log = on.open();
        FrameReader reader = log.read(2)) {
      on.disk.beforeNextOpen(() -> archiveNow(log, 8));
      assertThat(next(reader).firstSequence()).isEqualTo(2);
      assertThat(on.disk.list("log/archive")).hasSize(2);
    }
    LogOnDisk other = LogOnDisk.holding(14);
    try (FileLog log = other.open()) {
      List<Long> seen = new ArrayList<>();
      other.disk.beforeNextOpen(() -> archiveNow(log, 8));
      other.inspector.frames(1, frame -> seen.add(frame.firstSequence()));
      assertThat(seen).hasSize(14);
      assertThat(other.disk.list("log/archive")).hasSize(2);
    }
  }

  @Test
  void shouldTellAReaderThatItsSegmentWasDroppedBetweenLookingItUpAndOpeningIt()
      throws IOException {
    LogOnDisk on = LogOnDisk.holding(14);
    try (FileLog log = on.open();
        FrameReader reader = log.read(2)) {
      on.disk.beforeNextOpen(() -> log.trim(9));
      assertThatThrownBy(reader::next).isInstanceOf(TrimmedException.class);
    }
  }

  @Test
  void shouldFindOneOldFrameWithoutUnpackingItsSegment() throws IOException {
    int frames = 2_000;
    LogOnDisk on = new LogOnDisk((frames + 1L) * BLOCK);
    byte[] payload = new byte[BLOCK - 200];
    SplitMix chance = new SplitMix(3);
    try (FileLog log = on.open()) {
      for (int i = 0; i <= frames; i++) {
        for (int at = 0; at < payload.length; at++) {
          payload[at] = (byte) chance.next(); // packs to nothing less
        }
        on.append(log, payload);
      }
      archive(log, Long.MAX_VALUE);
      int packedBytes = on.disk.contents(PACKED).length;
      assertThat(packedBytes).isGreaterThan(frames * payload.length);
      for (long wanted : new long[] {1, 2, 15, 16, 17, 999, 1_999, 2_000}) {
        long before = on.disk.bytesRead();
        try (FrameReader reader = log.read(wanted)) {
          assertThat(next(reader).firstSequence()).isEqualTo(wanted);
        }
        assertThat(on.disk.bytesRead() - before).isLessThan(packedBytes / 15);
      }
    }
  }

  @Test
  void shouldTakeBoundedSteps() throws IOException {
    LogOnDisk on = new LogOnDisk(8 << 20);
    try (FileLog log = on.open()) {
      byte[] payload = new byte[1 << 20];
      for (int i = 0; i < 8; i++) {
        on.append(log, payload);
      }
      log.archiver().moveUpTo(Long.MAX_VALUE);
      int steps = 0;
      long before = on.disk.bytesRead();
      while (log.archiver().step()) {
        assertThat(on.disk.bytesRead() - before).isLessThan(5 << 20);
        before = on.disk.bytesRead();
        steps++;
      }
      assertThat(steps).isGreaterThan(12);
    }
  }

  @Test
  void shouldPackFramesThatFillOnlyPartOfTheirBlocks() throws IOException {
    LogOnDisk on = LogOnDisk.holding(6);
    int live = on.disk.contents(LogOnDisk.FIRST).length;
    try (FileLog log = on.open()) {
      archive(log, 4);
    }
    assertThat(on.disk.contents(PACKED).length).isLessThan(live / 10);
  }

  @Test
  void shouldFindAnyChangedBitAndNeverReadAnotherFrame() throws IOException {
    LogOnDisk on = archived(10, 4);
    byte[] whole = on.disk.contents(PACKED);
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      on.disk.overwrite(PACKED, changed);
      LogInspector.Verdict verdict = on.inspector.verify();
      assertThat(verdict.badPlaces()).as("bit %d", bit).isNotEmpty();
      assertThat(verdict.badPlaces()).allMatch(bad -> bad.file().equals(PACKED));
      assertThat(verdict.lastSequence()).as("what is behind is looked at").isEqualTo(10);
    }
    on.disk.overwrite(PACKED, whole);
    assertThat(on.inspector.verify().isWell()).isTrue();
  }

  @Test
  void shouldHaltAReaderAtAChangedByte() throws IOException {
    LogOnDisk on = archived(10, 4);
    byte[] whole = on.disk.contents(PACKED);
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 1;
      on.disk.overwrite(PACKED, changed);
      try (FileLog log = on.open()) {
        assertThatThrownBy(() -> LogOnDisk.readThrough(log))
            .as("byte %d", at)
            .isInstanceOf(LogDamaged.class)
            .hasMessageContaining(PACKED);
        assertThat(LogContract.readAll(log, 5)).hasSize(6);
      }
    }
  }

  @Test
  void shouldFindThatItWasCutOrGrewAnywhere() throws IOException {
    LogOnDisk on = archived(6, 4);
    byte[] whole = on.disk.contents(PACKED);
    for (int length = 0; length <= whole.length + 64; length++) {
      on.disk.overwrite(PACKED, Arrays.copyOf(whole, length));
      assertThat(on.inspector.verify().isWell())
          .as("%d of %d bytes", length, whole.length)
          .isEqualTo(length == whole.length);
    }
  }

  @Test
  void shouldFindAnyChangedByteOfASealedLiveSegment() throws IOException {
    LogOnDisk on = LogOnDisk.holding(6);
    // a roll leaves the rest of a segment as it was made
    byte[] whole = on.disk.contents(LogOnDisk.FIRST);
    byte[] longer = Arrays.copyOf(whole, whole.length + BLOCK);
    for (int at = 0; at < longer.length; at++) {
      byte[] changed = longer.clone();
      changed[at] ^= (byte) (1 << at % 8);
      on.disk.overwrite(LogOnDisk.FIRST, changed);
      assertThat(on.inspector.verify().badPlaces()).as("byte %d", at).isNotEmpty();
    }
  }

  @Test
  void shouldListEveryBadBlockOfAPackedSegment() throws IOException {
    LogOnDisk on = new LogOnDisk(64 * BLOCK);
    try (FileLog log = on.open()) {
      for (int i = 1; i <= 64; i++) {
        on.append(log, LogOnDisk.text("frame " + i));
      }
      archive(log, Long.MAX_VALUE);
    }
    byte[] packed = on.disk.contents(PACKED);
    int blocks = 4; // of 16 frames each, the first of 15 behind the segment's header
    int index = packed.length - 36 - blocks * 44;
    int second = (int) LogOnDisk.little(packed).getLong(index + 44);
    int fourth = (int) LogOnDisk.little(packed).getLong(index + 3 * 44);
    packed[second] ^= 1;
    packed[fourth] ^= 1;
    on.disk.overwrite(PACKED, packed);
    assertThat(on.inspector.verify().badPlaces())
        .extracting(BadPlace::offset)
        .containsExactly((long) second, (long) fourth);
    assertThat(on.inspector.verify().badPlaces())
        .extracting(BadPlace::sequence)
        .containsExactly(16L, 48L);
  }

  @Test
  void shouldSayThatTheFormatIsNewer() throws IOException {
    LogOnDisk on = archived(10, 4);
    byte[] newer = on.disk.contents(PACKED);
    LogOnDisk.little(newer).putInt(8, 2);
    CRC32C crc = new CRC32C();
    crc.update(newer, 0, 84);
    LogOnDisk.little(newer).putInt(84, (int) crc.getValue());
    on.disk.overwrite(PACKED, newer);
    assertThatThrownBy(() -> on.inspector.frames(1, _ -> {}))
        .isInstanceOf(UnsupportedFormat.class)
        .hasMessageContaining("format 2");
  }

  @Test
  void shouldLeaveADamagedSegmentWhereItIs() throws IOException {
    LogOnDisk on = LogOnDisk.holding(10);
    on.flip(LogOnDisk.FIRST, 2 * BLOCK + 110, 0);
    List<String> before = on.image();
    try (FileLog log = on.open()) {
      log.archiver().moveUpTo(Long.MAX_VALUE);
      assertThatThrownBy(
              () -> {
                while (log.archiver().step()) {
                  // until it comes to the damage
                }
              })
          .isInstanceOf(LogDamaged.class)
          .hasMessageContaining("sequence 2");
    }
    assertThat(on.disk.list("log/archive")).isEmpty();
    assertThat(on.image().getFirst()).isEqualTo(before.getFirst());
  }

  @Test
  void shouldNotMoveASegmentThatEndsWithAnotherFrameThanTheNextWasBegunBehind() throws IOException {
    LogOnDisk on = LogOnDisk.holding(14);
    byte[] second = on.disk.contents(LIVE_SECOND);
    second[88] ^= 1; // the checksum of the predecessor's last frame
    LogOnDisk.sealHeader(second);
    on.disk.overwrite(LIVE_SECOND, second);
    try (FileLog log = on.open()) {
      assertThatThrownBy(() -> archive(log, 4))
          .isInstanceOf(LogDamaged.class)
          .hasMessageContaining("another one than the next segment was begun behind");
    }
    assertThat(on.disk.list("log/archive")).isEmpty();
  }

  @Test
  void shouldDropOnlyArchivedSegmentsThatAreOldInLogTime() throws IOException {
    LogOnDisk on = archived(14, 11); // fact n has log time 1,000 + n
    try (FileLog log = on.open()) {
      assertThat(log.archiver().dropOldest(1_004)).isFalse();
      assertThat(log.archiver().dropOldest(1_005)).isTrue();
      assertThat(log.firstSequence()).isEqualTo(5);
      assertThat(on.disk.list("log/archive")).containsExactly("00000000000000000005.packed");
      assertThatThrownBy(() -> log.read(4).close())
          .isInstanceOf(TrimmedException.class)
          .hasMessageContaining("begins at 5");
      assertThat(LogContract.readAll(log, 5)).hasSize(10);
      assertThat(log.archiver().dropOldest(Long.MAX_VALUE)).isTrue();
      assertThat(log.archiver().dropOldest(Long.MAX_VALUE)).as("live ones stay").isFalse();
      assertThat(log.firstSequence()).isEqualTo(9);
    }
    try (FileLog log = on.open()) {
      assertThat(log.firstSequence()).isEqualTo(9);
    }
    List<Long> seen = new ArrayList<>();
    on.inspector.frames(9, frame -> seen.add(frame.firstSequence()));
    assertThat(seen).hasSize(6);
    assertThatThrownBy(() -> on.inspector.frames(8, _ -> {})).isInstanceOf(TrimmedException.class);
  }

  @Test
  void shouldNotBringBackWhatWasTrimmedInTheMiddleOfItsMove() throws IOException {
    for (int steps = 0; steps < 6; steps++) {
      LogOnDisk on = LogOnDisk.holding(14);
      try (FileLog log = on.open()) {
        log.archiver().moveUpTo(8);
        for (int i = 0; i < steps; i++) {
          assertThat(log.archiver().step()).isTrue();
        }
        log.trim(9);
        archive(log, 8);
        assertThat(log.firstSequence()).isEqualTo(9);
      }
      assertThat(on.disk.list("log/archive")).isEmpty();
      try (FileLog log = on.open()) {
        assertThat(LogContract.readAll(log, 9)).hasSize(6);
      }
    }
  }

  @Test
  void shouldStopInTheMiddleOfAMoveWhenTheLogCloses() throws IOException {
    LogOnDisk on = LogOnDisk.holding(14);
    FileLog log = on.open();
    log.archiver().moveUpTo(8);
    assertThat(log.archiver().step()).isTrue();
    assertThat(log.archiver().step()).isTrue();
    log.close();
    assertThat(log.archiver().step()).isFalse();
    assertThat(log.archiver().dropOldest(Long.MAX_VALUE)).isFalse();
    assertThat(on.disk.list("log/archive")).isEmpty();
    try (FileLog again = on.open()) {
      assertThat(LogOnDisk.readThrough(again)).isEqualTo(14);
    }
  }

  @Test
  void shouldGoOnWithAFullArchiveDiskAndMoveWhenThereIsRoomAgain() throws IOException {
    LogOnDisk on = LogOnDisk.holding(14);
    try (FileLog log = on.open()) {
      on.append(log, LogOnDisk.text("so that the next spare is made"));
      on.disk.leaveFree(40);
      log.archiver().moveUpTo(8);
      assertThatThrownBy(
              () -> {
                while (log.archiver().step()) {
                  // until the disk is full
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(on.disk.list("log/archive")).as("nothing half").isEmpty();
      on.append(log, LogOnDisk.text("not the log's problem"));
      on.disk.leaveFree(Long.MAX_VALUE);
      archive(log, 8);
      assertThat(on.disk.list("log/archive")).hasSize(2);
      assertThat(LogOnDisk.readThrough(log)).isEqualTo(16);
    }
  }

  @Test
  void shouldRefuseAnArchiveThatIsNotThisLogs() throws IOException {
    LogOnDisk other = new LogOnDisk();
    try (FileLog log = other.open(new LogId(5, 5))) {
      for (int i = 1; i <= 10; i++) {
        other.append(log, LogOnDisk.text("of another log " + i));
      }
      archive(log, 8);
    }
    LogOnDisk on = archived(14, 8);
    on.disk.overwrite(PACKED_SECOND, other.disk.contents(PACKED_SECOND));
    List<String> before = on.image();
    assertThatThrownBy(on::open)
        .isInstanceOf(LogDamaged.class)
        .hasMessageContaining("the archive is another log's");
    assertThat(on.image()).isEqualTo(before);
  }

  @Test
  void shouldRefuseALogThatIsOlderThanItsArchive() throws IOException {
    for (String last : List.of(LIVE_THIRD, LIVE_SECOND)) {
      LogOnDisk on = LogOnDisk.holding(14);
      byte[] older = on.disk.contents(last);
      try (FileLog log = on.open()) {
        archive(log, 12);
      }
      on.disk.delete("log/00000000000000000013.log");
      on.disk.open(last, Disk.Access.CREATE).close();
      on.disk.overwrite(last, older);
      List<String> before = on.image();
      assertThatThrownBy(on::open)
          .isInstanceOf(LogDamaged.class)
          .hasMessageContaining("the archive is ahead of the log");
      assertThat(on.image()).isEqualTo(before);
    }
  }

  @Test
  void shouldRefuseWhenASegmentIsMissingBehindTheArchive() throws IOException {
    LogOnDisk on = archived(14, 8);
    on.disk.delete(PACKED_SECOND);
    assertThatThrownBy(on::open)
        .isInstanceOf(LogDamaged.class)
        .hasMessageContaining("a segment is missing behind this one");
    assertThat(on.inspector.verify().isWell()).isFalse();
  }

  @Test
  void shouldFindThatASegmentIsMissingInTheArchive() throws IOException {
    LogOnDisk on = archived(18, 12);
    on.disk.delete(PACKED_SECOND);
    assertThat(on.inspector.verify().isWell()).isFalse();
    try (FileLog log = on.open()) {
      assertThatThrownBy(() -> LogOnDisk.readThrough(log))
          .isInstanceOf(LogDamaged.class)
          .hasMessageContaining("missing");
      assertThatThrownBy(() -> LogContract.readAll(log, 6))
          .isInstanceOf(LogDamaged.class)
          .hasMessageContaining("missing");
    }
  }

  @Test
  void shouldNotBeginAnewBecauseOnlyTheArchiveIsLeft() throws IOException {
    LogOnDisk on = archived(10, 8);
    on.disk.delete(LIVE_THIRD);
    assertThatThrownBy(on::open)
        .isInstanceOf(LogDamaged.class)
        .hasMessageContaining("its own directory holds none");
  }

  @Test
  void shouldTellWhereSegmentsLie() throws IOException {
    LogOnDisk on = archived(14, 8);
    List<LogInspector.SegmentInfo> segments = on.inspector.overview().segments();
    assertThat(segments)
        .extracting(LogInspector.SegmentInfo::archived)
        .containsExactly(true, true, false, false);
    assertThat(segments)
        .extracting(LogInspector.SegmentInfo::lastSequence)
        .containsExactly(4L, 8L, 12L, 14L);
    assertThat(segments.getFirst().file()).isEqualTo(PACKED);
    assertThat(segments.getFirst().fileBytes()).isEqualTo(on.disk.contents(PACKED).length);
  }

  private static LogOnDisk archived(int frames, long toSequence) throws IOException {
    LogOnDisk on = LogOnDisk.holding(frames);
    try (FileLog log = on.open()) {
      archive(log, toSequence);
    }
    return on;
  }

  private static void archive(FileLog log, long toSequence) throws IOException {
    log.archiver().moveUpTo(toSequence);
    while (log.archiver().step()) {
      // each step does some of it
    }
  }

  private static void archiveNow(FileLog log, long toSequence) {
    try {
      archive(log, toSequence);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static List<String> segments(LogOnDisk on) {
    return on.disk.list("log").stream().filter(name -> name.endsWith(".log")).toList();
  }

  private static StoredFrame next(FrameReader reader) {
    return Objects.requireNonNull(reader.next());
  }

  private static void assertSame(List<StoredFrame> frames, List<StoredFrame> expected) {
    assertThat(frames)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("segment")
        .containsExactlyElementsOf(expected);
  }
}
