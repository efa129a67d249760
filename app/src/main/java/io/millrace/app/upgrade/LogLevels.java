package io.millrace.app.upgrade;

import io.millrace.node.LogReader;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a node says of the level of its logs.
 *
 * @param known the highest level that it can read
 */
record LogLevels(int known, List<Shard> shards) {

  static final String ROUTE = "/v1/admin/level";

  /** A shard's log, and who reads it. */
  record Shard(int number, int level, List<LogReader> readers) {}

  /** Who keeps a log from its next level. */
  record Behind(int shard, LogReader reader) {}

  /** The level of the log that is furthest behind. */
  int lowest() {
    return shards.stream().mapToInt(Shard::level).min().orElse(known);
  }

  Optional<Behind> behind(int level) {
    return shards.stream()
        .filter(shard -> shard.level() < level)
        .flatMap(shard ->
            shard.readers().stream()
                .filter(reader -> reader.reads() < level)
                .map(reader -> new Behind(shard.number(), reader)))
        .findFirst();
  }

  void print(PrintStream out) {
    for (Shard shard : shards) {
      out.printf("shard %d: level %d%n", shard.number(), shard.level());
      for (LogReader reader : shard.readers()) {
        out.printf("  read by %s, up to level %d%n", reader.name(), reader.reads());
      }
    }
  }

  static LogLevels of(String json) {
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      int known = 0;
      List<Shard> shards = new ArrayList<>();
      for (String field = parser.nextName(); field != null; field = parser.nextName()) {
        parser.nextToken();
        switch (field) {
          case "known" -> known = parser.getIntValue();
          case "shards" -> {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
              shards.add(shard(parser));
            }
          }
          default -> parser.skipChildren();
        }
      }
      return new LogLevels(known, shards);
    }
  }

  private static Shard shard(JsonParser parser) {
    int number = 0;
    int level = 0;
    List<LogReader> readers = new ArrayList<>();
    for (String field = parser.nextName(); field != null; field = parser.nextName()) {
      parser.nextToken();
      switch (field) {
        case "shard" -> number = parser.getIntValue();
        case "level" -> level = parser.getIntValue();
        case "readers" -> {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            readers.add(reader(parser));
          }
        }
        default -> parser.skipChildren();
      }
    }
    return new Shard(number, level, readers);
  }

  private static LogReader reader(JsonParser parser) {
    String name = "";
    int reads = 0;
    for (String field = parser.nextName(); field != null; field = parser.nextName()) {
      parser.nextToken();
      switch (field) {
        case "reader" -> name = parser.getString();
        case "reads" -> reads = parser.getIntValue();
        default -> parser.skipChildren();
      }
    }
    return new LogReader(name, reads);
  }
}
