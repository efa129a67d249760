package io.millrace.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Label;
import io.millrace.model.Limits;
import io.millrace.model.Money;
import io.millrace.model.MovementCause;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.OrderVersion;
import io.millrace.model.Outcome;
import io.millrace.model.Recorded;
import io.millrace.model.ShopId;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.FinalOrders;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderView;
import io.millrace.model.answer.StockView;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.Command;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.ShipOrder;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.read.AsOf;
import io.millrace.model.read.KeptOrders;
import io.millrace.model.read.LedgerEntry;
import io.millrace.model.read.LedgerPage;
import io.millrace.model.read.OrderHistory;
import io.millrace.model.read.OrderSearch;
import io.millrace.model.read.Periods;
import io.millrace.model.read.Periods.Period;
import io.millrace.model.read.Periods.Step;
import io.millrace.model.read.ReadModelUnavailable;
import io.millrace.model.read.Sales;
import io.millrace.model.read.SalesQuestion;
import io.millrace.model.read.SalesQuestion.Of;
import io.millrace.model.read.SalesReport;
import io.millrace.node.follow.FollowerWatch;
import io.millrace.node.follow.FollowingStatus;
import io.millrace.node.follow.LogFollower;
import io.millrace.projection.sql.Database;
import io.millrace.testkit.SplitMix;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds of the read model in every database. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // A busy machine lets servers wait.
abstract class SqlReadModelContract {

  private static final long SEED = 20_261_126;

  private final Mill mill = new Mill();
  private SqlReadModel model;

  /** An empty database. */
  abstract String emptyDatabase() throws Exception;

  /** How long a life is. */
  int turns() {
    return 1_500;
  }

  /**
   * While the tables are made: at each step, at each second one …. Where making a table cannot be
   * undone, each kill costs all that are there their time on the disk.
   */
  int stepsBetweenKillsOfTables() {
    return 1;
  }

  private String url = "";

  @BeforeEach
  void open() throws Exception {
    url = emptyDatabase();
    model = new SqlReadModel(url);
  }

  @AfterEach
  void close() {
    model.effect().close();
    model.close();
  }

  private LogFollower follower() {
    return mill.follower(model, FollowerWatch.NONE);
  }

  static OrderSearch all(ShopId shop, @Nullable OrderId after, int limit) {
    return new OrderSearch(shop, null, null, null, null, null, after, limit);
  }

  private List<OrderView> everyOrder(ShopId shop) throws Exception {
    List<OrderView> all = new ArrayList<>();
    OrderPage page = model.orders(all(shop, null, 7)).what();
    all.addAll(page.items());
    while (page.more()) {
      page = model.orders(all(shop, all.getLast().placed().order(), 7)).what();
      all.addAll(page.items());
    }
    return all;
  }

  @Test
  void shouldShowEveryOrderAsMemoryDoes() throws Exception {
    mill.live(new SplitMix(SEED), turns());
    mill.place(Mill.SHOP, new SplitMix(SEED));
    Mill.stepAll(follower());
    List<OrderView> expected = new ArrayList<>();
    for (OrderId order : mill.orders.reversed()) {
      OrderView view = mill.find(Mill.SHOP, order);
      if (view != null) {
        expected.add(view);
      }
    }
    assertThat(expected.stream().map(OrderView::status).distinct())
        .as("the life had everything in it")
        .contains(OrderStatus.values());
    assertThat(expected).anyMatch(order -> order.stuck() != null);
    assertThat(everyOrder(Mill.SHOP)).isEqualTo(expected);
    assertThat(everyOrder(Mill.OTHER)).isNotEmpty().doesNotContainAnyElementsOf(expected);
  }

