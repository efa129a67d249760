package io.millrace.bench.versus.peer;

import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.server.Child;
import io.millrace.bench.server.NotRun;
import io.millrace.bench.server.Postgres;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Spring Boot and PostgreSQL, a transaction an order. */
public final class Spring implements Peer {

  private static final String MAIN = "io.millrace.bench.peers.spring.SpringShop";

  private final boolean unitsAsRows;
  private final Postgres postgres = new Postgres(SqlShop.SETTINGS);
  private final SqlShop tables = new SqlShop(postgres.url());
  private Optional<Program> program = Optional.empty();
  private Optional<Path> home = Optional.empty();
  private long unitsBefore;

  private Spring(boolean unitsAsRows) {
    this.unitsAsRows = unitsAsRows;
  }

  /** {@code UPDATE … SET available = available - ? WHERE … AND available >= ?}. */
  public static Spring updatingARow() {
    return new Spring(false);
  }

  /** {@code SELECT … FOR UPDATE SKIP LOCKED} on a row for each unit. */
  public static Spring skippingLocked() {
    return new Spring(true);
  }

  @Override
  public String name() {
    return unitsAsRows ? "springSkipLocked" : "springSql";
  }

  @Override
  public String title() {
    return "Spring Boot + PostgreSQL, " + (unitsAsRows ? "`SKIP LOCKED`" : "`UPDATE`");
  }

  @Override
  public String durability() {
    return "forced";
  }

  @Override
  public List<String> servers() {
    return List.of(postgres.title());
  }

  @Override
  public void start(Path directory, Goods goods) throws NotRun {
    Program.classPath();
    Path here = directory.resolve(name());
    home = Optional.of(here);
    postgres.start(here);
    tables.open(goods, unitsAsRows);
    unitsBefore = forSale();
    startProgram();
  }

  private void startProgram() throws NotRun {
    Path log = home.orElseThrow().resolve("program.log");
    program = Optional.of(Program.start(MAIN, log, unitsAsRows ? "units" : "rows", postgres.url()));
  }

  private void restartProgram() {
    try {
      startProgram();
    } catch (NotRun e) {
      throw new BenchmarkFailed("it was there before", e);
    }
  }

  private long forSale() {
    return unitsAsRows ? tables.unitsLeft() : tables.available();
  }

  @Override
  public Door door() {
    return program.orElseThrow().door();
  }

  /** An answer leaves after the commit. */
  @Override
  public void settle() {
    // nothing is behind
  }

  @Override
  public Stream<ProcessHandle> processes() {
    return Stream.concat(program.stream().map(Program::child), postgres.children().stream())
        .flatMap(Child::handles);
  }

  @Override
  public List<Part> parts() {
    return List.of(
        new Part("app", () -> program.orElseThrow().kill(), this::restartProgram),
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

  @Override
  public Stock stock() {
    return new Stock(tables.ordered(), unitsBefore - forSale());
  }

  @Override
  public void close() {
    program.ifPresent(Program::close);
    postgres.close();
  }
}
