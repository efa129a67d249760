package io.millrace.node.follow;

import io.millrace.model.Actor;
import io.millrace.model.Limits;
import io.millrace.model.OrderId;
import io.millrace.model.Outcome;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.FinalOrders;
import io.millrace.model.answer.OrdersLeft;
import io.millrace.model.command.ArchiveOrders;
import io.millrace.model.command.FindFinalOrders;
import io.millrace.model.read.KeptOrders;
import io.millrace.model.read.ReadModel;
import io.millrace.model.read.ReadModelUnavailable;
import io.millrace.node.Gate;
import io.millrace.node.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets orders leave memory. It asks a shard which are final, asks the tables which of these they
 * have in the same version, and tells the shard that those may go. Owned by the thread that steps
 * it.
 *
 * <pre>
 *   shard: final orders ─▶ tables: these, in this version ─▶ shard: they leave
 * </pre>
 *
 * <p>It remembers nothing: whatever is lost on the way is found again by the next round. What the
 * tables answer was committed, and a version names all that ever happened to an order, so nothing
 * leaves that they do not have whole, whoever dies in between and whatever comes in between.
 */
public final class Archiver {

  /** What came of a step. */
  public enum Step {
    /** Many orders left; there may be more. */
    LEFT,
    /** A slice of a shard had few to give, or the tables are not as far. */
    NOTHING,
    /** All shards were looked through. */
    ROUND,
    /** Shard or tables cannot be asked now. */
    FAILED
  }

  /** What a shard is asked must name a shop, and which one does not matter. */
  private static final ShopId ANY_SHOP = new ShopId("any");

  /** For fewer, a look at all that is in memory is not worth the time. */
  private static final int MANY_ORDERS = 100;

  private final Gate gate;
  private final ReadModel model;
  private final IntPredicate followed;
  private int shard;
  private @Nullable OrderId after;
  private final AtomicLong archived = new AtomicLong();

  /**
   * One that has looked at nothing.
   *
   * @param followed whether the tables are made of just that log which a shard has, and are well
   */
  public Archiver(Gate gate, ReadModel model, IntPredicate followed) {
    this.gate = gate;
    this.model = model;
    this.followed = followed;
  }

  /** One slice of one shard. */
  public Step step() {
    if (!followed.test(shard)) {
      return advance(null) ? Step.ROUND : Step.NOTHING;
    }
    Optional<Answer> found =
        ask(
            Request.of(
                ANY_SHOP, Actor.NODE, new FindFinalOrders(after, Limits.ARCHIVED_ORDERS_MAX)));
    if (found.isEmpty() || !(found.get() instanceof FinalOrders finals)) {
      passOver();
      return Step.FAILED;
    }
    long before = archived.get();
    boolean asked = letGo(finals);
    boolean isRoundOver = advance(finals.next());
    if (!asked) {
      return Step.FAILED;
    }
    if (isRoundOver) {
      return Step.ROUND;
    }
    return archived.get() - before >= MANY_ORDERS ? Step.LEFT : Step.NOTHING;
  }

  /** Whether all shards have been looked through. */
  private boolean advance(@Nullable OrderId next) {
    after = next;
    if (next == null) {
      shard = (shard + 1) % gate.shards();
    }
    return next == null && shard == 0;
  }

  private boolean letGo(FinalOrders finals) {
    List<KeptOrders> kept;
    try {
      kept = finals.items().isEmpty() ? List.of() : model.kept(finals.items());
    } catch (ReadModelUnavailable _) {
      return false; // the follower meets the same, and says so
    }
    List<CompletableFuture<Reply>> asked = new ArrayList<>();
    for (KeptOrders each : kept) {
      ArchiveOrders archive = new ArchiveOrders(each.orders(), each.upTo());
      asked.add(gate.submit(shard, Request.of(each.shop(), Actor.NODE, archive)));
    }
    boolean all = true;
    for (CompletableFuture<Reply> reply : asked) {
      Optional<Answer> answer = answer(reply.join());
      if (answer.isPresent() && answer.get() instanceof OrdersLeft left) {
        archived.addAndGet(left.orders());
      } else {
        all = false;
      }
    }
    return all;
  }

  private Optional<Answer> ask(Request request) {
    return answer(gate.submit(shard, request).join());
  }

  private static Optional<Answer> answer(Reply reply) {
    if (!(reply instanceof Reply.Decided decided)) {
      return Optional.empty();
    }
    return switch (decided.outcome()) {
      case Outcome.Accepted accepted -> Optional.of(accepted.answer());
      case Outcome.Answered answered -> Optional.of(answered.answer());
      case Outcome.Replayed _, Outcome.Refused _ -> Optional.empty();
    };
  }

  /** Goes on with the next shard; tells which it leaves. */
  int passOver() {
    int left = shard;
    advance(null);
    return left;
  }

  /** Orders that have left since the start. Any thread. */
  public long archived() {
    return archived.get();
  }
}
