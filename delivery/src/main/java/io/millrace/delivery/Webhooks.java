package io.millrace.delivery;

import io.millrace.delivery.http.Outlet;
import io.millrace.delivery.http.PinnedOutlet;
import io.millrace.delivery.signed.Secrets;
import io.millrace.model.ShopId;
import io.millrace.node.Clock;
import io.millrace.node.Gate;
import io.millrace.node.delivery.Deliveries;
import io.millrace.node.delivery.DeliveriesUnavailable;
import io.millrace.node.delivery.DeliveryPage;
import io.millrace.node.delivery.DeliverySearch;
import io.millrace.node.delivery.DeliveryView;
import io.millrace.node.delivery.EventForm;
import io.millrace.node.delivery.Holdup;
import io.millrace.node.follow.Effect;
import io.millrace.node.follow.EventPlace;
import io.millrace.node.follow.FactStream;
import io.millrace.node.follow.FactStreams;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks of a node: what its follower writes down ({@link #effect}) is sent by a thread of its
 * own, and any thread may ask what became of it.
 */
public final class Webhooks implements Deliveries, AutoCloseable {

  /**
   * How far back a file that is new begins, if it was lost: for so long a receiver was being tried,
   * and what is older was delivered, or given up.
   */
  public static final Duration BACK_MAX = Duration.ofDays(5);

  /** A batch is written while nobody else can write: a few tens of milliseconds. */
  public static final int BATCH_FACTS = 1_024;

  /** A dispatcher is asked between two steps. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  /**
   * An endpoint that was made or enabled a moment ago is so here when the follower has come as far.
   */
  private static final Duration KNOWN_MAX = Duration.ofSeconds(5);

  private static final Duration LOOK = Duration.ofMillis(20);

  /** What is under way at a stop may come back for so long; the rest is sent again. */
  private static final Duration STOP_MAX = Duration.ofSeconds(2);

  private final DeliveryFile file;
  private final DeliveryEffect effect;
  private final Dispatcher dispatcher;
  private final Outlet outlet;
  private final ExecutorService sending;
  private final Clock clock;
  private final ToIntFunction<ShopId> shardOf;
  private final FactStreams streams;
  private final ReplayThread replays;
  private final Thread thread;
  private volatile boolean stopping;

  /**
   * What it works with.
   *
   * @param file in which deliveries stand; made if it is not there
   * @param obstacle why nothing is to be written or sent now; empty if nothing stands in the way
   */
  public record Parts(
      Path file,
      EventForm form,
      Secrets secrets,
      Gate gate,
      FactStreams streams,
      ToIntFunction<ShopId> shardOf,
      Clock clock,
      RandomGenerator chance,
      boolean allowPrivateTargets,
      Supplier<String> obstacle,
      DeliveryWatch watch) {}

  /** Makes the file if it is not there: where it begins is known now, and not later. */
  public Webhooks(Parts parts) {
    this(parts, null);
  }

  /**
   * The same with third parties that endpoints may name.
   *
   * @param gateway closed by whoever opened it, after this; null for none
   */
  public Webhooks(Parts parts, @Nullable Gateway gateway) {
    this(parts, gateway, PinnedOutlet.of(parts.allowPrivateTargets()));
  }

  Webhooks(Parts parts, @Nullable Gateway gateway, Outlet outlet) {
    this.clock = parts.clock();
    this.shardOf = parts.shardOf();
    this.streams = parts.streams();
    this.outlet = outlet;
    this.file = new DeliveryFile(parts.file(), clock.wallMillis() - BACK_MAX.toMillis());
    prepare();
    this.sending =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("delivery-", 0).factory());
    this.dispatcher =
        new Dispatcher(
            new Dispatcher.Parts(
                file,
                new Carrier(outlet, gateway),
                sending,
                clock,
                parts.secrets(),
                parts.gate(),
                parts.chance(),
                Outcomes.OPEN_MAX,
                parts.obstacle(),
                parts.watch()));
    this.replays =
        new ReplayThread(
            new Replays(
                file,
                new LogSource(parts.streams(), parts.shardOf(), parts.form()),
                parts.watch(),
                dispatcher),
            clock,
            parts.obstacle());
    this.effect = new DeliveryEffect(file, parts.form(), clock::wallMillis, this::committed);
    this.thread = Thread.ofPlatform().name("deliveries").unstarted(this::run);
    dispatcher.wakeBy(() -> LockSupport.unpark(thread));
  }

  /**
   * Makes the file of a data directory that is a copy of another's, if it is not there: it delivers
   * nothing that happened before, whoever sends from it, and when.
   */
  public static void beginCopy(Path file, long nowMillis) throws IOException {
    try (DeliveryFile made = new DeliveryFile(file, nowMillis)) {
      made.look(_ -> true);
    } catch (SQLException e) {
      throw new IOException("the file of deliveries: " + e.getMessage(), e);
    } // closed, it is on the disk with all it holds
  }

  private void prepare() {
    try {
      file.look(_ -> true);
    } catch (SQLException _) {
      // The follower meets the same, says so, and tries again.
    }
  }

  private void committed(Set<Long> due, Set<Long> changed) {
    dispatcher.committed(due, changed);
    if (!changed.isEmpty()) {
      replays.wake(); // one that was enabled may have a replay that rested
    }
  }

  private record LogSource(FactStreams streams, ToIntFunction<ShopId> shards, EventForm form)
      implements Replays.Source {
    @Override
    public FactStream open(ShopId shop, EventPlace behind) {
      return streams.open(shop, behind);
    }

    @Override
    public int shardOf(ShopId shop) {
      return shards.applyAsInt(shop);
    }
  }

  /** For the follower that writes down what is to be delivered. */
  public Effect effect() {
    return effect;
  }

  /** Begins to send. */
  public void start() {
    thread.start();
    replays.start();
  }

  /**
   * False before the start, after the end, and after a fault that ended it: nothing is sent then.
   */
  public boolean isSending() {
    return thread.isAlive();
  }

  /** Requests that are under way now. */
  public int underWay() {
    return dispatcher.underWay();
  }

  private void run() {
    while (!stopping) {
      if (!dispatcher.step() && !stopping) {
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(dispatcher.restMillis()));
      }
    }
    dispatcher.stop();
    long deadline = clock.monotonicNanos() + STOP_MAX.toNanos();
    while (dispatcher.underWay() > 0 && clock.monotonicNanos() - deadline < 0) {
      if (!dispatcher.step()) {
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(1));
      }
    }
    dispatcher.step();
    dispatcher.close();
  }

  @Override
  public DeliveryPage page(DeliverySearch search) throws DeliveriesUnavailable {
    return read(sql -> {
      long number = EndpointRows.numberOf(sql, search.shop(), search.endpoint());
      if (number == 0) {
        return new DeliveryPage(List.of(), false);
      }
      DeliveryPage page =
          DeliveryReads.page(sql, number, shardOf.applyAsInt(search.shop()), search);
      Holdup holdup = dispatcher.holdup(number);
      return new DeliveryPage(
          page.items().stream().map(view -> view.held(holdup)).toList(), page.more());
    });
  }

  @Override
  public Optional<DeliveryView> find(ShopId shop, String endpoint, long delivery)
      throws DeliveriesUnavailable {
    return read(sql -> {
      long number = EndpointRows.numberOf(sql, shop, endpoint);
      return number == 0
          ? Optional.empty()
          : DeliveryReads.find(sql, number, delivery)
              .map(view -> view.held(dispatcher.holdup(number)));
    });
  }

  private <T> T read(DeliveryFile.Work<T> work) throws DeliveriesUnavailable {
    try {
      return file.read(work);
    } catch (SQLException e) {
      throw new DeliveriesUnavailable("the file of deliveries: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<DeliveryView> redeliver(ShopId shop, String endpoint, long delivery)
      throws DeliveriesUnavailable {
    boolean revived =
        ask(sql -> {
          long number = EndpointRows.numberOf(sql, shop, endpoint);
          return number != 0 && DeliveryRows.revive(sql, number, delivery, clock.wallMillis());
        });
    return revived ? find(shop, endpoint, delivery) : Optional.empty();
  }

  @Override
  public Optional<DeliveryView> redeliver(ShopId shop, long delivery) throws DeliveriesUnavailable {
    Optional<String> endpoint = read(sql -> EndpointRows.idOf(sql, shop, delivery));
    return endpoint.isEmpty() ? Optional.empty() : redeliver(shop, endpoint.get(), delivery);
  }

  @Override
  public boolean replay(ShopId shop, String endpoint, EventPlace after)
      throws DeliveriesUnavailable {
    long deadline = clock.monotonicNanos() + KNOWN_MAX.toNanos();
    int shard = shardOf.applyAsInt(shop);
    long acknowledged = streams.lastSequence(shop);
    boolean isAsked = false;
    while (!isAsked && clock.monotonicNanos() - deadline < 0) {
      isAsked = write(sql -> Replays.ask(sql, shard, shop, endpoint, after, acknowledged));
      if (!isAsked) {
        LockSupport.parkNanos(LOOK.toNanos());
      }
    }
    replays.wake();
    return isAsked;
  }

  private <T> T write(DeliveryFile.Work<T> work) throws DeliveriesUnavailable {
    try {
      return file.write(work);
    } catch (SQLException e) {
      throw new DeliveriesUnavailable("deliveries cannot be changed now: " + e.getMessage(), e);
    }
  }

  private <T> T ask(DeliveryFile.Work<T> work) throws DeliveriesUnavailable {
    CompletableFuture<T> answer = dispatcher.ask(work);
    try {
      return answer.orTimeout(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      throw new DeliveriesUnavailable("deliveries cannot be changed now: " + why.getMessage(), e);
    }
  }

  /** After the follower. What was not delivered is delivered after the next start. */
  @Override
  public void close() {
    stopping = true;
    replays.close();
    if (thread.isAlive()) {
      LockSupport.unpark(thread);
      join();
    }
    if (outlet instanceof PinnedOutlet pinned) {
      pinned.close();
    }
    sending.shutdownNow();
    file.close();
  }

  private void join() {
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
