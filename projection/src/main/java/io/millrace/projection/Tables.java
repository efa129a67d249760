package io.millrace.projection;

import io.millrace.projection.sql.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tables, which {@code docs/read-models.md} describes. They are never altered: another version
 * is built beside from the log, under the same names behind a prefix, and then renamed.
 */
final class Tables {

  /** Counts changes of the tables or of what their rows mean. */
  static final int VERSION = 3;

  /** Those that are asked. */
  static final Tables CURRENT = new Tables("");

  /** Those that are being made beside. */
  static final Tables NEXT = new Tables("next_");

  /** Where tables go that were replaced, for the moment in which they are dropped. */
  private static final String OLD = "old_";

  private static final String SCHEMA = "millrace_schema";

  /** Says which part of all rows the others have; where it is not there, they have all. */
  private static final String PART = "millrace_part";

  /** The last one says that all are there. */
  private static final List<String> NAMES =
      List.of(
          "shops",
          "orders",
          "order_lines",
          "order_charges",
          "order_labels",
          "order_history",
          "shipments",
          "shipment_lines",
          "shipment_labels",
          "stock",
          "stock_movements",
          "buyers",
          "sales",
          "sales_paid",
          "tasks",
          "millrace_cursors",
          "millrace_skipped",
          SCHEMA);

