package io.millrace.delivery.push;

import io.millrace.model.QueueId;
import io.millrace.model.Recorded;
import io.millrace.model.Secret;
import io.millrace.model.ShopId;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.QueueDefined;
import io.millrace.model.fact.QueueSecretRotated;
import io.millrace.node.DurableFrame;
import io.millrace.node.Follower;
import io.millrace.node.LogReader;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which queues push, and with which secrets. A view of durable facts: each shard's writer brings
 * its frames in order, any thread reads.
 *
 * <p>A shard that rebuilds brings old frames again. They are skipped: taken twice, they would let a
 * queue push for a moment that has stopped.
 */
public final class PushedQueues implements Follower {

  private final ConcurrentMap<Place, PushedQueue> queues = new ConcurrentHashMap<>();
  private final ConcurrentMap<Integer, Long> takenByShard = new ConcurrentHashMap<>();
  private volatile Consumer<Place> changed = _ -> {};

  /** Told of each queue that is not what it was. Must be quick and must not throw. */
  void tell(Consumer<Place> listener) {
    changed = listener;
  }

  @Nullable PushedQueue find(Place place) {
    return queues.get(place);
  }

  Collection<PushedQueue> all() {
    return queues.values();
  }

  @Override
  public void begin(int shard, long sequence, List<Recorded> standing) {
    standing.forEach(this::take);
    takenByShard.put(shard, sequence);
  }

  @Override
  public void take(DurableFrame frame) {
    long taken = takenByShard.getOrDefault(frame.shard(), 0L);
    long sequence = frame.firstSequence();
    for (Recorded recorded : frame.facts()) {
      if (sequence > taken) {
        take(recorded);
      }
      sequence++;
    }
    takenByShard.put(frame.shard(), Math.max(taken, sequence - 1));
  }

  @Override
  public LogReader reader(int known) {
    return new LogReader("push", known);
  }

  private void take(Recorded recorded) {
    ShopId shop = recorded.shop();
    Fact fact = recorded.fact();
    if (shop != null && fact instanceof QueueDefined defined) {
      take(place(shop, defined.queue()), defined);
    } else if (shop != null && fact instanceof QueueSecretRotated rotated) {
      Place place = place(shop, rotated.queue());
      queues.computeIfPresent(
          place, (_, known) -> known.rotated(rotated.sealed(), rotated.overlapUntilMillis()));
      changed.accept(place);
    }
  }

  private static Place place(ShopId shop, QueueId queue) {
    return new Place(shop, queue);
  }

  private void take(Place place, QueueDefined defined) {
    String url = defined.settings().pushUrl();
    Secret sealed = defined.sealed();
    if (url == null) {
      if (queues.remove(place) == null) {
        return; // as most of them: nobody wants to hear of those
      }
    } else if (sealed != null) {
      queues.put(place, new PushedQueue(place, url, sealed, List.of()));
    } else {
      queues.computeIfPresent(place, (_, known) -> known.at(url));
    }
    changed.accept(place);
  }
}
