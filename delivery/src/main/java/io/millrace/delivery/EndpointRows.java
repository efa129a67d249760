package io.millrace.delivery;

import io.millrace.delivery.signed.OlderSecret;
import io.millrace.model.Secret;
import io.millrace.model.ShopId;
import io.millrace.model.WebhookSettings;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Endpoints in the file. */
final class EndpointRows {

  private static final String COLUMNS =
      "SELECT number, shop, endpoint, url, event_types, sealed, older, state,"
          + " failing_since_ms, failed_ms FROM endpoints ";

  private EndpointRows() {}

  /** All but those whose removal is not finished. */
  static List<Endpoint> all(Sql sql) throws SQLException {
    List<Endpoint> all = new ArrayList<>();
    sql.query(
        COLUMNS + "WHERE state <> " + Endpoint.State.REMOVED.number() + " ORDER BY number",
        row -> all.add(read(row)));
    return all;
  }

  static Optional<Endpoint> find(Sql sql, long number) throws SQLException {
    List<Endpoint> found = new ArrayList<>(1);
    sql.query(COLUMNS + "WHERE number = ?", row -> found.add(read(row)), number);
    return found.stream().findFirst();
  }

  /** 0 if there is none, or none any more. */
  static long numberOf(Sql sql, ShopId shop, String id) throws SQLException {
    return sql.number(
        "SELECT number FROM endpoints WHERE shop = ? AND endpoint = ? AND state <> "
            + Endpoint.State.REMOVED.number(),
        0,
        shop.value(),
        id);
  }

  /** Of the endpoint to which a delivery of the shop goes; numbers of deliveries are unique. */
  static Optional<String> idOf(Sql sql, ShopId shop, long delivery) throws SQLException {
    List<String> found = new ArrayList<>(1);
    sql.query(
        "SELECT e.endpoint FROM deliveries d JOIN endpoints e ON e.number = d.endpoint"
            + " WHERE d.delivery = ? AND e.shop = ? AND e.state <> "
            + Endpoint.State.REMOVED.number(),
        row -> found.add(row.getString(1)),
        delivery,
        shop.value());
    return found.stream().findFirst();
  }

  /** The oldest of those whose deliveries are to go; 0 if there is none. */
  static long removed(Sql sql) throws SQLException {
    return sql.number(
        "SELECT min(number) FROM endpoints WHERE state = " + Endpoint.State.REMOVED.number(), 0);
  }

  static Endpoint insert(Sql sql, ShopId shop, String id, WebhookSettings settings, Secret sealed)
      throws SQLException {
    sql.update(
        "INSERT INTO endpoints (shop, endpoint, url, event_types, sealed, older, state,"
            + " failing_since_ms, failed_ms) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)",
        shop.value(),
        id,
        settings.url(),
        String.join(" ", settings.eventTypes()),
        sealed.bytes(),
        bytes(List.of()),
        Endpoint.State.HEARS.number());
    long number = sql.number("SELECT last_insert_rowid()", 0);
    return new Endpoint(
        number, shop, id, settings, sealed, List.of(), Endpoint.State.HEARS, Failing.NONE);
  }

  /** All but since when it fails, which another writes. */
  static void update(Sql sql, Endpoint endpoint) throws SQLException {
    sql.update(
        "UPDATE endpoints SET url = ?, event_types = ?, sealed = ?, older = ?,"
            + " state = ? WHERE number = ?",
        endpoint.settings().url(),
        String.join(" ", endpoint.settings().eventTypes()),
        endpoint.sealed().bytes(),
        bytes(endpoint.older()),
        endpoint.state().number(),
        endpoint.number());
  }

  static void failing(Sql sql, long number, Failing failing) throws SQLException {
    sql.update(
        "UPDATE endpoints SET failing_since_ms = ?, failed_ms = ? WHERE number = ?",
        failing.sinceMillis(),
        failing.lastMillis(),
        number);
  }

  static void delete(Sql sql, long number) throws SQLException {
    sql.update("DELETE FROM replays WHERE endpoint = ?", number);
    sql.update("DELETE FROM endpoints WHERE number = ?", number);
  }

  private static Endpoint read(ResultSet row) throws SQLException {
    return new Endpoint(
        row.getLong(1),
        new ShopId(row.getString(2)),
        row.getString(3),
        new WebhookSettings(row.getString(4), List.of(row.getString(5).split(" ", -1)), ""),
        new Secret(row.getBytes(6)),
        older(ByteBuffer.wrap(row.getBytes(7))),
        Endpoint.State.of(row.getInt(8)),
        new Failing(row.getLong(9), row.getLong(10)));
  }

  /** How many (1 byte), and of each: until when it signs (8), its length (4), and itself. */
  private static byte[] bytes(List<OlderSecret> all) {
    int length =
        all.stream()
            .mapToInt(one -> Long.BYTES + Integer.BYTES + one.sealed().bytes().length)
            .sum();
    ByteBuffer bytes = ByteBuffer.allocate(1 + length).put((byte) all.size());
    for (OlderSecret one : all) {
      byte[] sealed = one.sealed().bytes();
      bytes.putLong(one.untilMillis()).putInt(sealed.length).put(sealed);
    }
    return bytes.array();
  }

  private static List<OlderSecret> older(ByteBuffer from) {
    List<OlderSecret> all = new ArrayList<>();
    for (int left = from.get(); left > 0; left--) {
      long until = from.getLong();
      byte[] sealed = new byte[from.getInt()];
      from.get(sealed);
      all.add(new OlderSecret(new Secret(sealed), until));
    }
    return all;
  }
}
