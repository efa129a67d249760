package io.millrace.projection;

import io.millrace.model.OrderId;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.answer.FinalOrders;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderView;
import io.millrace.model.read.AsOf;
import io.millrace.model.read.KeptOrders;
import io.millrace.model.read.LedgerEntry;
import io.millrace.model.read.LedgerPage;
import io.millrace.model.read.OrderHistory;
import io.millrace.model.read.OrderSearch;
import io.millrace.model.read.ReadModel;
import io.millrace.model.read.ReadModelUnavailable;
import io.millrace.model.read.SalesQuestion;
import io.millrace.model.read.SalesReport;
import io.millrace.node.follow.Cursor;
import io.millrace.node.follow.Rebuildable;
import io.millrace.projection.sql.Database;
import io.millrace.projection.sql.Dialect;
import io.millrace.projection.sql.Readers;
import io.millrace.projection.sql.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The read model in one SQL database. A follower keeps its tables ({@link #effect}); any thread may
 * ask, and gets one state of them with the position that it shows.
 */
public final class SqlReadModel implements ReadModel, AutoCloseable {

  private final Database database;
  private final Readers readers;
  private final Positions positions = new Positions();
  private final SqlEffect effect;
  private final Part part;
  private final Origin origin;
  private volatile boolean begun;

  /** Knows the logs of which tables may be made. Any thread asks. */
  public interface Origin {

    /**
     * Whether tables are made of a shard's log and no other; else nobody is told what is in them.
     *
     * @param stands the cursor that lies beside them
     */
    boolean isOfLog(int shard, Cursor stands);
  }

  /**
   * Nothing is opened before it is needed.
   *
   * @param url as {@code jdbc:sqlite:…}, {@code jdbc:postgresql:…}, {@code jdbc:mariadb:…} or
   *     {@code jdbc:mysql:…}
   * @throws IllegalArgumentException if it is none of those, or has no driver here
   */
  public SqlReadModel(String url) {
    this(new Database(url));
  }

  /**
   * The same with a driver that somebody brought.
   *
   * @param driver its jar
   */
  public SqlReadModel(String url, Path driver) {
    this(new Database(url, driver));
  }

  /**
   * One that may be among several of which a {@link SplitReadModel} is made.
   *
   * @param driver its jar, if somebody brought one
   */
  public SqlReadModel(String url, Optional<Path> driver, Part part, Origin origin) {
    this(new Database(url, driver.orElse(null)), part, origin);
  }

  SqlReadModel(Database database) {
    this(database, Part.WHOLE, (_, _) -> true);
  }

  SqlReadModel(Database database, Part part, Origin origin) {
    this.database = database;
    this.readers = new Readers(database);
    this.effect = new SqlEffect(database, part, positions::tell);
    this.part = part;
    this.origin = origin;
  }

  /** The URL of a database in a file. */
  public static String urlOf(Path file) {
    return "jdbc:sqlite:" + file.toAbsolutePath();
  }

  /** Whether it takes room on a disk of this machine. */
  public boolean isFile() {
    return database.dialect() == Dialect.SQLITE;
  }

  /** For the follower that keeps the tables. */
  public Rebuildable effect() {
    return effect;
  }

  @Override
  public long await(ShopId shop, long position, Duration max) throws ReadModelUnavailable {
    if (positions.of(shop) >= position) {
      return positions.of(shop);
    }
    long stored = ask(session -> isBegun(session) ? standing(session, shop).position() : 0L);
    return positions.await(shop, position, stored, max);
  }

  @Override
  public AsOf<OrderPage> orders(OrderSearch search) throws ReadModelUnavailable {
    return look(search.shop(), session -> new OrderReads(session).page(search));
  }

  /** The same behind an order that may be in another database: when it was placed is known. */
  AsOf<OrderPage> orders(OrderSearch search, long afterMillis) throws ReadModelUnavailable {
    return look(search.shop(), session -> new OrderReads(session).page(search, afterMillis));
  }

  /** When an order was placed; empty if it is not here. */
  AsOf<Optional<Long>> placedAt(ShopId shop, OrderId order) throws ReadModelUnavailable {
    return look(
        shop, session -> Optional.ofNullable(new OrderReads(session).placedAt(shop, order)));
  }

  @Override
  public AsOf<Optional<OrderView>> order(ShopId shop, OrderId order) throws ReadModelUnavailable {
    return look(shop, session -> new OrderReads(session).view(shop, order));
  }

  @Override
  public List<KeptOrders> kept(List<FinalOrders.Item> orders) throws ReadModelUnavailable {
    return lastFacts(orders).kept();
  }

  /** The same, and where the last fact of each stands. */
  LastFacts lastFacts(List<FinalOrders.Item> orders) throws ReadModelUnavailable {
    return ask(
        session -> isBegun(session) ? new OrderReads(session).lastFacts(orders) : LastFacts.NONE);
  }

  @Override
  public AsOf<OrderHistory> history(ShopId shop, OrderId order) throws ReadModelUnavailable {
    return look(shop, session -> HistoryReads.of(session, shop, order));
  }

  @Override
  public AsOf<LedgerPage> movements(
      ShopId shop, SkuId sku, LedgerEntry.@Nullable Place after, int limit)
      throws ReadModelUnavailable {
    return look(shop, session -> LedgerReads.page(session, shop, sku, after, limit));
  }

  @Override
  public AsOf<SalesReport> sales(SalesQuestion question) throws ReadModelUnavailable {
    return look(question.shop(), session -> SalesReads.of(session, question));
  }

  private <T> AsOf<T> look(ShopId shop, Readers.Look<T> look) throws ReadModelUnavailable {
    return ask(session -> {
      if (!isBegun(session)) {
        throw new SQLException("its tables are not there yet");
      }
      AsOf<Boolean> stands = standing(session, shop);
      return new AsOf<>(look.at(session), stands.position(), stands.timeMillis());
    });
  }

  /** The follower makes the tables when the node serves, which is a moment after requests come. */
  private boolean isBegun(Session session) throws SQLException {
    if (!begun && Tables.CURRENT.exist(session)) {
      Part stored = Tables.CURRENT.part(session);
      if (!stored.equals(part)) {
        throw new SQLException(part.unlike(stored));
      }
      begun = true;
    }
    return begun;
  }

  private <T> T ask(Readers.Look<T> look) throws ReadModelUnavailable {
    try {
      return readers.look(look);
    } catch (SQLException e) {
      throw new ReadModelUnavailable("the read model's database: " + e.getMessage(), e);
    } catch (RejectedExecutionException e) {
      throw new ReadModelUnavailable("too many wait for the read model's database", e);
    }
  }

  /** Up to where the shop's facts are in the tables. */
  private AsOf<Boolean> standing(Session session, ShopId shop) throws SQLException {
    long[] stands = new long[2];
    session.query(
        "SELECT s.position, c.time_ms, s.shard, c.log_high, c.log_low, c.epoch, c.sequence FROM shops s"
            + " JOIN millrace_cursors c ON c.shard = s.shard WHERE s.shop = ?",
        statement -> statement.setString(1, shop.value()),
        row -> {
          Cursor cursor =
              new Cursor(row.getLong(4), row.getLong(5), row.getLong(6), row.getLong(7));
          if (!origin.isOfLog(row.getInt(3), cursor)) {
            throw new SQLException("its tables are not known to be of this log: see its follower");
          }
          stands[0] = row.getLong(1);
          stands[1] = row.getLong(2);
        });
    return new AsOf<>(stands[0] > 0, stands[0], stands[1]);
  }

  /** To be called when nobody asks any more; the follower closes what it opened. */
  @Override
  public void close() {
    readers.close();
  }
}
