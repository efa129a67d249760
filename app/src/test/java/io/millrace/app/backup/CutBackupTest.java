package io.millrace.app.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.app.Stop;
import io.millrace.app.WrittenLog;
import io.millrace.app.data.DataDirectory;
import io.millrace.app.data.KeyFile;
import io.millrace.journal.BackupManifest;
import io.millrace.journal.FileSystemDisk;
import io.millrace.journal.LogBackup;
import io.millrace.journal.LogInspector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup that dies at each of its steps: what lies there is the earlier one, or none. */
class CutBackupTest {

  private static final LogBackup.Progress UNSEEN =
      new LogBackup.Progress() {
        @Override
        public void copied(long bytes) {}

        @Override
        public void kept(long bytes) {}
      };

  @TempDir Path directory;

  @Test
  void shouldStandAsTheEarlierBackupOrAsTheNewOneWhereverItIsCut() throws IOException {
    boolean cut = true;
    for (int changes = 0; cut; changes++) {
      Path data = directory.resolve("data-" + changes);
      Path backup = directory.resolve("backup-" + changes);
      try (WrittenLog log = write(data)) {
        make(data, backup, Long.MAX_VALUE);
        log.write(WrittenLog.order(WrittenLog.SECOND_ORDER + 1, WrittenLog.MUG, 1));
        log.write(WrittenLog.order(WrittenLog.SECOND_ORDER + 2, WrittenLog.MUG, 1));
        log.snapshot(data, 0);
        cut = isCut(data, backup, changes);
        long last = last(backup).orElseThrow();
        assertThat(last).isIn(9L, 11L);
        requireWhole(backup, directory.resolve("copy-" + changes), last);
        make(data, backup, Long.MAX_VALUE);
        requireWhole(backup, directory.resolve("again-" + changes), 11);
      }
    }
  }

  @Test
  void shouldBeNoBackupUntilTheFirstIsWhole() throws IOException {
    boolean cut = true;
    for (int changes = 1; cut; changes++) { // with none there is not even a directory
      Path data = directory.resolve("data-" + changes);
      Path backup = directory.resolve("backup-" + changes);
      try (WrittenLog log = write(data)) {
        log.snapshot(data, 0);
        cut = isCut(data, backup, changes);
        if (last(backup).isPresent()) {
          requireWhole(backup, directory.resolve("copy-" + changes), 9);
        } else if (Files.exists(backup.resolve(Backup.UNFINISHED))) {
          assertThatThrownBy(() -> RestoredCopy.of(new DataDirectory(backup)))
              .isInstanceOf(Stop.class)
              .hasMessageContaining("cut short");
        } else {
          assertThat(backup.resolve("shard-000")).doesNotExist();
        }
        make(data, backup, Long.MAX_VALUE);
        requireWhole(backup, directory.resolve("again-" + changes), 9);
      }
    }
  }

  private static WrittenLog write(Path data) throws IOException {
    WrittenLog log = WrittenLog.in(data);
    log.writeLife();
    new KeyFile(data, DataDirectory.NODE_KEY).replace("node's");
    new KeyFile(data, DataDirectory.OPERATOR_KEY).replace("operator's");
    return log;
  }

  private static void make(Path data, Path backup, long changes) throws IOException {
    new Backup(new CutDisk(changes), new DataDirectory(data), backup, UNSEEN).make(1_000);
  }

  private static boolean isCut(Path data, Path backup, long changes) throws IOException {
    try {
      make(data, backup, changes);
      return false;
    } catch (CutDisk.Cut _) {
      return true;
    }
  }

  private static Optional<Long> last(Path backup) throws IOException {
    return BackupManifest.read(new FileSystemDisk(), backup.toString())
        .map(manifest -> manifest.shards().getFirst().last().sequence());
  }

  /** As a start judges a copy; which then holds what the manifest says, or more. */
  private static void requireWhole(Path backup, Path copy, long last) throws IOException {
    try (var files = Files.walk(backup)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(backup.relativize(file).toString()));
      }
    }
    DataDirectory restored = new DataDirectory(copy);
    assertThat(RestoredCopy.of(restored).parent(0)).isNotNull();
    LogInspector.Verdict verdict = restored.shard(0).inspector().verify();
    assertThat(verdict.badPlaces()).isEmpty();
    assertThat(verdict.lastSequence()).isBetween(last, 11L);
  }
}
