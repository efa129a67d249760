package io.millrace.delivery;

import io.millrace.delivery.http.Post;
import io.millrace.delivery.http.PostResult;
import io.millrace.delivery.http.ScriptedOutlet;
import io.millrace.delivery.party.CallSeal;
import io.millrace.delivery.party.PartySettings;
import io.millrace.journal.Frame;
import io.millrace.journal.LogId;
import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Level;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.Outcome;
import io.millrace.model.PricedLine;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.Secret;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.WebhookSettings;
import io.millrace.model.answer.WebhookEndpointGone;
import io.millrace.model.command.DisableWebhookEndpoint;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.WebhookEndpointDefined;
import io.millrace.model.fact.WebhookEndpointDisabled;
import io.millrace.model.wire.FactEncoder;
import io.millrace.node.Gate;
import io.millrace.node.Reply;
import io.millrace.node.SystemClock;
import io.millrace.node.delivery.EventForm;
import io.millrace.node.follow.EventPlace;
import io.millrace.node.follow.FactStream;
import io.millrace.node.follow.FactStreams;
import io.millrace.node.follow.FollowedFact;
import io.millrace.node.follow.FollowerWatch;
import io.millrace.node.follow.LogFollower;
import io.millrace.testkit.MemoryLog;
import io.millrace.testkit.MemoryLogStore;
import io.millrace.testkit.SimulatedClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A log in memory whose facts are written by hand, and everything that delivers them, moved by hand
 * on one thread. Receivers are functions of what they are sent.
 */
final class Scene implements AutoCloseable, Gate, Replays.Source, EventForm {

  static final ShopId SHOP = new ShopId("mill");
  static final PostResult WELL = ScriptedOutlet.WELL;
  static final PostResult BROKEN = ScriptedOutlet.BROKEN;

  /** Whose secret no key can be made of. */
  static final String KEYLESS = "keyless";

  private static final Currency CNY = Currency.getInstance("CNY");
  private static final int BATCH_FACTS = 5;

  /** Today, for receivers' libraries look at the time. */
  final SimulatedClock clock = new SimulatedClock(new SystemClock().wallMillis());

  private final ScriptedOutlet outlet = new ScriptedOutlet();
  final List<Post> sent = outlet.sent;
  final Map<String, Function<Post, PostResult>> receivers = outlet.receivers;
  final Set<String> hanging = outlet.hanging;
  final List<DisableWebhookEndpoint> disabled = new ArrayList<>();
  final Complaints complaints = new Complaints();

  /** Whether replays can read the log. */
  boolean isReadable = true;

  private final MemoryLog log =
      MemoryLog.open(new MemoryLogStore(new LogId(7, 9), 0), Runnable::run);
  private final FactStreams streams =
      new FactStreams(1, _ -> log, _ -> 0, new SystemClock(), () -> false);
  private final FactEncoder encoder = new FactEncoder();
  private final Path path;
  private final Path calls;
  private List<PartySettings> parties = List.of();
  Gateway gateway;
  private long shopSequence;
  private long openMax = Outcomes.OPEN_MAX;
  DeliveryFile file;
  Dispatcher dispatcher;
  Replays replays;
  LogFollower follower;

  Scene(Path directory) {
    this.path = directory.resolve("deliveries.db");
    this.calls = directory.resolve("calls.db");
    this.gateway = gateway();
    this.file = new DeliveryFile(path, 0);
    this.dispatcher = dispatcher();
    this.replays = replays();
    this.follower = follower();
  }

  /** The process dies and another begins: nothing is known but what stands in the file. */
  void restart(Consumer<String> before) {
    follower.close();
    file.close();
    outlet.forget();
    gateway.close();
    gateway = gateway();
    file = new DeliveryFile("jdbc:sqlite:" + path, 0, before);
    dispatcher = dispatcher();
    replays.close();
    replays = replays();
    follower = follower();
  }

  void restart() {
    restart(_ -> {});
  }

  void allowOpen(long max) {
    openMax = max;
    restart();
  }

  /** From the next start on the operator's file says this. */
  void parties(PartySettings... all) {
    parties = List.of(all);
    restart();
  }

  private Gateway gateway() {
    return new Gateway(
        new Gateway.Parts(calls, parties, new Open(), clock, new SplittableRandom(2)),
        pause -> {
          clock.passMillis(pause.toMillis());
          return true;
        },
        _ -> (post, _) -> outlet.send(post));
  }

  /** Nobody reads this file. */
  private record Open() implements CallSeal {
    @Override
    public Secret close(String party, byte[] plain) {
      return new Secret(plain);
    }

    @Override
    public byte[] open(String party, Secret sealed) {
      return sealed.bytes();
    }
  }

  private Dispatcher dispatcher() {
    Executor sending = outlet::run;
    return new Dispatcher(
        new Dispatcher.Parts(
            file,
            new Carrier(outlet, gateway),
            sending,
            clock,
            (_, id, sealed) -> id.equals(KEYLESS) ? new byte[0] : sealed.bytes(),
            this,
            new SplittableRandom(1),
            openMax,
            () -> "",
            complaints));
  }

