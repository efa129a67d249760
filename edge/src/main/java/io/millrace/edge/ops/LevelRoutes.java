package io.millrace.edge.ops;

import static io.millrace.edge.http.Audience.OPERATOR;

import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.RefusalProblem;
import io.millrace.edge.http.Route;
import io.millrace.edge.json.JsonReader;
import io.millrace.edge.json.JsonWriter;
import io.millrace.model.Level;
import io.millrace.model.answer.LevelView;
import io.millrace.model.command.RaiseLevel;
import io.millrace.model.command.ReadLevel;
import io.millrace.model.refusal.LevelUnread;
import io.millrace.node.LogReader;
import java.util.ArrayList;
import java.util.List;

/** The level of the node's logs: what it is, who reads them, and raising it. */
public final class LevelRoutes {
  private static final String PATH = "/v1/admin/level";

  private final LogReaders readers;

  public LevelRoutes(LogReaders readers) {
    this.readers = readers;
  }

  public List<Route> all() {
    return List.of(Route.get(PATH, OPERATOR, this::show), Route.put(PATH, OPERATOR, this::raise));
  }

  private record Shard(int number, LevelView level, List<LogReader> readers) {}

  private HttpAnswer show(Exchange exchange) {
    return answer(shards(exchange));
  }

  /**
   * Nothing is raised unless all shards serve and nobody is left behind in any. If one fails then,
   * the others stay raised, and asking again goes on with it.
   */
  private HttpAnswer raise(Exchange exchange) {
    int level = exchange.read(LevelRoutes::level);
    List<Shard> before = shards(exchange);
    for (Shard shard : before) {
      requireNobodyIsLeft(shard, level);
    }
    for (Shard shard : before) {
      exchange.ask(shard.number(), new RaiseLevel(level));
    }
    return answer(shards(exchange));
  }

  private static int level(JsonReader json) {
    Integer level =
        json.onlyField(
            "level",
            () -> {
              int read = json.smallInteger();
              if (read < Level.FIRST) {
                throw json.refused("must be 1 or more");
              }
              return read;
            });
    return json.required(level, "level");
  }

  private static void requireNobodyIsLeft(Shard shard, int level) {
    if (level <= shard.level().level()) {
      return;
    }
    for (LogReader reader : shard.readers()) {
      if (reader.reads() < level) {
        throw RefusalProblem.of(new LevelUnread(shard.number(), reader.name(), reader.reads()))
            .raised();
      }
    }
  }

  private List<Shard> shards(Exchange exchange) {
    List<Shard> shards = new ArrayList<>();
    for (int shard = 0; shard < exchange.gate().shards(); shard++) {
      LevelView level = exchange.ask(shard, new ReadLevel()).as(LevelView.class);
      shards.add(new Shard(shard, level, readers.of(shard)));
    }
    return shards;
  }

  private static HttpAnswer answer(List<Shard> shards) {
    return HttpAnswer.json(
            200,
            json ->
                json.number("known", shards.getFirst().level().known())
                    .list("shards", shards, LevelRoutes::shard))
        .with("Cache-Control", "no-store");
  }

  private static void shard(JsonWriter json, Shard shard) {
    json.number("shard", shard.number())
        .number("level", shard.level().level())
        .list(
            "readers",
            shard.readers(),
            (item, reader) -> item.text("reader", reader.name()).number("reads", reader.reads()));
  }
}
