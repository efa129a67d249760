package io.millrace.edge.hearing;

import io.millrace.edge.csv.CsvLines;
import io.millrace.edge.json.JsonWriter;
import io.millrace.model.Actor;
import io.millrace.model.fact.FactWords;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.ShopFact;
import io.millrace.node.follow.EventPlace;
import io.millrace.node.follow.FollowedFact;
import java.util.List;

/**
 * Events as lines of CSV: what all have in columns, and the data of each, which differ by type, as
 * one value of JSON.
 */
final class EventCsv {

  private EventCsv() {}

  static byte[] names() {
    CsvLines lines = new CsvLines();
    lines.names(List.of("id", "position", "at", "type", "actor_role", "actor", "order_id", "data"));
    return lines.bytes();
  }

  static byte[] lines(List<FollowedFact> facts, FactJson json) {
    CsvLines lines = new CsvLines();
    for (FollowedFact fact : facts) {
      if (fact.recorded().fact() instanceof ShopFact of) {
        Actor actor = fact.recorded().actor();
        lines
            .id(EventCursor.of(EventPlace.of(fact)))
            .number(fact.recorded().shopSequence())
            .id(JsonWriter.rfc3339(fact.timeMillis()))
            .id(FactWords.of(of))
            .id(actor.role().name())
            .id(actor.id());
        order(lines, of);
        lines.words(json.data(of)).end();
      }
    }
    return lines.bytes();
  }

  private static void order(CsvLines lines, ShopFact fact) {
    switch (fact) {
      case OrderPlaced placed -> lines.id(placed.order().toString());
      case OrderChange change -> lines.id(change.order().toString());
      default -> lines.nothing(); // of no order
    }
  }
}
