package io.millrace.projection;

import io.millrace.model.Recorded;
import io.millrace.model.fact.FactWords;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.wire.FactEncoder;
import io.millrace.projection.sql.Session;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * What happened to orders after they were placed, each fact as the log has it. The placing itself
 * is the order's own row.
 */
final class HistoryBook {

  private final Session session;
  private final Tables tables;
  private final FactEncoder encoder;

  HistoryBook(Session session, Tables tables, FactEncoder encoder) {
    this.session = session;
    this.tables = tables;
    this.encoder = encoder;
  }

  void write(FactPlace at, OrderChange change) throws SQLException {
    encoder.truncate(0);
    encoder.add(new Recorded(at.level(), at.shop(), at.position(), at.actor(), null, change));
    session
        .writer(
            tables.in(
                "INSERT INTO #order_history (order_id, version, position, at_ms, type, actor_role,"
                    + " actor, fact) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"))
        .number(change.order().value())
        .number(change.version())
        .number(at.position())
        .number(at.millis())
        .text(FactWords.of(change))
        .text(at.actor().role().name())
        .text(at.actor().id())
        .bytes(Arrays.copyOf(encoder.array(), encoder.length()))
        .add();
  }
}