  @Test
  void shouldSayWhichOrdersItHasInJustTheVersionThatIsNamed() throws Exception {
    mill.live(new SplitMix(SEED), turns() / 4);
    Mill.stepAll(follower());
    List<OrderView> all = everyOrder(Mill.SHOP);
    List<OrderVersion> right = new ArrayList<>();
    List<FinalOrders.Item> asked = new ArrayList<>();
    for (OrderView order : all) {
      OrderVersion now = new OrderVersion(order.placed().order(), order.version());
      OrderVersion next = new OrderVersion(now.order(), now.version() + 1);
      right.add(now);
      asked.add(new FinalOrders.Item(Mill.SHOP, now));
      asked.add(new FinalOrders.Item(Mill.SHOP, next));
      asked.add(new FinalOrders.Item(Mill.OTHER, now));
      assertThat(model.order(Mill.SHOP, now.order()).what()).contains(order);
      assertThat(model.order(Mill.OTHER, now.order()).what()).isEmpty();
    }
    asked.add(new FinalOrders.Item(Mill.SHOP, new OrderVersion(new OrderId(1), 1)));
    assertThat(right).hasSizeGreaterThan(20);
    assertThat(model.kept(asked)).containsExactly(new KeptOrders(Mill.SHOP, right, lastOfOrders()));
    assertThat(model.kept(List.of())).isEmpty();
  }

  /** Where the shop's last fact stands that is about an order. */
  private long lastOfOrders() {
    return mill.told.stream()
        .map(Mill.Told::recorded)
        .filter(recorded -> Mill.SHOP.equals(recorded.shop()))
        .filter(recorded ->
            recorded.fact() instanceof OrderPlaced || recorded.fact() instanceof OrderChange)
        .mapToLong(Recorded::shopSequence)
        .max()
        .orElseThrow();
  }

  @Test
  void shouldFindWhatIsAskedFor() throws Exception {
    mill.live(new SplitMix(SEED + 1), turns());
    Mill.stepAll(follower());
    List<OrderView> all = everyOrder(Mill.SHOP);
    OrderView one = all.get(all.size() / 2);
    BuyerId buyer = one.placed().buyer();
    long from = all.get(2 * all.size() / 3).createdAtMillis();
    long to = all.get(all.size() / 3).createdAtMillis();
    found(search(buyer, null, null, null, null), all, o -> o.placed().buyer().equals(buyer));
    found(
        search(null, OrderStatus.EXPIRED, null, null, null),
        all,
        o -> o.status() == OrderStatus.EXPIRED);
    found(
        search(buyer, OrderStatus.EXPIRED, null, from, to),
        all,
        o ->
            o.status() == OrderStatus.EXPIRED
                && o.placed().buyer().equals(buyer)
                && o.createdAtMillis() >= from
                && o.createdAtMillis() < to);
    found(
        search(null, null, null, from, to),
        all,
        o -> o.createdAtMillis() >= from && o.createdAtMillis() < to);
    OrderView named =
        all.stream().filter(o -> o.placed().reference() != null).findFirst().orElseThrow();
    found(search(null, null, named.placed().reference(), null, null), all, o -> o.equals(named));
    found(search(null, null, "nobody's", null, null), all, _ -> false);
  }

  private static OrderSearch search(
      @Nullable BuyerId buyer,
      @Nullable OrderStatus status,
      @Nullable String reference,
      @Nullable Long from,
      @Nullable Long to) {
    return new OrderSearch(Mill.SHOP, buyer, status, reference, from, to, null, 200);
  }

  private void found(OrderSearch search, List<OrderView> all, Predicate<OrderView> wanted)
      throws Exception {
    List<OrderView> expected = all.stream().filter(wanted).limit(200).toList();
    assertThat(model.orders(search).what().items()).as("%s", search).isEqualTo(expected);
  }

