package io.millrace.node.follow;

import io.millrace.model.Actor;
import io.millrace.model.Limits;
import io.millrace.model.OrderId;
import io.millrace.model.OrderVersion;
import io.millrace.model.Outcome;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.FinalOrders;
import io.millrace.model.answer.OrdersLeft;
import io.millrace.model.command.ArchiveOrders;
import io.millrace.model.command.FindFinalOrders;
import io.millrace.model.read.ReadModel;
import io.millrace.model.read.ReadModelUnavailable;
import io.millrace.node.Gate;
import io.millrace.node.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
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
    /** Orders left; there may be more. */
    LEFT,
    /** A slice of a shard had none to give, or the tables are not as far. */
    NOTHING,
    /** All shards were looked through. */
    ROUND,
    /** Shard or tables cannot be asked now. */
    FAILED
  }

  /** What a shard is asked must name a shop, and which one does not matter. */
  private static final ShopId ANY_SHOP = new ShopId("any");

  private final Gate gate;
  private final ReadModel model;
  private int shard;
  private @Nullable OrderId after;
  private final AtomicLong archived = new AtomicLong();

  public Archiver(Gate gate, ReadModel model) {
    this.gate = gate;
    this.model = model;
  }

  /** One slice of one shard. */
  public Step step() {
    Optional<Answer> found =
        ask(
            Request.of(
                ANY_SHOP, Actor.NODE, new FindFinalOrders(after, Limits.ARCHIVED_ORDERS_MAX)));
    if (found.isEmpty() || !(found.get() instanceof FinalOrders finals)) {
      return Step.FAILED;
    }
    long before = archived.get();
    boolean asked = letGo(finals);
    boolean isRoundOver = advance(finals.next());
    if (!asked) {
      return Step.FAILED;
    }
    if (archived.get() > before) {
      return Step.LEFT;
    }
    return isRoundOver ? Step.ROUND : Step.NOTHING;
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
    Map<ShopId, List<OrderVersion>> byShop = new LinkedHashMap<>();
    for (FinalOrders.Item item : finals.items()) {
      byShop.computeIfAbsent(item.shop(), _ -> new ArrayList<>()).add(item.order());
    }
    for (Map.Entry<ShopId, List<OrderVersion>> shop : byShop.entrySet()) {
      if (!letGo(shop.getKey(), shop.getValue())) {
        return false;
      }
    }
    return true;
  }

  private boolean letGo(ShopId shop, List<OrderVersion> finals) {
    List<OrderVersion> kept;
    try {
      kept = model.kept(shop, finals);
    } catch (ReadModelUnavailable _) {
      return false; // the follower meets the same, and says so
    }
    if (kept.isEmpty()) {
      return true;
    }
    Optional<Answer> answer = ask(Request.of(shop, Actor.NODE, new ArchiveOrders(kept)));
    if (answer.isEmpty() || !(answer.get() instanceof OrdersLeft left)) {
      return false;
    }
    archived.addAndGet(left.orders());
    return true;
  }

  private Optional<Answer> ask(Request request) {
    Reply reply = gate.submit(shard, request).join();
    if (!(reply instanceof Reply.Decided decided)) {
      return Optional.empty();
    }
    return switch (decided.outcome()) {
      case Outcome.Accepted accepted -> Optional.of(accepted.answer());
      case Outcome.Answered answered -> Optional.of(answered.answer());
      case Outcome.Replayed _, Outcome.Refused _ -> Optional.empty();
    };
  }

  /** Orders that have left since the start. Any thread. */
  public long archived() {
    return archived.get();
  }
}
