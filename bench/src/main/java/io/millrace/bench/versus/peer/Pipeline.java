package io.millrace.bench.versus.peer;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.millrace.bench.goods.Catalogue;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.server.Child;
import io.millrace.bench.server.NotRun;
import io.millrace.bench.server.Postgres;
import io.millrace.bench.server.Redis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Stock and orders decided by a script in Redis, stored in PostgreSQL by a writer behind it. */
public final class Pipeline implements Peer {

  private static final String MAIN = "io.millrace.bench.peers.redis.RedisShop";
  private static final String STREAM = "orders";
  private static final String GROUP = "writer";

  /** The writer has a backlog of what came while it could not keep up. */
  private static final Duration SETTLE_MAX = Duration.ofMinutes(5);

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final String appendFsync;
  private final Redis redis;
  private final Postgres postgres = new Postgres(SqlShop.SETTINGS);
  private final SqlShop tables = new SqlShop(postgres.url());
  private Optional<RedisClient> client = Optional.empty();
  private Optional<Program> program = Optional.empty();
  private Optional<Path> home = Optional.empty();
  private Goods goods = new Goods(0, 0, 0);

  private Pipeline(String appendFsync) {
    this.appendFsync = appendFsync;
    this.redis = Redis.newest(appendFsync);
  }

  /** Redis forces its file each second, whatever it has answered. */
  public static Pipeline eachSecond() {
    return new Pipeline("everysec");
  }

  /** Redis forces its file before it answers. */
  public static Pipeline always() {
    return new Pipeline("always");
  }

  @Override
  public String name() {
    return appendFsync.equals("always") ? "redisAlways" : "redisEverysec";
  }

  @Override
  public String title() {
    return "Redis Lua + stream + SQL, `" + appendFsync + "`";
  }

  @Override
  public String durability() {
    return appendFsync.equals("always") ? "forced, in Redis" : "page cache; forced each second";
  }

  @Override
  public List<String> servers() {
    return List.of(redis.title(), postgres.title());
  }

  @Override
  public void start(Path directory, Goods sold) throws NotRun {
    Program.classPath();
    Path here = directory.resolve(name());
    home = Optional.of(here);
    goods = sold;
    redis.start(here);
    client = Optional.of(RedisClient.create(RedisURI.create("127.0.0.1", redis.port())));
    postgres.start(here);
    tables.open(sold, false);
    startProgram();
  }

  private void startProgram() throws NotRun {
    Path log = home.orElseThrow().resolve("program.log");
    program = Optional.of(Program.start(MAIN, log, Integer.toString(redis.port()), postgres.url()));
  }

  private void restartProgram() {
    try {
      startProgram();
    } catch (NotRun e) {
      throw new BenchmarkFailed("it was there before", e);
    }
  }

  @Override
  public Door door() {
    return program.orElseThrow().door();
  }

  /** Until the writer has stored and acknowledged everything. */
  @Override
  public void settle() {
    long endNanos = System.nanoTime() + SETTLE_MAX.toNanos();
    try (StatefulRedisConnection<String, String> connection = client.orElseThrow().connect()) {
      while (isBehind(connection)) {
        if (System.nanoTime() - endNanos > 0) {
          throw new BenchmarkFailed("the writer does not catch up");
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  /**
   * The last message stays in the stream, so it is asked what was delivered, and only then what of
   * that is not acknowledged: the other way round, a message could be in neither answer.
   */
  private static boolean isBehind(StatefulRedisConnection<String, String> connection) {
    RedisCommands<String, String> stream = connection.sync();
    String last = lastOf(stream.xinfoStream(STREAM));
    String delivered = deliveredOf(stream.xinfoGroups(STREAM));
    return !last.equals(delivered) || stream.xpending(STREAM, GROUP).getCount() > 0;
  }

  private static String lastOf(List<Object> stream) {
    return field(stream, "last-generated-id");
  }

  private static String deliveredOf(List<Object> groups) {
    return groups.isEmpty() ? "" : field((List<?>) groups.getFirst(), "last-delivered-id");
  }

  /** Of names and values in turn. */
  private static String field(List<?> pairs, String name) {
    int at = pairs.indexOf(name);
    return at < 0 ? "" : String.valueOf(pairs.get(at + 1));
  }

  @Override
  public Stream<ProcessHandle> processes() {
    return Stream.of(
            program.stream().map(Program::child),
            redis.children().stream(),
            postgres.children().stream())
        .flatMap(each -> each)
        .flatMap(Child::handles);
  }

  @Override
  public List<Part> parts() {
    return List.of(
        new Part("app", () -> program.orElseThrow().kill(), this::restartProgram),
        new Part("redis", redis::kill, redis::restart),
        new Part("sql", postgres::kill, postgres::restart));
  }

  @Override
  public long orders() {
    return tables.orders();
  }

  @Override
  public Set<String> missing(Collection<String> ids) {
    return tables.missing(ids);
  }

  /** For sale is what Redis has. */
  @Override
  public Stock stock() {
    String[] keys =
        IntStream.range(0, goods.count())
            .mapToObj(number -> "stock:" + Catalogue.sku(number))
            .toArray(String[]::new);
    long before = IntStream.range(0, goods.count()).mapToLong(goods::units).sum();
    try (StatefulRedisConnection<String, String> connection = client.orElseThrow().connect()) {
      long left =
          connection.sync().mget(keys).stream()
              .map(KeyValue::getValue)
              .mapToLong(Long::parseLong)
              .sum();
      return new Stock(tables.ordered(), before - left);
    }
  }

  @Override
  public void close() {
    program.ifPresent(Program::close);
    client.ifPresent(each -> each.shutdown(Duration.ZERO, Duration.ofSeconds(1)));
    redis.close();
    postgres.close();
  }
}