  private LogFollower follower() {
    return new LogFollower(
        new LogFollower.Shape(
            "deliveries",
            1,
            new DeliveryEffect(file, this, clock::wallMillis, this::committed),
            _ -> log,
            _ -> clock.wallMillis(),
            () -> "",
            BATCH_FACTS),
        clock,
        FollowerWatch.NONE);
  }

  private void committed(Set<Long> due, Set<Long> changed) {
    dispatcher.committed(due, changed);
    replays.lookAgain();
  }

  private Replays replays() {
    return new Replays(file, this, complaints, dispatcher);
  }

  /** Asks for a replay from behind an event; false if the follower is not as far as the fact. */
  boolean replay(String endpoint, EventPlace after, long acknowledged) throws Exception {
    boolean isAsked = file.write(sql -> Replays.ask(sql, 0, SHOP, endpoint, after, acknowledged));
    replays.lookAgain();
    return isAsked;
  }

  /** Facts reach the file, and what is due is sent, until nothing is left to do now. */
  void run() {
    boolean any = true;
    while (any) {
      any = follower.step();
      any |= dispatcher.step();
      any |= replay();
      any |= outlet.letBack();
    }
  }

  private boolean replay() {
    try {
      return replays.step(clock.wallMillis());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same without the follower. */
  void dispatch() {
    boolean any = true;
    while (any) {
      any = dispatcher.step();
    }
  }

  void follow() {
    boolean any = true;
    while (any) {
      any = follower.step();
    }
  }

  int hung() {
    return outlet.hung();
  }

  /** What was sent to an address, as {@code type order}. */
  List<String> sentTo(String url) {
    return outlet.sentTo(url);
  }

  void add(Fact fact) {
    shopSequence++;
    encoder.truncate(0);
    encoder.add(new Recorded(Level.CURRENT, SHOP, shopSequence, Actor.OPERATOR, null, fact));
    var _ =
        log.append(
            new Frame(
                log.lastSequence() + 1,
                1,
                clock.wallMillis(),
                0,
                encoder.array(),
                encoder.length()));
  }

  /** An endpoint at {@code http://ID}, whose secret is its name. */
  void endpoint(String id, String... types) {
    endpointAt(id, "http://" + id, types);
  }

  void endpointAt(String id, String url, String... types) {
    add(
        new WebhookEndpointDefined(
            id, new WebhookSettings(url, List.of(types), ""), new Secret(secret(id)), 1));
  }

  static byte[] secret(String name) {
    return (name + "-".repeat(32)).substring(0, 32).getBytes(StandardCharsets.US_ASCII);
  }

  void place(long order) {
    add(
        new OrderPlaced(
            new OrderId(order),
            new BuyerId("anna"),
            List.of(new PricedLine(new SkuId("tea"), "Tea", 1, 100, false)),
            List.of(),
            CNY,
            100,
            0,
            null,
            List.of(),
            null));
  }

  void pay(long order) {
    add(new OrderMarkedPaid(new OrderId(order), 100, "bank", 0, 0, OrderStatus.PAID, 2));
  }

  void complete(long order) {
    add(new OrderCompleted(new OrderId(order), 0, OrderStatus.COMPLETED, 3));
  }

  @Override
  public CompletableFuture<Reply> submit(Request request) {
    DisableWebhookEndpoint wish = (DisableWebhookEndpoint) request.command();
    disabled.add(wish);
    add(new WebhookEndpointDisabled(wish.endpoint(), wish.why(), 2));
    return CompletableFuture.completedFuture(
        new Reply.Decided(
            new Outcome.Answered(new WebhookEndpointGone(wish.endpoint())),
            shopSequence,
            clock.wallMillis()));
  }

  @Override
  public CompletableFuture<Reply> submit(int shard, Request request) {
    return submit(request);
  }

  @Override
  public int shards() {
    return 1;
  }

  @Override
  public FactStream open(ShopId shop, EventPlace behind) {
    if (!isReadable) {
      throw new IllegalStateException("the log cannot be read");
    }
    return streams.open(shop, behind);
  }

  @Override
  public int shardOf(ShopId shop) {
    return 0;
  }

  @Override
  public EventForm form() {
    return this;
  }

  @Override
  public String id(FollowedFact fact) {
    return "event-" + fact.sequence();
  }

  @Override
  public String body(FollowedFact fact) {
    Fact of = fact.recorded().fact();
    String order =
        switch (of) {
          case OrderPlaced placed -> " " + placed.order();
          case OrderMarkedPaid paid -> " " + paid.order();
          case OrderCompleted completed -> " " + completed.order();
          default -> "";
        };
    return Outbox.typeOf(fact) + order;
  }

  /** Rows of a statement as text, for comparing and looking. */
  List<String> rows(String sql) throws Exception {
    return file.read(open -> {
      List<String> rows = new ArrayList<>();
      open.query(
          sql,
          row -> {
            StringBuilder text = new StringBuilder();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
              @Nullable String value = row.getString(i);
              text.append(i == 1 ? "" : " ").append(value);
            }
            rows.add(text.toString());
          });
      return rows;
    });
  }

  @Override
  public void close() {
    follower.close();
    replays.close();
    dispatcher.close();
    gateway.close();
    file.close();
    streams.close();
  }
}
