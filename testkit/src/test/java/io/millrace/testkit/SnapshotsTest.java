package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.journal.SnapshotDamaged;
import io.millrace.journal.SnapshotMark;
import io.millrace.journal.SnapshotReader;
import io.millrace.journal.SnapshotWriter;
import io.millrace.journal.Snapshots;
import io.millrace.journal.UnsupportedFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Snapshot files: what was written comes back, and nothing else ever does. */
final class SnapshotsTest {

  private static final int SHARD = 3;
  private static final int HEADER_BYTES = 72;
  private static final int SEEDS = 12;
  private static final String FIRST = "snapshots/00000000000000000100.snapshot";

  private final SimulatedDisk disk = new SimulatedDisk(1);
  private final Snapshots snapshots = new Snapshots(disk, "snapshots", SHARD);

  @Test
  void shouldGiveBackMarkAndSlices() throws IOException {
    List<byte[]> slices =
        List.of(text("a"), new byte[SnapshotWriter.SLICE_BYTES_MAX], text("the last"));
    Arrays.fill(slices.get(1), (byte) 7);
    write(snapshots, 100, slices);
    try (SnapshotReader reader = snapshots.open(100)) {
      assertThat(reader.mark()).isEqualTo(mark(100));
      assertThat(reader.fileBytes()).isEqualTo(disk.contents(FIRST).length);
      assertThat(readAll(reader)).containsExactlyElementsOf(slices);
      assertThat(reader.proven()).isTrue();
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void shouldGiveBackAnEmptySnapshot() throws IOException {
    write(snapshots, 100, List.of());
    assertThat(snapshots.verify(100)).isEmpty();
  }

  @Test
  void shouldFindAnyChangedBit() throws IOException {
    write(snapshots, 100, small());
    byte[] whole = disk.contents(FIRST);
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      disk.overwrite(FIRST, changed);
      assertThat(snapshots.verify(100)).as("bit %d", bit).isPresent();
    }
    disk.overwrite(FIRST, whole);
    assertThat(snapshots.verify(100)).isEmpty();
  }

  @Test
  void shouldFindThatItWasCutOrGrewAnywhere() throws IOException {
    write(snapshots, 100, small());
    byte[] whole = disk.contents(FIRST);
    for (int length = 0; length <= whole.length + 64; length++) {
      disk.overwrite(FIRST, Arrays.copyOf(whole, length));
      assertThat(snapshots.verify(100).isEmpty())
          .as("%d of %d bytes", length, whole.length)
          .isEqualTo(length == whole.length);
    }
  }

  @Test
  void shouldFindThatWholeBlocksWereLeftOutOrChangedPlaces() throws IOException {
    write(snapshots, 100, List.of(text("one"), text("two"), text("six")));
    byte[] whole = disk.contents(FIRST);
    int block = 8 + 3;
    byte[] swapped = whole.clone();
    System.arraycopy(whole, HEADER_BYTES, swapped, HEADER_BYTES + block, block);
    System.arraycopy(whole, HEADER_BYTES + block, swapped, HEADER_BYTES, block);
    disk.overwrite(FIRST, swapped);
    assertThat(snapshots.verify(100)).isPresent();
    try (SnapshotReader reader = snapshots.open(100)) {
      assertThatThrownBy(reader::next)
          .as("the second one first")
          .isInstanceOf(SnapshotDamaged.class);
    }
    byte[] shorter = Arrays.copyOf(whole, whole.length - block);
    System.arraycopy(whole, HEADER_BYTES + 3 * block, shorter, HEADER_BYTES + 2 * block, 8 + 20);
    disk.overwrite(FIRST, shorter);
    assertThat(snapshots.verify(100)).isPresent();
  }

  @Test
  void shouldHandOutNoDamagedBlock() throws IOException {
    write(snapshots, 100, small());
    byte[] changed = disk.contents(FIRST);
    changed[HEADER_BYTES + 8 + 1] ^= 1; // in the first block's payload
    disk.overwrite(FIRST, changed);
    try (SnapshotReader reader = snapshots.open(100)) {
      assertThatThrownBy(reader::next)
          .isInstanceOf(SnapshotDamaged.class)
          .hasMessageContaining(FIRST)
          .hasMessageContaining("offset " + HEADER_BYTES);
      assertThat(reader.proven()).isFalse();
    }
  }

  @Test
  void shouldSayThatTheFormatIsNewer() throws IOException {
    write(snapshots, 100, small());
    byte[] newer = disk.contents(FIRST);
    LogOnDisk.little(newer).putInt(8, 2);
    CRC32C crc = new CRC32C();
    crc.update(newer, 0, 68);
    LogOnDisk.little(newer).putInt(68, (int) crc.getValue());
    disk.overwrite(FIRST, newer);
    assertThatThrownBy(() -> snapshots.open(100))
        .isInstanceOf(UnsupportedFormat.class)
        .hasMessageContaining("format 2");
  }

  @Test
  void shouldRefuseWhatWasRenamedToAnotherSequence() throws IOException {
    write(snapshots, 100, small());
    disk.rename(FIRST, "snapshots/00000000000000000200.snapshot");
    assertThat(snapshots.verify(200)).isPresent();
  }

  @Test
  void shouldKeepTwoAndDropAnOlderOneOnlyOnceTheNewestWasReadBack() throws IOException {
    for (long sequence : new long[] {100, 200, 300}) {
      write(snapshots, sequence, small());
    }
    try (SnapshotReader newest = snapshots.open(300)) {
      assertThatThrownBy(() -> snapshots.retireBehind(newest))
          .isInstanceOf(IllegalStateException.class);
      assertThat(snapshots.newestFirst()).containsExactly(300L, 200L, 100L);
      readAll(newest);
      snapshots.retireBehind(newest);
    }
    assertThat(snapshots.newestFirst()).containsExactly(300L, 200L);
    try (SnapshotReader older = snapshots.open(200)) {
      readAll(older);
      assertThatThrownBy(() -> snapshots.retireBehind(older))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void shouldLeaveNothingOfASnapshotThatWasGivenUp() throws IOException {
    snapshots.prepare();
    try (SnapshotWriter writer = snapshots.begin(mark(100))) {
      writer.write(ByteBuffer.wrap(text("half")));
      assertThat(disk.list("snapshots")).hasSize(1);
    }
    assertThat(disk.list("snapshots")).isEmpty();
    assertThat(snapshots.newestFirst()).isEmpty();
  }

  @Test
  void shouldForceWhileItWritesAndNotAllAtTheEnd() throws IOException {
    snapshots.prepare();
    try (SnapshotWriter writer = snapshots.begin(mark(100))) {
      long before = disk.operations();
      ByteBuffer slice = ByteBuffer.allocate(SnapshotWriter.SLICE_BYTES_MAX);
      for (int i = 0; i < 4; i++) {
        writer.write(slice.clear());
      }
      assertThat(disk.operations() - before).as("each slice written and forced").isEqualTo(8);
    }
  }

  @Test
  void shouldAlwaysHaveAGoodOneWhenThePowerGoesAnywhere() throws IOException {
    crashEverywhere(any -> {}, SimulatedDisk::restorePower, SEEDS);
  }

  @Test
  void shouldAlwaysHaveAGoodOneWhenTheProcessDiesAnywhere() throws IOException {
    crashEverywhere(any -> {}, SimulatedDisk::restartProcess, 1);
  }

  @Test
  void shouldBeSeenToLoseWhenTheDiskForgetsForces() {
    assertThatThrownBy(
            () -> crashEverywhere(SimulatedDisk::ignoreForces, SimulatedDisk::restorePower, SEEDS))
        .as("a control: without forces this test must fail")
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void shouldBeSeenToLoseWhenTheDiskForgetsNames() {
    assertThatThrownBy(() ->
            crashEverywhere(
                SimulatedDisk::ignoreDirectoryForces, SimulatedDisk::restorePower, SEEDS))
        .as("a control: without forced directories this test must fail")
        .isInstanceOf(AssertionError.class);
  }

  private static void crashEverywhere(
      Consumer<SimulatedDisk> temper, Consumer<SimulatedDisk> restart, int seeds)
      throws IOException {
    for (int seed = 0; seed < seeds; seed++) {
      boolean crashed = true;
      for (long operation = 1; crashed; operation++) {
        SimulatedDisk disk = new SimulatedDisk(seed * 1_000L + operation);
        temper.accept(disk);
        disk.crashAtOperation(operation);
        List<Long> published = new ArrayList<>();
        crashed = liveUntilTheCrash(disk, published);
        restart.accept(disk);
        check(disk, published);
      }
    }
  }

  /** Writes four snapshots, each read back before an older one goes. */
  private static boolean liveUntilTheCrash(SimulatedDisk disk, List<Long> published)
      throws IOException {
    Snapshots written = new Snapshots(disk, "snapshots", SHARD);
    try {
      for (long sequence = 100; sequence <= 400; sequence += 100) {
        write(written, sequence, small());
        published.add(sequence);
        try (SnapshotReader reader = written.open(sequence)) {
          readAll(reader);
          written.retireBehind(reader);
        }
      }
      return false;
    } catch (PowerCut _) {
      return true;
    }
  }

  /** The two newest that were published are there and whole; what is unfinished is not seen. */
  private static void check(SimulatedDisk disk, List<Long> published) throws IOException {
    Snapshots found = new Snapshots(disk, "snapshots", SHARD);
    found.prepare();
    List<Long> newestFirst = found.newestFirst();
    int expected = Math.min(published.size(), Snapshots.KEPT);
    assertThat(newestFirst)
        .containsAll(published.subList(published.size() - expected, published.size()));
    for (long sequence : newestFirst) {
      assertThat(found.verify(sequence)).isEmpty();
    }
    assertThat(disk.list("snapshots")).hasSameSizeAs(newestFirst);
  }

  private static List<byte[]> small() {
    return List.of(text("shops"), text("goods and stock"), text("orders"));
  }

  private static SnapshotMark mark(long sequence) {
    return new SnapshotMark(LogContract.ID, SHARD, 2, sequence, 5_000 + sequence, -sequence, 1);
  }

  private static void write(Snapshots snapshots, long sequence, List<byte[]> slices)
      throws IOException {
    snapshots.prepare();
    try (SnapshotWriter writer = snapshots.begin(mark(sequence))) {
      for (byte[] slice : slices) {
        writer.write(ByteBuffer.wrap(slice));
      }
      writer.publish();
    }
  }

  private static List<byte[]> readAll(SnapshotReader reader) throws IOException {
    List<byte[]> slices = new ArrayList<>();
    for (var block = reader.next(); block != null; block = reader.next()) {
      byte[] slice = new byte[block.remaining()];
      block.get(slice);
      slices.add(slice);
    }
    return slices;
  }

  private static byte[] text(String text) {
    return LogOnDisk.text(text);
  }
}