  @Test
  void shouldTellAnOrdersHistoryAsItHappened() throws Exception {
    mill.live(new SplitMix(SEED + 2), turns());
    Mill.stepAll(follower());
    OrderView order =
        everyOrder(Mill.SHOP).stream()
            .filter(o -> !o.shipments().isEmpty() && !o.placed().charges().isEmpty())
            .findFirst()
            .orElseThrow();
    AsOf<OrderHistory> history = model.history(Mill.SHOP, order.placed().order());
    List<OrderHistory.Entry> entries = history.what().entries();
    assertThat(entries).hasSize(order.version());
    assertThat(entries.getFirst().recorded().fact()).isEqualTo(order.placed());
    assertThat(entries.getFirst().atMillis()).isEqualTo(order.createdAtMillis());
    assertThat(entries.getLast().atMillis()).isEqualTo(order.updatedAtMillis());
    assertThat(entries.stream().map(entry -> entry.recorded().shopSequence())).isSorted();
    assertThat(history.position()).isEqualTo(mill.position(Mill.SHOP));
    assertThat(model.history(Mill.OTHER, order.placed().order()).what().entries()).isEmpty();
  }

  @Test
  void shouldKeepALedgerWhoseSumsAreTheStock() throws Exception {
    mill.live(new SplitMix(SEED + 3), turns());
    Mill.stepAll(follower());
    for (SkuId sku : Mill.SKUS) {
      StockView stock = mill.stock(Mill.SHOP, sku);
      List<LedgerEntry> entries = ledger(sku);
      assertThat(entries.stream().mapToLong(LedgerEntry::available).sum())
          .isEqualTo(stock.available());
      assertThat(entries.stream().mapToLong(LedgerEntry::held).sum()).isEqualTo(stock.held());
      assertThat(entries.stream().mapToLong(LedgerEntry::committed).sum())
          .isEqualTo(stock.committed());
      assertThat(entries.stream().map(LedgerEntry::cause))
          .contains("RECEIVED", "CORRECTED", "HELD", "RELEASED", "COMMITTED", "SHIPPED");
      assertThat(numbers("SELECT on_hand, available, held, committed, shipped FROM stock", sku))
          .containsExactly(
              stock.onHand(), stock.available(), stock.held(), stock.committed(), stock.shipped());
    }
  }

  private List<LedgerEntry> ledger(SkuId sku) throws Exception {
    List<LedgerEntry> all = new ArrayList<>();
    LedgerEntry.@Nullable Place after = null;
    boolean more = true;
    while (more) {
      LedgerPage page = model.movements(Mill.SHOP, sku, after, 50).what();
      all.addAll(page.items());
      after = page.items().getLast().place();
      more = page.more();
    }
    return all;
  }