  private static final String STATEMENTS =
      """
      CREATE TABLE {p}shops (
        shop VARCHAR(64) NOT NULL PRIMARY KEY, shard BIGINT NOT NULL, name VARCHAR(200) NOT NULL,
        currency VARCHAR(3) NOT NULL, timezone VARCHAR(64) NOT NULL, position BIGINT NOT NULL){flat};
      CREATE TABLE {p}orders (
        order_id {number key}, shop VARCHAR(64) NOT NULL, buyer VARCHAR(64) NOT NULL,
        status VARCHAR(20) NOT NULL, course VARCHAR(20) NOT NULL, payment VARCHAR(20) NOT NULL,
        fulfilment VARCHAR(20) NOT NULL, currency VARCHAR(3) NOT NULL, total BIGINT NOT NULL,
        paid BIGINT NOT NULL, reference VARCHAR(64), created_at_ms BIGINT NOT NULL,
        updated_at_ms BIGINT NOT NULL, payment_deadline_ms BIGINT NOT NULL,
        placed_deadline_ms BIGINT NOT NULL, closed_at_ms BIGINT, close_reason VARCHAR(32),
        completes_at_ms BIGINT, stuck_why VARCHAR(20), stuck_since_ms BIGINT,
        parcels BIGINT NOT NULL, parcels_under_way BIGINT NOT NULL, version BIGINT NOT NULL,
        position BIGINT NOT NULL, level BIGINT NOT NULL, placed_by_role VARCHAR(10) NOT NULL,
        placed_by VARCHAR(64) NOT NULL){table};
      CREATE INDEX {i}orders_by_time ON {p}orders (shop, created_at_ms{, order_id});
      CREATE INDEX {i}orders_by_buyer ON {p}orders (shop, buyer, created_at_ms{, order_id});
      CREATE INDEX {i}orders_by_status ON {p}orders (shop, status, created_at_ms{, order_id});
      CREATE INDEX {i}orders_by_reference ON {p}orders (shop, reference) {where reference is set};
      CREATE TABLE {p}order_lines (
        order_id BIGINT NOT NULL, line BIGINT NOT NULL, sku VARCHAR(64) NOT NULL,
        name VARCHAR(200) NOT NULL, quantity BIGINT NOT NULL, unit_price BIGINT NOT NULL,
        counted BIGINT NOT NULL, shipped BIGINT NOT NULL, delivered BIGINT NOT NULL,
        PRIMARY KEY (order_id, line)){flat};
      CREATE TABLE {p}order_charges (
        order_id BIGINT NOT NULL, charge BIGINT NOT NULL, kind VARCHAR(20) NOT NULL,
        label VARCHAR(64) NOT NULL, amount BIGINT NOT NULL, PRIMARY KEY (order_id, charge)){flat};
      CREATE TABLE {p}order_labels (
        order_id BIGINT NOT NULL, name VARCHAR(40) NOT NULL, value VARCHAR(200) NOT NULL,
        PRIMARY KEY (order_id, name)){flat};
      CREATE TABLE {p}order_history (
        order_id BIGINT NOT NULL, version BIGINT NOT NULL, position BIGINT NOT NULL,
        at_ms BIGINT NOT NULL, type VARCHAR(40) NOT NULL, actor_role VARCHAR(10) NOT NULL,
        actor VARCHAR(64) NOT NULL, fact {bytes} NOT NULL, PRIMARY KEY (order_id, version)){flat};
      CREATE TABLE {p}shipments (
        order_id BIGINT NOT NULL, shipment BIGINT NOT NULL, shop VARCHAR(64) NOT NULL,
        carrier VARCHAR(64) NOT NULL, tracking_number VARCHAR(64) NOT NULL, reference VARCHAR(64),
        shipped_at_ms BIGINT NOT NULL, delivered_at_ms BIGINT,
        PRIMARY KEY (order_id, shipment)){flat};
      CREATE TABLE {p}shipment_lines (
        order_id BIGINT NOT NULL, shipment BIGINT NOT NULL, place BIGINT NOT NULL,
        line BIGINT NOT NULL, quantity BIGINT NOT NULL,
        PRIMARY KEY (order_id, shipment, place)){flat};
      CREATE TABLE {p}shipment_labels (
        order_id BIGINT NOT NULL, shipment BIGINT NOT NULL, name VARCHAR(40) NOT NULL,
        value VARCHAR(200) NOT NULL, PRIMARY KEY (order_id, shipment, name)){flat};
      CREATE TABLE {p}stock (
        shop VARCHAR(64) NOT NULL, sku VARCHAR(64) NOT NULL, on_hand BIGINT NOT NULL,
        available BIGINT NOT NULL, held BIGINT NOT NULL, committed BIGINT NOT NULL,
        shipped BIGINT NOT NULL, updated_at_ms BIGINT NOT NULL, PRIMARY KEY (shop, sku)){flat};
      CREATE TABLE {p}stock_movements (
        shop VARCHAR(64) NOT NULL, sku VARCHAR(64) NOT NULL, position BIGINT NOT NULL,
        place BIGINT NOT NULL, at_ms BIGINT NOT NULL, cause VARCHAR(20) NOT NULL,
        quantity BIGINT NOT NULL, available BIGINT NOT NULL, held BIGINT NOT NULL,
        committed BIGINT NOT NULL, order_id BIGINT, movement_id BIGINT, reference VARCHAR(64),
        PRIMARY KEY (shop, sku, position, place)){flat};
      CREATE TABLE {p}buyers (
        shop VARCHAR(64) NOT NULL, buyer VARCHAR(64) NOT NULL, orders BIGINT NOT NULL,
        paid_orders BIGINT NOT NULL, closed_unpaid BIGINT NOT NULL, paid BIGINT NOT NULL,
        first_order_at_ms BIGINT NOT NULL, last_order_at_ms BIGINT NOT NULL,
        PRIMARY KEY (shop, buyer)){flat};
      CREATE TABLE {p}sales (
        shop VARCHAR(64) NOT NULL, sku VARCHAR(64) NOT NULL, start_ms BIGINT NOT NULL,
        status VARCHAR(20) NOT NULL, orders BIGINT NOT NULL, units BIGINT NOT NULL,
        amount BIGINT NOT NULL, PRIMARY KEY (shop, sku, start_ms, status)){flat};
      CREATE TABLE {p}sales_paid (
        shop VARCHAR(64) NOT NULL, sku VARCHAR(64) NOT NULL, start_ms BIGINT NOT NULL,
        orders BIGINT NOT NULL, units BIGINT NOT NULL, amount BIGINT NOT NULL,
        PRIMARY KEY (shop, sku, start_ms)){flat};
      CREATE TABLE {p}tasks (
        number {number key}, shop VARCHAR(64) NOT NULL, queue VARCHAR(64) NOT NULL,
        task VARCHAR(64) NOT NULL, state VARCHAR(20) NOT NULL, due_at_ms BIGINT NOT NULL,
        priority BIGINT NOT NULL, task_group VARCHAR(64), attempts BIGINT NOT NULL,
        failure VARCHAR(20), scheduled_at_ms BIGINT NOT NULL, updated_at_ms BIGINT NOT NULL,
        ended_at_ms BIGINT){table};
      CREATE INDEX {i}tasks_by_name ON {p}tasks (shop, queue, task);
      CREATE INDEX {i}tasks_by_state ON {p}tasks (shop, state, due_at_ms);
      CREATE TABLE {p}millrace_cursors (
        shard BIGINT NOT NULL PRIMARY KEY, log_high BIGINT NOT NULL, log_low BIGINT NOT NULL,
        epoch BIGINT NOT NULL, sequence BIGINT NOT NULL, time_ms BIGINT NOT NULL){table};
      CREATE TABLE {p}millrace_skipped (
        shard BIGINT NOT NULL, sequence BIGINT NOT NULL, fact VARCHAR(64) NOT NULL,
        why VARCHAR(1000) NOT NULL, reason VARCHAR(1000) NOT NULL, at_ms BIGINT NOT NULL,
        PRIMARY KEY (shard, sequence)){table};
      CREATE TABLE {p}millrace_schema (version BIGINT NOT NULL, generation BIGINT NOT NULL){table};
      INSERT INTO {p}millrace_schema (version, generation) VALUES (%d, {g})\
      """
          .formatted(VERSION);

