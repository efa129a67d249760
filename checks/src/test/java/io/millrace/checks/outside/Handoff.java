package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.journal.LogId;
import io.millrace.model.OrderId;
import io.millrace.model.Outcome;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.StockView;
import io.millrace.model.command.ReadStock;
import io.millrace.model.refusal.Code;
import io.millrace.node.Node;
import io.millrace.node.NodeWatch;
import io.millrace.node.Reply;
import io.millrace.node.SystemClock;
import io.millrace.testkit.MemoryLog;
import io.millrace.testkit.MemoryLogStore;
import io.millrace.testkit.SplitMix;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One run: many threads at the gate of a node of two shards, whose logs complete on threads of
 * their own. Whatever a reply rests on must be durable and followed when the reply comes.
 */
final class Handoff {

  private static final int SHARDS = 2;
  private static final int CLIENTS = 8;
  private static final List<String> SHOPS = List.of("shop-00", "shop-01", "shop-02", "shop-03");

  /** What a disk may take, in turns of a loop. */
  private static final int DISK_TURNS_MAX = 4_000;

  /** Asked without waiting for the answers. */
  private static final int ASKED_MAX = 12;

  private static final long REPLY_SECONDS_MAX = 20;

  private final long seed;
  private final int requestsPerClient;
  private final OrdersSeen durable = new OrdersSeen();
  private final OrdersSeen followed = new OrdersSeen();
  private final Set<OrderId> accepted = ConcurrentHashMap.newKeySet();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final boolean hasty;
  private volatile boolean closing;

  Handoff(long seed, int requestsPerClient, boolean hasty) {
    this.seed = seed;
    this.requestsPerClient = requestsPerClient;
    this.hasty = hasty;
  }

  /**
   * Runs to the end of all requests, or until so many replies have come, when the node is closed
   * under those who are still asking.
   */
  void run(int repliesBeforeClose) throws Exception {
    List<ExecutorService> disks =
        List.of(Executors.newSingleThreadExecutor(), Executors.newSingleThreadExecutor());
    CountDownLatch replies = new CountDownLatch(repliesBeforeClose);
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      Node node = start(disks);
      SHOPS.forEach(shop -> Trader.of(node, shop, 1L << 40).open(1_000_000));
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Client client = new Client(node, i, replies);
        running.add(
            clients.submit(() -> {
              try {
                client.ask();
              } catch (Exception unheard) {
                client.giveUp();
                throw new AssertionError("seed " + seed + ": a request got no reply", unheard);
              }
              return null;
            }));
      }
      replies.await();
      closing = true;
      node.close();
      for (Future<?> client : running) {
        client.get();
      }
    } finally {
      disks.forEach(ExecutorService::close);
    }
  }

  int requests() {
    return CLIENTS * requestsPerClient;
  }

  Queue<String> faults() {
    return faults;
  }

  void check() {
    assertThat(faults).as("seed %d", seed).isEmpty();
    assertThat(accepted).as("seed %d: every order was answered", seed).isEqualTo(followed.all());
    assertThat(durable.all()).as("seed %d: and is durable", seed).isEqualTo(followed.all());
  }

  int accepted() {
    return accepted.size();
  }

  private Node start(List<ExecutorService> disks) {
    List<MemoryLogStore> stores = new ArrayList<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      stores.add(new MemoryLogStore(new LogId(1, shard), shard));
    }
    return Node.start(
        LocalNode.settings(SHARDS, false),
        shard ->
            new WitnessedLog(
                MemoryLog.open(stores.get(shard), disk(disks.get(shard), shard)),
                durable::see,
                hasty),
        new SystemClock(),
        List.of(frame -> followed.see(frame.facts())),
        NodeWatch.NONE);
  }

  /** Now slow, now quick; one seed in four has a disk that is done before append returns. */
  private Executor disk(ExecutorService thread, int shard) {
    if (seed % 4 == 3) {
      return Runnable::run;
    }
    SplitMix chance = new SplitMix(seed * SHARDS + shard);
    return task ->
        thread.execute(() -> {
          for (int turn = chance.below(DISK_TURNS_MAX); turn > 0; turn--) {
            Thread.onSpinWait();
          }
          task.run();
        });
  }

  /** Asks for orders and stock, some requests at a time. */
  private final class Client {
    private final SplitMix chance;
    private final List<Trader> traders = new ArrayList<>();
    private final CountDownLatch replies;
    private final List<CompletableFuture<Void>> asked = new ArrayList<>();

    Client(Node node, int number, CountDownLatch replies) {
      this.chance = new SplitMix(seed * CLIENTS + number);
      this.replies = replies;
      SHOPS.forEach(shop -> traders.add(Trader.of(node, shop, (number + 1L) << 20)));
    }

    void ask() throws Exception {
      for (int i = 0; i < requestsPerClient; i++) {
        Trader trader = traders.get(chance.below(traders.size()));
        CompletableFuture<Reply> reply =
            chance.below(4) == 0
                ? trader.submit(new ReadStock(Trader.CUP))
                : trader.submit(Trader.wish("anna", 1));
        asked.add(reply.thenAccept(here -> hear(trader, here)));
        if (asked.size() > chance.below(ASKED_MAX)) {
          awaitAll();
        }
      }
      awaitAll();
    }

    private void awaitAll() throws Exception {
      for (CompletableFuture<Void> heard : asked) {
        heard.get(REPLY_SECONDS_MAX, TimeUnit.SECONDS);
      }
      asked.clear();
    }

    /** Nobody shall wait for replies that do not come. */
    void giveUp() {
      while (replies.getCount() > 0) {
        replies.countDown();
      }
    }

    /** On the thread that completes the reply, at that moment: nothing can catch up meanwhile. */
    private void hear(Trader trader, Reply reply) {
      switch (reply) {
        case Reply.Decided(Outcome.Accepted decided, long _, long _)
            when decided.answer() instanceof OrderPlacedView view ->
            hear(view.placed().order());
        case Reply.Decided(Outcome.Answered decided, long _, long _)
            when decided.answer() instanceof StockView stock -> {
          require(stock.held() <= durable.count(trader.shop()), "stock was told too early");
          require(stock.held() <= followed.count(trader.shop()), "stock was told unfollowed");
        }
        case Reply.Failed failed ->
            require(closing && failed.code() == Code.NOT_READY, "refused: " + failed);
        default -> faults.add("unexpected " + reply);
      }
      replies.countDown();
    }

    private void hear(OrderId order) {
      require(accepted.add(order), "one order, two answers: " + order);
      require(durable.has(order), "answered before it was durable: " + order);
      require(followed.has(order), "answered before it was followed: " + order);
    }

    private void require(boolean holds, String fault) {
      if (!holds) {
        faults.add(fault);
      }
    }
  }
}