  private List<Long> numbers(String select, SkuId sku) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                select + " WHERE shop = '" + Mill.SHOP + "' AND sku = '" + sku + "'")) {
      assertThat(row.next()).isTrue();
      List<Long> numbers = new ArrayList<>();
      for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
        numbers.add(row.getLong(i));
      }
      return numbers;
    }
  }

  private static final Actor MERCHANT = Actor.merchant("k");

  private OrderId place(SkuId sku, @Nullable String reference, List<Label> metadata) {
    must(
        new PlaceOrder(
            new BuyerId("anna"),
            List.of(new WantedLine(sku, 1)),
            null,
            null,
            List.of(),
            reference,
            metadata));
    return ((OrderPlaced) mill.told.getLast().recorded().fact()).order();
  }

  private void pay(OrderId order, long amount) {
    must(new MarkPaid(order, new Money(amount, Mill.CNY), "bank", null));
  }

  private void must(Command command) {
    Outcome outcome = mill.tell(Mill.SHOP, MERCHANT, command);
    assertThat(outcome).as("%s", command).isInstanceOf(Outcome.Accepted.class);
  }

  /** The statements of a session have an order, which must not be that of its first batch. */
  @Test
  void shouldTakeASendingAndItsArrivalTogetherAfterAStartBetweenThem() throws Exception {
    SkuId flour = Mill.SKUS.getFirst();
    OrderId sent = place(flour, null, List.of());
    pay(sent, 100);
    must(new ShipOrder(sent, List.of(), "post", "1"));
    LogFollower first = follower();
    Mill.stepAll(first);
    first.close();
    LogFollower second = follower();
    must(new DeliverShipment(sent, 1, mill.clock.wallMillis()));
    Mill.stepAll(second);
    OrderId quick = place(flour, null, List.of());
    pay(quick, 100);
    must(new ShipOrder(quick, List.of(), "post", "2"));
    must(new DeliverShipment(quick, 1, mill.clock.wallMillis()));
    Mill.stepAll(second);
    assertThat(second.status().isWell()).as("%s", second.status()).isTrue();
    assertThat(model.order(Mill.SHOP, sent).what()).contains(mill.find(Mill.SHOP, sent));
    assertThat(model.order(Mill.SHOP, quick).what()).contains(mill.find(Mill.SHOP, quick));
  }

  @Test
  void shouldTellTextsApartThatDifferInASpaceAtTheirEnd() throws Exception {
    List<Label> metadata = List.of(new Label("a", "1"), new Label("a ", "2"));
    for (String reference : List.of("A", "A ", "a")) {
      OrderId order = place(Mill.SKUS.getFirst(), reference, metadata);
      pay(order, 100);
      must(new ShipOrder(order, List.of(), "post", "1", reference, metadata));
    }
    LogFollower follower = follower();
    Mill.stepAll(follower);
    assertThat(follower.status().isWell()).as("%s", follower.status()).isTrue();
    List<OrderView> all = everyOrder(Mill.SHOP);
    for (String reference : List.of("A", "A ", "a", " A")) {
      found(
          search(null, null, reference, null, null),
          all,
          order -> reference.equals(order.placed().reference()));
    }
    assertThat(all)
        .hasSize(3)
        .allSatisfy(order -> {
          assertThat(order.placed().metadata()).isEqualTo(metadata);
          assertThat(order.shipments().getFirst().metadata()).isEqualTo(metadata);
        });
  }

  /** A hundred and three of them are more than a number holds. */
  @Test
  void shouldGoOnWhenTheGreatestOrdersAreAddedUp() throws Exception {
    int orders = 150;
    SkuId gold = new SkuId("gold");
    must(
        new DefineSku(gold, new SkuDescription("Gold", Limits.AMOUNT_MAX, null, null, null, true)));
    must(new MoveStock(gold, orders + 1, MovementCause.RECEIVED, null));
    for (int i = 0; i < orders; i++) {
      pay(place(gold, null, List.of()), Limits.AMOUNT_MAX);
    }
    OrderId cancelled = place(gold, null, List.of());
    LogFollower follower = follower();
    Mill.stepAll(follower);
    must(new CancelOrder(cancelled, null));
    Mill.stepAll(follower);
    assertThat(follower.status().isWell()).as("%s", follower.status()).isTrue();
    Sales day = day(now());
    assertThat(day.of(OrderStatus.PAID))
        .isEqualTo(new Sales.Sum(orders, orders, orders * SalesBook.AMOUNT_COUNTED_MAX));
    assertThat(day.paid().amount()).isEqualTo(orders * SalesBook.AMOUNT_COUNTED_MAX);
    assertThat(Dump.of(url).get("buyers"))
        .singleElement()
        .asString()
        .contains("paid=" + Long.MAX_VALUE);
  }

  /** Around the nights in which clocks are moved, in New York and on Lord Howe. */
  private static final List<Instant> CLOCKS_ARE_MOVED =
      List.of(
          Instant.parse("2027-03-14T07:00:00Z"),
          Instant.parse("2027-04-03T15:00:00Z"),
          Instant.parse("2027-10-02T15:30:00Z"),
          Instant.parse("2027-11-07T06:00:00Z"));

  private static final List<ZoneId> ZONES =
      Stream.of("America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")
          .map(ZoneId::of)
          .toList();

  @Test
  void shouldAddUpSalesAsTheRawFactsDo() throws Exception {
    SplitMix chance = new SplitMix(SEED + 10);
    for (Instant night : CLOCKS_ARE_MOVED) {
      mill.pass(Duration.between(now(), night.minus(Duration.ofHours(3))));
      for (int i = 0; i < 60; i++) {
        mill.place(Mill.SHOP, chance);
        mill.pass(Duration.ofMinutes(chance.below(10)));
      }
      mill.live(chance, turns() / 4);
    }
    Mill.stepAll(follower());
    SalesByHand byHand = new SalesByHand(mill, Mill.SHOP);
    for (ZoneId zone : ZONES) {
      for (Step step : List.of(Step.DAY, Step.MONTH)) {
        assertSales(byHand, zone, step, allTime(byHand), null);
      }
      for (Instant night : CLOCKS_ARE_MOVED) {
        long middle = night.toEpochMilli();
        long[] around = {middle - HOURS_AROUND, middle + HOURS_AROUND};
        assertSales(byHand, zone, Step.HOUR, around, null);
      }
    }
    assertSales(byHand, ZONES.getFirst(), Step.DAY, allTime(byHand), Mill.SKUS.getFirst());
    assertEachSku(byHand);
    assertThat(byHand.by(Step.HOUR, ZONES.getFirst(), null))
        .as("the hour that there was twice, in New York")
        .containsKeys("2027-11-07T01-04:00", "2027-11-07T01-05:00");
    assertThat(byHand.by(Step.MONTH, ZONES.getFirst(), null).values())
        .as("the life had everything in it")
        .anyMatch(sales -> sales.of(OrderStatus.EXPIRED).orders() > 0)
        .anyMatch(sales -> sales.of(OrderStatus.CANCELLED).orders() > 0)
        .anyMatch(sales -> sales.of(OrderStatus.COMPLETED).orders() > 0)
        .anyMatch(sales -> sales.paid().amount() > 0);
  }

  private Instant now() {
    return Instant.ofEpochMilli(mill.clock.wallMillis());
  }

  private static final long HOURS_AROUND = Duration.ofHours(30).toMillis();

  private static long[] allTime(SalesByHand byHand) {
    LongSummaryStatistics moments =
        byHand.moments().stream().mapToLong(Long::longValue).summaryStatistics();
    return new long[] {moments.getMin(), moments.getMax() + 1};
  }

  private void assertSales(
      SalesByHand byHand, ZoneId zone, Step step, long[] span, @Nullable SkuId sku)
      throws Exception {
    Periods calendar = new Periods(zone, step);
    List<Period> periods = calendar.cut(span[0], span[1], 10_000);
    Of of = sku == null ? new Of.Shop() : new Of.Sku(sku);
    SalesReport report = model.sales(new SalesQuestion(Mill.SHOP, of, periods)).what();
    assertThat(report.rows()).hasSize(1);
    Map<String, Sales> expected = byHand.by(step, zone, sku);
    for (int i = 0; i < periods.size(); i++) {
      assertThat(report.rows().getFirst().periods().get(i))
          .as("%s %s", zone, periods.get(i))
          .isEqualTo(
              expected.getOrDefault(
                  SalesByHand.said(step, periods.get(i).name()),
                  new Sales(Map.of(), Sales.Sum.NONE)));
    }
  }

  private void assertEachSku(SalesByHand byHand) throws Exception {
    ZoneId zone = ZONES.get(1);
    long[] span = allTime(byHand);
    List<Period> months = new Periods(zone, Step.MONTH).cut(span[0], span[1], 100);
    SalesReport first =
        model.sales(new SalesQuestion(Mill.SHOP, new Of.EachSku(null, 1), months)).what();
    SkuId bran = first.rows().getFirst().sku();
    SalesReport rest =
        model.sales(new SalesQuestion(Mill.SHOP, new Of.EachSku(bran, 1), months)).what();
    assertThat(first.more()).isTrue();
    assertThat(rest.more()).isFalse();
    for (SalesReport.Row row : List.of(first.rows().getFirst(), rest.rows().getFirst())) {
      Map<String, Sales> expected = byHand.by(Step.MONTH, zone, row.sku());
      for (int i = 0; i < months.size(); i++) {
        assertThat(row.periods().get(i))
            .as("%s %s", row.sku(), months.get(i))
            .isEqualTo(
                expected.getOrDefault(months.get(i).name(), new Sales(Map.of(), Sales.Sum.NONE)));
      }
    }
  }

  /** Yesterday's order that expires today, and one that is paid tomorrow. */
  @Test
  void shouldCorrectTheBucketOfThePlacing() throws Exception {
    Instant noon = Instant.parse("2027-05-01T12:00:00Z");
    mill.pass(Duration.between(now(), noon));
    LogFollower follower = follower();
    mill.place(Mill.SHOP, new SplitMix(1));
    Mill.stepAll(follower);
    assertThat(day(noon).of(OrderStatus.PENDING_PAYMENT).orders()).isEqualTo(1);
    mill.pass(Duration.ofDays(1));
    Mill.stepAll(follower);
    assertThat(day(noon).placed().keySet()).containsExactly(OrderStatus.EXPIRED);
    assertThat(day(noon.plus(Duration.ofDays(1))).placed()).isEmpty();
    assertThat(Dump.of(url).get("sales"))
        .as("no empty rows")
        .noneMatch(r -> r.contains("orders=0"));
  }

  private Sales day(Instant of) throws Exception {
    List<Period> day =
        new Periods(ZoneOffset.UTC, Step.DAY).cut(of.toEpochMilli(), of.toEpochMilli() + 1, 1);
    return model
        .sales(new SalesQuestion(Mill.SHOP, new Of.Shop(), day))
        .what()
        .rows()
        .getFirst()
        .periods()
        .getFirst();
  }

  @Test
  void shouldMakeTheSameTablesWhenItIsRebuiltWhileTheOldOnesServe() throws Exception {
    mill.live(new SplitMix(SEED + 4), turns());
    LogFollower follower = follower();
    Mill.stepAll(follower);
    var _ = follower.rebuild();
    assertThat(follower.step()).isTrue();
    assertThat(follower.status().rebuilding()).isNotEmpty();
    assertThat(everyOrder(Mill.SHOP)).as("while it is rebuilt").isNotEmpty();
    mill.live(new SplitMix(SEED + 5), 50);
    Mill.stepAll(follower);
    assertThat(follower.status().rebuilding()).isEmpty();
    assertThat(follower.status().shards().getFirst().lagFacts()).isZero();
    var rebuilt = Dump.of(url);
    String other = emptyDatabase();
    SqlReadModel fresh = new SqlReadModel(other);
    LogFollower following = mill.follower(fresh, FollowerWatch.NONE);
    Mill.stepAll(following);
    assertThat(rebuilt).isEqualTo(Dump.of(other));
    assertThat(rebuilt.get("orders")).hasSameSizeAs(mill.orders);
    following.close();
    fresh.close();
    mill.live(new SplitMix(SEED + 6), 50);
    Mill.stepAll(follower);
    var _ = follower.rebuild();
    Mill.stepAll(follower);
    assertThat(Dump.of(url).get("orders")).as("once more").hasSameSizeAs(mill.orders);
  }

  /** Of a release that knew a table less. */
  @Test
  void shouldTakeThePlaceOfTablesThatAreNotAllThere() throws Exception {
    mill.live(new SplitMix(SEED + 7), 50);
    LogFollower first = follower();
    Mill.stepAll(first);
    first.close();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE millrace_schema SET version = version - 1");
      statement.execute("DROP TABLE sales");
    }
    LogFollower second = follower();
    var _ = second.rebuild();
    for (int i = 0; i < 3; i++) {
      Mill.stepAll(second);
      mill.clock.passMillis(Duration.ofMinutes(1).toMillis());
    }
    assertThat(second.status().rebuilding()).isEmpty();
    assertThat(Dump.of(url).get("orders")).hasSameSizeAs(mill.orders);
    assertThat(Dump.of(url).get("sales")).isNotEmpty();
  }

  @Test
  void shouldGoOnWithARebuildThatARestartCutOff() throws Exception {
    mill.live(new SplitMix(SEED + 7), 400);
    LogFollower first = follower();
    Mill.stepAll(first);
    var _ = first.rebuild();
    first.step();
    first.close();
    LogFollower second = follower();
    second.step();
    second.step();
    assertThat(second.status().rebuilding()).isNotEmpty();
    Mill.stepAll(second);
    assertThat(second.status().rebuilding()).isEmpty();
    assertThat(Dump.of(url).get("orders")).hasSameSizeAs(mill.orders);
  }

  /**
   * Killed is whoever closes the connection without a commit; the next one goes on. It is killed at
   * its first step, at its second one, and so on until a batch has come to stay; then at each step
   * of the next batch.
   */
  @Test
  void shouldHaveNothingTwiceAndLoseNothingWhereverItIsKilled() throws Exception {
    mill.live(new SplitMix(SEED + 8), 300);
    Mill.stepAll(follower());
    var expected = Dump.of(url);
    String cutUrl = emptyDatabase();
    long taken = 0;
    int kills = 0;
    int batches = 0;
    int step = 0;
    while (!runUntilKilled(cutUrl, step)) {
      kills++;
      long now = cursorIn(cutUrl);
      if (now > taken) {
        taken = now;
        batches++;
        step = 0;
      } else {
        step += taken == 0 ? stepsBetweenKillsOfTables() : 1;
      }
    }
    assertThat(Dump.of(cutUrl)).as("killed %s times", kills).isEqualTo(expected);
    assertThat(batches).as("batches at each step of which it was killed").isGreaterThan(2);
    assertThat(kills).isGreaterThan(20 * batches);
  }

  /** Up to which fact they are; 0 while there are none. */
  private static long cursorIn(String url) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT sequence FROM millrace_cursors")) {
      return row.next() ? row.getLong(1) : 0;
    } catch (SQLException _) {
      return 0; // that table is still to be made
    }
  }

  /**
   * Before the tables are renamed, right after it, and later: the old ones serve, or the new ones.
   */
  @Test
  void shouldHaveWholeTablesWhereverASwapIsKilled() throws Exception {
    mill.live(new SplitMix(SEED + 12), 100);
    LogFollower first = follower();
    Mill.stepAll(first);
    first.close();
    var expected = Dump.of(url);
    for (int stepsAfterRename : List.of(0, 1, 5)) {
      killSwap(stepsAfterRename);
      LogFollower again = follower();
      Mill.stepAll(again);
      assertThat(again.status().isWell()).as("%s", again.status()).isTrue();
      assertThat(again.status().rebuilding()).isEmpty();
      assertThat(Dump.of(url)).as("killed %s steps after", stepsAfterRename).isEqualTo(expected);
      again.close();
    }
  }

  private void killSwap(int stepsAfterRename) {
    int[] left = {-1};
    Database database =
        new Database(
            url,
            null,
            step -> {
              if (left[0] < 0 && step.contains("RENAME")) {
                left[0] = stepsAfterRename;
              }
              if (left[0] >= 0 && left[0]-- == 0) {
                throw new Killed(step);
              }
            });
    SqlReadModel killed = new SqlReadModel(database);
    LogFollower follower = mill.follower(killed, FollowerWatch.NONE);
    var _ = follower.rebuild();
    assertThatThrownBy(() -> Mill.stepAll(follower)).isInstanceOf(Killed.class);
    follower.close();
    killed.close();
  }

  /** Whether it came to the end. */
  private boolean runUntilKilled(String cutUrl, int stepsBefore) {
    int[] left = {stepsBefore};
    Database database =
        new Database(
            cutUrl,
            null,
            step -> {
              if (left[0]-- == 0) {
                throw new Killed(step);
              }
            });
    SqlReadModel killed = new SqlReadModel(database);
    LogFollower follower = mill.follower(killed, FollowerWatch.NONE);
    try {
      Mill.stepAll(follower);
      return true;
    } catch (Killed _) {
      return false;
    } finally {
      follower.close();
      killed.close();
    }
  }

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed(String step) {
      super(step);
    }
  }

  /** A copy of the node was started with the same database. */
  @Test
  void shouldStopWhereAnotherNodeHasMovedTheCursor() throws Exception {
    mill.live(new SplitMix(SEED + 14), 50);
    LogFollower original = follower();
    Mill.stepAll(original);
    SqlReadModel same = new SqlReadModel(url);
    LogFollower copy = mill.follower(same, FollowerWatch.NONE);
    Mill.stepAll(copy);
    must(new DefineSku(new SkuId("yeast"), new SkuDescription("Y", 1, null, null, null, true)));
    Mill.stepAll(copy);
    var expected = Dump.of(url);
    mill.place(Mill.SHOP, new SplitMix(SEED + 14));
    Mill.stepAll(original);
    assertThat(original.status().shards().getFirst().phase())
        .isEqualTo(FollowingStatus.Phase.STOPPED);
    assertThat(original.status().shards().getFirst().detail())
        .contains("somebody else has moved the cursor of shard 0");
    assertThat(Dump.of(url)).as("nothing of its is written").isEqualTo(expected);
    Mill.stepAll(copy);
    assertThat(copy.status().isWell()).as("%s", copy.status()).isTrue();
    assertThat(everyOrder(Mill.SHOP).getFirst())
        .isEqualTo(mill.find(Mill.SHOP, mill.orders.getLast()));
    copy.close();
    same.close();
    original.close();
  }

  @Test
  void shouldWaitForTablesThatAreNotThereYet() throws Exception {
    assertThatThrownBy(() -> model.orders(all(Mill.SHOP, null, 1)))
        .isInstanceOf(ReadModelUnavailable.class)
        .hasMessageContaining("not there yet");
    assertThat(model.await(Mill.SHOP, 1, Duration.ofMillis(1))).isZero();
    Mill.stepAll(follower());
    assertThat(model.await(Mill.SHOP, 1, Duration.ofMinutes(1))).isPositive();
  }

  @Test
  void shouldWaitForAPositionAndSayHowFarItIs() throws Exception {
    long position = mill.position(Mill.SHOP);
    LogFollower follower = follower();
    Mill.stepAll(follower);
    assertThat(model.await(Mill.SHOP, position, Duration.ofMinutes(1))).isEqualTo(position);
    mill.live(new SplitMix(SEED + 9), 50);
    mill.place(Mill.SHOP, new SplitMix(SEED + 9));
    long wanted = mill.position(Mill.SHOP);
    assertThat(model.await(Mill.SHOP, wanted, Duration.ofMillis(1))).isEqualTo(position);
    Thread later = Thread.ofPlatform().start(() -> Mill.stepAll(follower));
    assertThat(model.await(Mill.SHOP, wanted, Duration.ofMinutes(1))).isEqualTo(wanted);
    later.join();
    assertThat(model.orders(all(Mill.SHOP, null, 1)).position()).isEqualTo(wanted);
    assertThat(model.orders(all(Mill.SHOP, null, 1)).timeMillis())
        .isEqualTo(mill.clock.wallMillis());
  }

  @Test
  void shouldAnswerAsOneDatabaseWhenItIsSplitAndAfterARebuildForAnotherList() throws Exception {
    mill.live(new SplitMix(SEED + 13), 150);
    Mill.stepAll(follower());
    List<String> urls = List.of(emptyDatabase(), emptyDatabase());
    for (List<String> list : List.of(urls, urls.reversed())) {
      try (SplitTables tables = new SplitTables(mill, list)) {
        tables.stepAll();
        for (LogFollower follower : tables.followers) {
          var _ = follower.rebuild();
        }
        tables.stepAll();
        assertThat(tables.followers).allMatch(follower -> follower.status().isWell());
        SameAnswers.assertSame(mill, model, tables.model, new SplitMix(SEED + 13), 8);
      }
    }
  }
}
