package io.millrace.app.data;

import io.millrace.app.Stop;
import io.millrace.journal.Disk;
import io.millrace.journal.FileSystemDisk;
import io.millrace.journal.LogInspector;
import io.millrace.journal.LogPlace;
import io.millrace.journal.Snapshots;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code --data} names.
 *
 * <pre>
 *   DATA/operator.key     opens every route; mode 600
 *   DATA/node.key         seals buyer secrets, signs submit tokens; mode 600
 *   DATA/lock             held while a node runs on the directory
 *   DATA/read-model.db    tables made of the log, and made again while that is whole
 *   DATA/deliveries.db    what is to be sent to webhooks, and what became of it
 *   DATA/calls.db         what was asked of third parties, and what they said
 *   DATA/shard-000/       the log of shard 0
 *             archive/    its packed segments
 *             snapshots/  its snapshots
 *   DATA/shard-001/       …
 * </pre>
 *
 * Packed segments and snapshots may each lie in a directory of their own, such as on another disk;
 * below it there is one for each shard, with the same name as here.
 */
public record DataDirectory(Path path, Optional<Path> archive, Optional<Path> snapshots) {

  public static final String OPERATOR_KEY = "operator.key";
  public static final String NODE_KEY = "node.key";
  public static final String LOCK = "lock";

  private static final String READ_MODEL = "read-model.db";
  private static final String DELIVERIES = "deliveries.db";
  private static final String CALLS = "calls.db";

  private static final String ARCHIVE = "archive";
  private static final String SNAPSHOTS = "snapshots";

  private static final Pattern SHARD = Pattern.compile("shard-(\\d{3,4})");

  /** Where everything lies in one place. */
  public DataDirectory(Path path) {
    this(path, Optional.empty(), Optional.empty());
  }

  /** Where a shard's log and snapshots lie. */
  public record Shard(int number, Path path, Path archive, Path snapshotPath) {
    public LogPlace place(Disk disk) {
      return new LogPlace(disk, path.toString(), archive.toString(), number);
    }

    /** Of the archive and the live segments. */
    public LogInspector inspector() {
      return new LogInspector(place(new FileSystemDisk()));
    }

    public Snapshots snapshots() {
      return snapshots(new FileSystemDisk());
    }

    public Snapshots snapshots(Disk disk) {
      return new Snapshots(disk, snapshotPath.toString(), number);
    }
  }

  /** Where the read model lies if no other database is named. */
  public Path readModel() {
    return path.resolve(READ_MODEL);
  }

  /** Where it stands what is to be sent, and what was. */
  public Path deliveries() {
    return path.resolve(DELIVERIES);
  }

  /** Where calls to third parties are logged. */
  public Path calls() {
    return path.resolve(CALLS);
  }

  public Shard shard(int number) {
    String name = String.format(Locale.ROOT, "shard-%03d", number);
    Path directory = path.resolve(name);
    return new Shard(
        number,
        directory,
        archive.map(elsewhere -> elsewhere.resolve(name)).orElse(directory.resolve(ARCHIVE)),
        snapshots.map(elsewhere -> elsewhere.resolve(name)).orElse(directory.resolve(SNAPSHOTS)));
  }

  /** Those that are there, in order; none if nothing was ever started here. */
  public List<Shard> shards() throws IOException {
    List<Shard> shards = new ArrayList<>();
    if (!Files.isDirectory(path)) {
      return shards;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, "shard-*")) {
      for (Path entry : entries) {
        Matcher name = SHARD.matcher(String.valueOf(entry.getFileName()));
        if (name.matches() && holdsLog(entry)) {
          shards.add(shard(Integer.parseInt(name.group(1))));
        }
      }
    }
    shards.sort((one, other) -> Integer.compare(one.number(), other.number()));
    return shards;
  }

  /** A first start that was killed early leaves a directory without a log, which is no loss. */
  private static boolean holdsLog(Path directory) throws IOException {
    try (DirectoryStream<Path> segments = Files.newDirectoryStream(directory, "*.log")) {
      return segments.iterator().hasNext();
    }
  }

  /** For the commands that look at what is there. */
  public List<Shard> shardsOrStop() throws IOException {
    List<Shard> shards = shards();
    if (shards.isEmpty()) {
      throw Stop.wrongUse(
          "There is no log in %s: name the data directory with --data.".formatted(path));
    }
    return shards;
  }

  /**
   * Shards are made in order, so a gap is a log that was lost. Starting over it would make an empty
   * one, and its shops would be gone without a word.
   */
  public void checkNoShardIsLost() throws IOException {
    int expected = 0;
    for (Shard shard : shards()) {
      if (shard.number() != expected) {
        throw Stop.damaged(
            "%s is gone, but %s is there: restore it before a start."
                .formatted(shard(expected).path(), shard.path()));
      }
      expected++;
    }
  }
}