  private final String prefix;

  /** Of the few dozen statements that there are: each is looked up for every row. */
  private final Map<String, String> statements = new ConcurrentHashMap<>();

  /**
   * Tables of which there may be two at a time.
   *
   * @param prefix of their names
   */
  private Tables(String prefix) {
    this.prefix = prefix;
  }

  /** A statement about these tables: their names stand in it behind a hash. */
  String in(String sql) {
    String known = statements.get(sql);
    if (known == null) {
      known = sql.replace("#", prefix);
      statements.put(sql, known);
    }
    return known;
  }

  /** All of them: the row that says so is written last. */
  boolean exist(Session session) throws SQLException {
    return session.hasTable(prefix + SCHEMA) && schema(session)[1] > 0;
  }

  int version(Session session) throws SQLException {
    return (int) schema(session)[0];
  }

  Part part(Session session) throws SQLException {
    Part[] part = {Part.WHOLE};
    if (session.hasTable(prefix + PART)) {
      session.query(
          in("SELECT place, parts FROM #" + PART),
          statement -> {},
          row -> part[0] = new Part(row.getInt(1), row.getInt(2)));
    }
    return part[0];
  }

  private long[] schema(Session session) throws SQLException {
    long[] schema = {0, 0};
    session.query(
        in("SELECT version, generation FROM #" + SCHEMA),
        statement -> {},
        row -> {
          schema[0] = row.getLong(1);
          schema[1] = row.getLong(2);
        });
    return schema;
  }

  /** Makes them, empty. Indices keep their names when tables are renamed, so those are numbered. */
  void create(Session session, long generation, Part part) throws SQLException {
    String statements =
        (statementsOf(part) + STATEMENTS)
            .replace("{p}", prefix)
            .replace("{i}", indexOf(generation, ""))
            .replace("{g}", Long.toString(generation));
    if (!session.dialect().undoesDefinitions()) {
      drop(session, prefix); // a start that was cut off may have left some
    }
    for (String statement : statements.split(";\n", -1)) {
      session.execute(statement);
    }
  }

  long generation(Session session) throws SQLException {
    return schema(session)[1];
  }

  /** One of these tables, to be read along one of its indices where the database is told which. */
  String along(Session session, String table, String index) throws SQLException {
    String name = prefix + table;
    return session.dialect().isToldIndices()
        ? name + " INDEXED BY " + indexOf(generation(session), index)
        : name;
  }

  private static String indexOf(long generation, String index) {
    return "ix" + generation + "_" + index;
  }

  private static String statementsOf(Part part) {
    return part.isWhole()
        ? ""
        : """
        CREATE TABLE {p}millrace_part (place BIGINT NOT NULL, parts BIGINT NOT NULL){table};
        INSERT INTO {p}millrace_part (place, parts) VALUES (%d, %d);
        """
            .formatted(part.place(), part.of());
  }

  /** These take the place of the current ones, which are dropped, at one stroke. */
  void replaceCurrent(Session session) throws SQLException {
    if (session.dialect().undoesDefinitions()) {
      for (String name : CURRENT.namesThere(session)) {
        session.execute("ALTER TABLE " + name + " RENAME TO " + OLD + name);
      }
      for (String name : names(session)) {
        session.execute("ALTER TABLE " + prefix + name + " RENAME TO " + name);
      }
    } else {
      dropOld(session); // of another time
      List<String> renames = new ArrayList<>();
      CURRENT.namesThere(session).forEach(name -> renames.add(name + " TO " + OLD + name));
      names(session).forEach(name -> renames.add(prefix + name + " TO " + name));
      session.execute("RENAME TABLE " + String.join(", ", renames));
    }
    dropOld(session);
  }

  /** Those that there are: they may be another part than those that they replace. */
  private List<String> names(Session session) throws SQLException {
    List<String> names = new ArrayList<>(NAMES);
    if (session.hasTable(prefix + PART)) {
      names.add(PART);
    }
    return names;
  }

  /** An older version may lack some that this build has. */
  private List<String> namesThere(Session session) throws SQLException {
    List<String> there = new ArrayList<>();
    for (String name : names(session)) {
      if (session.hasTable(prefix + name)) {
        there.add(name);
      }
    }
    return there;
  }

  /** What a swap may have left where it cannot drop what it renames in one transaction. */
  static void dropOld(Session session) throws SQLException {
    drop(session, OLD);
  }

  void drop(Session session) throws SQLException {
    drop(session, prefix);
  }

  private static void drop(Session session, String prefix) throws SQLException {
    for (String name : NAMES) {
      session.execute("DROP TABLE IF EXISTS " + prefix + name);
    }
    session.execute("DROP TABLE IF EXISTS " + prefix + PART);
  }
}
