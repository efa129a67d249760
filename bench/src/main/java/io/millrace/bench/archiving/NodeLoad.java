package io.millrace.bench.archiving;

import io.millrace.bench.goods.OrderRequests;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.model.Request;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.OrderPlaced;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Orders that pass through a whole node: so many are placed together, then paid or cancelled, then
 * sent, then completed, each answered before the next is asked; then time passes. Owned by one
 * thread.
 *
 * <p>A node does not hold orders back for its tables, and what these lack cannot leave memory. So
 * the load waits when they are far behind, and until they have most of it: while requests wait a
 * follower gets a fifth of a core, and would never come near the end beside a load that begins
 * again at once.
 */
final class NodeLoad {

  /** A disk may stand still for so long: orders that are being paid do not expire. */
  private static final Duration STILL_MAX = Duration.ofMinutes(1);

  /** Some 60,000 orders: a small part of what passes, and a few seconds of a follower's work. */
  static final long BEHIND_FACTS_MAX = 200_000;

  private static final long BEHIND_FACTS_AGAIN = BEHIND_FACTS_MAX / 4;

  private final WholeNode node;
  private final OrderRequests requests;
  private final int atOnce;
  private final Duration each;
  private final OrderLives lives = new OrderLives();
  private long mostInMemory;
  private long mostBehindFacts;

  /**
   * Opens the shop.
   *
   * @param atOnce orders that are under way together
   * @param each of log time for so many
   */
  NodeLoad(WholeNode node, OrderRequests requests, int atOnce, Duration each) {
    this.node = node;
    this.requests = requests;
    this.atOnce = atOnce;
    this.each = each;
    List<Fact> _ = node.decide(List.of(OrderLives.shop(paymentTimeout(each))));
  }

  /**
   * What is placed after the clock was turned may still be decided by the time before, in a batch
   * that waits for the disk. It must not expire by that turn alone; by the next it does.
   */
  private static Duration paymentTimeout(Duration each) {
    return each.multipliedBy(3).dividedBy(2).plus(STILL_MAX);
  }

  void pass() {
    waitIfBehind();
    List<List<Request>> later = new ArrayList<>(atOnce);
    List<Fact> placed = node.decide(List.of(requests.take(atOnce)));
    for (int i = 0; i < placed.size(); i++) {
      if (!(placed.get(i) instanceof OrderPlaced order)) {
        throw new BenchmarkFailed("an order was placed, and the fact is " + placed.get(i));
      }
      later.add(lives.after(order, i));
    }
    for (int step = 0; step < OrderLives.STEPS_MAX; step++) {
      int now = step;
      List<Fact> _ =
          node.decide(
              later.stream().filter(life -> now < life.size()).map(life -> life.get(now)).toList());
    }
    node.pass(each);
  }

  private void waitIfBehind() {
    mostInMemory = Math.max(mostInMemory, node.passage().inMemory());
    long behindFacts = node.behindFacts();
    mostBehindFacts = Math.max(mostBehindFacts, behindFacts);
    if (behindFacts > BEHIND_FACTS_MAX) {
      node.awaitTables(BEHIND_FACTS_AGAIN);
    }
  }

  WholeNode node() {
    return node;
  }

  /** At any look before a turn. */
  long mostInMemory() {
    return mostInMemory;
  }

  /** Likewise. */
  long mostBehindFacts() {
    return mostBehindFacts;
  }
}
