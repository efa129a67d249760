package io.millrace.app.backup;

import io.millrace.app.Stop;
import io.millrace.app.data.DataDirectory;
import io.millrace.app.data.KeyFile;
import io.millrace.journal.BackupManifest;
import io.millrace.journal.Disk;
import io.millrace.journal.LogBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A backup of a data directory, laid out as one: a start on a copy of it needs nothing else.
 *
 * <pre>
 *   claim the directory ─▶ each shard: snapshot, then log ─▶ keys ─▶ manifest ─▶ tidy
 *                                                                      │
 *   cut before it: the earlier backup stands, or none does ◀───────────┘
 * </pre>
 */
final class Backup {

  /** There from the beginning of the first backup until its manifest: nothing to start on. */
  static final String UNFINISHED = "backup.unfinished";

  private static final Pattern OURS =
      Pattern.compile("lock|shard-\\d{3,4}|(operator|node)\\.key(\\.unfinished)?|backup\\..*");

  private static final List<String> KEYS =
      List.of(DataDirectory.NODE_KEY, DataDirectory.OPERATOR_KEY);

  /** With less than this a write that failed has failed for want of room. */
  private static final long ROOM_BYTES_MIN = 2L << 20;

  private final Disk disk;
  private final DataDirectory source;
  private final DataDirectory target;
  private final LogBackup.Progress progress;

  Backup(Disk disk, DataDirectory source, Path target, LogBackup.Progress progress) {
    this.disk = disk;
    this.source = source;
    this.target = new DataDirectory(target);
    this.progress = progress;
  }

  BackupManifest make(long nowMillis) throws IOException {
    makeDirectory();
    try (Disk.Lock _ = claim()) {
      return copy(nowMillis);
    } catch (IOException failed) {
      long usable = disk.usableBytes(directory());
      if (usable >= ROOM_BYTES_MIN) {
        throw failed;
      }
      throw Stop.environment(
          "The disk of %s is full: %d KiB are left. An earlier backup there still stands, and what was copied stays for the next try. Make room and do it again."
              .formatted(target.path(), usable >> 10),
          failed);
    }
  }

  private String directory() {
    return target.path().toString();
  }

  /** For its owner only, like the keys in it. */
  private void makeDirectory() throws IOException {
    if (Files.isDirectory(target.path())) {
      return;
    }
    disk.createDirectories(directory());
    if (Files.getFileStore(target.path()).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(target.path(), PosixFilePermissions.fromString("rwx------"));
    }
  }

  /**
   * A directory that is neither empty nor a backup stays as it is, whatever lies in it. The lock is
   * the one that a node takes: two backups into one directory would take each other's files for
   * left-overs, and a start on it is no time for one either.
   */
  private Disk.Lock claim() throws IOException {
    List<String> names = disk.list(directory());
    List<String> strange = names.stream().filter(name -> !OURS.matcher(name).matches()).toList();
    boolean isBackup = names.contains(BackupManifest.NAME) || names.contains(UNFINISHED);
    if (!strange.isEmpty() || !(names.isEmpty() || isBackup)) {
      throw Stop.wrongUse(
          "%s is neither empty nor a backup: %s lies there. Name another directory."
              .formatted(target.path(), strange.isEmpty() ? names.getFirst() : strange.getFirst()));
    }
    if (!isBackup) { // before anything else of ours lies there
      disk.open(target.path().resolve(UNFINISHED).toString(), Disk.Access.CREATE).close();
      disk.forceDirectory(directory());
    }
    return disk.lock(target.path().resolve(DataDirectory.LOCK).toString());
  }

  private BackupManifest copy(long nowMillis) throws IOException {
    Map<Integer, BackupManifest.Shard> earlier = new HashMap<>();
    Optional<BackupManifest> manifest = BackupManifest.read(disk, directory());
    manifest.ifPresent(of -> of.shards().forEach(shard -> earlier.put(shard.number(), shard)));
    Map<LogBackup, BackupManifest.Shard> held = new HashMap<>();
    List<BackupManifest.Shard> shards = new ArrayList<>();
    for (DataDirectory.Shard shard : source.shardsOrStop()) {
      DataDirectory.Shard to = target.shard(shard.number());
      LogBackup backup =
          new LogBackup(
              shard.place(disk),
              shard.snapshots(disk),
              to.place(disk),
              to.snapshots(disk),
              progress);
      BackupManifest.Shard copied = backup.copy(earlier.get(shard.number()));
      shards.add(copied);
      held.put(backup, copied);
    }
    BackupManifest made = new BackupManifest(nowMillis, copyKeys(), shards);
    made.write(disk, directory());
    for (Map.Entry<LogBackup, BackupManifest.Shard> shard : held.entrySet()) {
      shard.getKey().tidy(shard.getValue());
    }
    disk.delete(target.path().resolve(UNFINISHED).toString());
    disk.forceDirectory(directory());
    return made;
  }

  /**
   * Without the node's key nobody reads what was sealed with it; the operator's may be made anew.
   */
  private List<BackupManifest.Key> copyKeys() throws IOException {
    List<BackupManifest.Key> keys = new ArrayList<>();
    for (String name : KEYS) {
      KeyFile from = new KeyFile(source.path(), name);
      KeyFile to = new KeyFile(target.path(), name);
      if (from.exists()) {
        if (!to.exists() || to.checksum() != from.checksum()) {
          to.replace(from.read());
        }
        keys.add(new BackupManifest.Key(name, to.checksum()));
      } else if (name.equals(DataDirectory.NODE_KEY)) {
        throw Stop.damaged(
            "%s is gone: a backup without it would be of no use."
                .formatted(source.path().resolve(name)));
      }
    }
    return keys;
  }
}
