package io.millrace.app.data;

import io.millrace.app.Stop;
import io.millrace.journal.FileSystemDisk;
import io.millrace.journal.LogInspector;
import io.millrace.model.fact.Opened;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code --data} names.
 *
 * <pre>
 *   DATA/operator.key     opens every route; mode 600
 *   DATA/node.key         seals buyer secrets, signs submit tokens; mode 600
 *   DATA/shard-000/       the log of shard 0, and nothing else
 *   DATA/shard-001/       …
 * </pre>
 */
public record DataDirectory(Path path) {

  public static final String OPERATOR_KEY = "operator.key";
  public static final String NODE_KEY = "node.key";

  private static final Pattern SHARD = Pattern.compile("shard-(\\d{3,4})");

  /** A shard that has a log. */
  public record Shard(int number, Path path) {
    public LogInspector inspector() {
      return new LogInspector(new FileSystemDisk(), path.toString());
    }
  }

  public Path shard(int number) {
    return path.resolve("shard-%03d".formatted(number));
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
          shards.add(new Shard(Integer.parseInt(name.group(1)), entry));
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

  /** How many shards the first start was told of; empty before it. */
  public OptionalInt shardsAtFirstStart() throws IOException {
    List<Shard> present = shards();
    if (present.isEmpty()) {
      return OptionalInt.empty();
    }
    if (present.getFirst().number() != 0) {
      throw Stop.damaged(
          "%s is gone, but shard %d is there: restore it before a start."
              .formatted(shard(0), present.getFirst().number()));
    }
    int[] shards = {0};
    LogWalk.from(
        present.getFirst().inspector(),
        1,
        frame -> {
          if (LoggedFacts.of(frame).getFirst().fact() instanceof Opened opened) {
            shards[0] = opened.shards();
          }
          return false;
        });
    return shards[0] == 0 ? OptionalInt.empty() : OptionalInt.of(shards[0]);
  }
}
