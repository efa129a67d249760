package io.millrace.app.backup;

import io.millrace.app.Stop;
import io.millrace.app.data.DataDirectory;
import io.millrace.app.data.KeyFile;
import io.millrace.journal.BackupManifest;
import io.millrace.journal.Disk;
import io.millrace.journal.FileSystemDisk;
import io.millrace.journal.LogId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A data directory that is the copy of a backup: its manifest lies in it until the first start has
 * come to its end, and is why that start begins logs of their own.
 */
public final class RestoredCopy {

  private static final Set<String> ENDINGS = Set.of("log", "packed", "snapshot", "tmp");

  private final DataDirectory data;
  private final Disk disk = new FileSystemDisk();
  private final @Nullable BackupManifest manifest;
  private final Map<Integer, LogId> parents = new HashMap<>();

  private RestoredCopy(DataDirectory data, @Nullable BackupManifest manifest) {
    this.data = data;
    this.manifest = manifest;
    if (manifest != null) {
      manifest.shards().forEach(shard -> parents.put(shard.number(), shard.log()));
    }
  }

  /**
   * Judges the directory before anything is opened. One that is no copy of a backup is well.
   *
   * @throws Stop if the backup was cut short, or its copy
   */
  public static RestoredCopy of(DataDirectory data) throws IOException {
    Optional<BackupManifest> manifest =
        BackupManifest.read(new FileSystemDisk(), data.path().toString());
    if (manifest.isEmpty() && Files.exists(data.path().resolve(Backup.UNFINISHED))) {
      throw Stop.damaged(
          "%s is a backup that was cut short before it was whole. Use another one, or finish it with `millrace backup` if its node is still there."
              .formatted(data.path()));
    }
    RestoredCopy copy = new RestoredCopy(data, manifest.orElse(null));
    if (manifest.isPresent()) {
      copy.check(manifest.get());
    }
    return copy;
  }

  /** Whether this is the first start on a copy. */
  public boolean isCopy() {
    return manifest != null;
  }

  /** The log that a shard's files are a copy of; null if they are the log itself. */
  public @Nullable LogId parent(int shard) {
    return parents.get(shard);
  }

  /** To be called when all shards serve: from now on this is a data directory like any other. */
  public void settle() throws IOException {
    if (manifest != null) {
      for (String name : List.of(Backup.UNFINISHED, BackupManifest.NAME)) {
        disk.delete(data.path().resolve(name).toString());
      }
      disk.forceDirectory(data.path().toString());
    }
  }

  private void check(BackupManifest backup) throws IOException {
    for (BackupManifest.Key key : backup.keys()) {
      KeyFile copied = new KeyFile(data.path(), key.name());
      if (!copied.exists() || copied.checksum() != key.crc()) {
        throw notWhole(data.path().resolve(key.name()), "missing, or not the one that was copied");
      }
    }
    for (BackupManifest.Shard shard : backup.shards()) {
      check(data.shard(shard.number()), shard);
    }
  }

  private void check(DataDirectory.Shard at, BackupManifest.Shard shard) throws IOException {
    if (isLeft(at, shard)) {
      return; // a first start came as far as this, and no further
    }
    Set<Path> named = new TreeSet<>();
    for (BackupManifest.File packed : shard.packed()) {
      named.add(require(at.archive(), packed));
    }
    named.add(require(at.path(), shard.segment()));
    BackupManifest.File snapshot = shard.snapshot();
    if (snapshot != null) {
      named.add(require(at.snapshotPath(), snapshot));
    }
    for (Path directory : List.of(at.path(), at.archive(), at.snapshotPath())) {
      removeUnnamed(directory, named);
    }
  }

  /** Whether the log that was copied has been left for one of its own. */
  private static boolean isLeft(DataDirectory.Shard at, BackupManifest.Shard shard)
      throws IOException {
    try {
      return !at.inspector().overview().id().equals(shard.log());
    } catch (NoSuchFileException _) {
      return false; // what is missing is told below
    }
  }

  /** The last segment may have grown: a later backup began, and was cut short. */
  private static Path require(Path directory, BackupManifest.File file) throws IOException {
    Path path = directory.resolve(file.name());
    if (!Files.exists(path)) {
      throw notWhole(path, "missing");
    }
    long bytes = Files.size(path);
    boolean mayGrow = file.name().endsWith(".log");
    if (bytes < file.bytes() || (bytes > file.bytes() && !mayGrow)) {
      throw notWhole(path, "%d bytes long instead of %d".formatted(bytes, file.bytes()));
    }
    return path;
  }

  private static Stop notWhole(Path file, String what) {
    return Stop.damaged(
        "This copy of a backup is not whole: %s is %s. Copy the backup again."
            .formatted(file, what));
  }

  /**
   * What a later backup that was cut short has added is no part of this one. Only below the data
   * directory, which is the copy: what lies elsewhere may be somebody's only history.
   */
  private void removeUnnamed(Path directory, Set<Path> named) throws IOException {
    if (!directory.startsWith(data.path()) || !Files.isDirectory(directory)) {
      return;
    }
    List<Path> unnamed = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      files.filter(file -> isOurs(file) && !named.contains(file)).forEach(unnamed::add);
    }
    for (Path file : unnamed) {
      disk.delete(file.toString());
    }
    if (!unnamed.isEmpty()) {
      disk.forceDirectory(directory.toString());
    }
  }

  private static boolean isOurs(Path file) {
    String name = file.getFileName().toString();
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
  }
}
