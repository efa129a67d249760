package io.millrace.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The looking commands over all that a data directory keeps: archive, live segments, snapshot. */
class KeptFilesTest {

  private static final int BLOCK_BYTES = 4_096;

  @TempDir Path data;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void writeLog() throws IOException {
    try (WrittenLog log = WrittenLog.in(data)) {
      log.writeLife();
      log.archive();
      log.snapshot(data, 0);
      log.write(WrittenLog.order(WrittenLog.SECOND_ORDER + 1, WrittenLog.MUG, 1));
    }
  }

  @Test
  void shouldTellWhatIsKept() {
    assertThat(run("log", "info")).isZero();
    assertThat(out.toString(UTF_8))
        .contains("  packed    ", "/archive/00000000000000000001.packed: sequences 1 to 3,")
        .contains("  segment   ", "/00000000000000000010.log: sequences 10 to 10,")
        .contains("  snapshot  of sequence 9 at 2023-11-14T22:13:20Z, digest ");
  }

  @Test
  void shouldReadFromTheArchiveIntoTheLiveSegments() {
    assertThat(run("log", "dump")).isZero();
    assertThat(out.toString(UTF_8).lines()).hasSize(10);
    out.reset();
    assertThat(run("log", "dump", "--from", "8", "--limit", "1")).isZero();
    assertThat(out.toString(UTF_8)).startsWith("{\"shard\":0,\"sequence\":8,");
    out.reset();
    assertThat(run("audit")).isZero();
    assertThat(out.toString(UTF_8)).contains("10 facts in 1 shards").doesNotContain("BROKEN");
  }

  /**
   * Small files at each byte. Live segments at some, because here each look is a whole command; the
   * journal's own tests try each of theirs. In the last segment, a changed frame looks torn.
   */
  @Test
  void shouldFindChangedBytesOfEveryFile() throws IOException {
    int files = 0;
    for (Path file : kept()) {
      byte[] whole = Files.readAllBytes(file);
      boolean isWrittenTo = file.toString().endsWith("10.log");
      for (int at = 0; at < whole.length; at += file.toString().endsWith(".log") ? 211 : 1) {
        if (at >= 2 * BLOCK_BYTES && isWrittenTo) {
          break; // zeros that the next frames will be written over
        }
        byte[] changed = whole.clone();
        changed[at] ^= (byte) (1 << at % 8);
        Files.write(file, changed);
        out.reset();
        int status = run("log", "verify");
        if (isWrittenTo && at >= BLOCK_BYTES) {
          assertThat(out.toString(UTF_8)).as("%s, byte %d", file, at).contains("loose bytes");
        } else {
          assertThat(status).as("%s, byte %d", file, at).isEqualTo(3);
          assertThat(out.toString(UTF_8)).contains(file.toString());
        }
      }
      Files.write(file, whole);
      files++;
    }
    assertThat(files).as("two packed, two live, one snapshot").isEqualTo(5);
    assertThat(run("log", "verify")).isZero();
    assertThat(out.toString(UTF_8)).contains("snapshot of sequence 9: well");
  }

  @Test
  void shouldFindThatASnapshotIsOfAnotherState() throws IOException {
    Path other = data.resolve("other");
    try (WrittenLog log = WrittenLog.in(other)) {
      log.writeLife();
      log.snapshot(other, 1);
    }
    assertThat(run(other, "audit")).isEqualTo(1);
    assertThat(out.toString(UTF_8))
        .contains("broken (7): shard 0, sequence 9: the snapshot of this sequence says something");
  }

  @Test
  void shouldFindThatASnapshotIsAheadOfTheLog() throws IOException {
    Path other = data.resolve("other");
    try (WrittenLog log = WrittenLog.in(other)) {
      log.writeLife();
    }
    Files.createDirectories(other.resolve("shard-000/snapshots"));
    try (WrittenLog longer = WrittenLog.in(data.resolve("longer"))) {
      longer.writeLife();
      longer.write(WrittenLog.order(WrittenLog.SECOND_ORDER + 1, WrittenLog.MUG, 1));
      longer.snapshot(other, 0);
    }
    assertThat(run(other, "audit")).isEqualTo(1);
    assertThat(out.toString(UTF_8)).contains("sequence 10: the snapshot of this sequence is ahead");
  }

  @Test
  void shouldNameADamagedSnapshotInAnAudit() throws IOException {
    Path snapshot = data.resolve("shard-000/snapshots/00000000000000000009.snapshot");
    byte[] changed = Files.readAllBytes(snapshot);
    changed[80] ^= 1;
    Files.write(snapshot, changed);
    assertThat(run("audit")).isEqualTo(3);
    assertThat(out.toString(UTF_8)).contains("damaged: snapshot " + snapshot);
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> all = Files.walk(data)) {
      return all.filter(path -> path.toString().matches(".*\\.(log|packed|snapshot)"))
          .sorted()
          .toList();
    }
  }

  private int run(String... arguments) {
    return run(data, arguments);
  }

  private int run(Path directory, String... arguments) {
    PrintStream printed = new PrintStream(out, true, UTF_8);
    return Millrace.run(
        new Terminal(printed, printed, Map.of("MILLRACE_DATA", directory.toString())), arguments);
  }
}
