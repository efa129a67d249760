package io.millrace.node.follow;

import io.millrace.model.OrderId;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.node.follow.Hearers.Whose;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One reader's way along the facts about one buyer's orders. Owned by one thread. While it is idle
 * nothing is done for it: the tail puts into its queue what is about its buyer, and nobody looks at
 * what is not. It holds no file in any case.
 */
public final class BuyerStream implements EventStream {

  /** A buyer makes a handful at a time; who has as many waiting does not read. */
  static final int QUEUE_FACTS_MAX = 256;

  /** Until the tail has looked at the log for the first time. */
  private static final long JOIN_NANOS = FactStreams.LOOK_NANOS;

  private final FactStreams streams;
  private final Whose whose;
  private final Hearers hearers;
  private final CatchUp catchUp;
  private final Supplier<Collection<OrderId>> orders;
  private EventPlace place;
  private boolean atEnd;

  /** Its buyer's orders were asked for. */
  private boolean begun;

  /** The log holds its place: a client's cursor may be of another log. */
  private boolean held;

  private @Nullable Thread listener;

  /** Guarded by the hearers, as are the next two. */
  private final ArrayDeque<FollowedFact> queue = new ArrayDeque<>(1);

  private boolean near;

  /** Up to where the queue has, or had, everything; further if the tail has come by more. */
  private EventPlace reach;

  /**
   * A stream that has not looked yet.
   *
   * @param orders of the buyer at the moment at which they are asked for
   */
  BuyerStream(
      FactStreams streams,
      Whose whose,
      Hearers hearers,
      CatchUp catchUp,
      Supplier<Collection<OrderId>> orders,
      EventPlace behind) {
    this.streams = streams;
    this.whose = whose;
    this.hearers = hearers;
    this.catchUp = catchUp;
    this.orders = orders;
    this.place = behind;
    this.reach = behind;
  }

  Whose whose() {
    return whose;
  }

  @Override
  public List<FollowedFact> next(int factsMax) throws CursorLost {
    begin();
    if (listener == null) {
      return read(factsMax);
    }
    List<FollowedFact> mine = hearers.take(this, factsMax);
    if (mine.isEmpty() && !near() && hearers.join(this)) {
      mine = hearers.take(this, factsMax);
    }
    return mine.isEmpty() && !near() ? read(factsMax) : mine;
  }

  private boolean near() {
    synchronized (hearers) {
      return near;
    }
  }

  /** Orders are asked for when what is placed from now on is seen: none is missed in between. */
  private void begin() {
    if (begun) {
      return;
    }
    begun = true;
    hearers.add(this);
    EventPlace end = hearers.end();
    Collection<OrderId> known = orders.get();
    hearers.know(this, known);
    boolean listens = listener != null && place.equals(EventPlace.BEGINNING);
    if (listens && known.isEmpty() && end != null) {
      place = end; // up to there nothing was placed
      held = true;
    }
  }

  /** From the log, with all who are behind. */
  private List<FollowedFact> read(int factsMax) throws CursorLost {
    CatchUp.Brought brought = catchUp.bring(whose, place, factsMax);
    held |= !place.equals(brought.place()); // where it did not move, nobody may have looked
    place = brought.place();
    atEnd = brought.isAtEnd();
    learn(brought.facts());
    return brought.facts();
  }

  /** What it placed where neither the tail came by nor anybody had asked yet is its own, too. */
  private void learn(List<FollowedFact> facts) {
    List<OrderId> placed = new ArrayList<>();
    for (FollowedFact fact : facts) {
      if (fact.recorded().fact() instanceof OrderPlaced order) {
        placed.add(order.order());
      }
    }
    hearers.know(this, placed);
  }

  @Override
  public List<FollowedFact> await(int factsMax, Duration max) throws CursorLost {
    if (listener == null) {
      listener = Thread.currentThread();
    }
    List<FollowedFact> facts = next(factsMax);
    if (facts.isEmpty() && atEnd && !isOver()) {
      // Whoever was woken meanwhile goes on at once.
      LockSupport.parkNanos(this, near() ? max.toNanos() : JOIN_NANOS);
      facts = next(factsMax);
    }
    return facts;
  }

  /** Whether the log is known to hold its place. */
  boolean isHeld() {
    return held;
  }

  /** Guarded by the hearers, as is all below. Begins to take what the tail comes by. */
  void draw() {
    near = true;
    held = true;
    reach = place;
  }

  void pass(EventPlace upTo) {
    if (near) {
      reach = upTo;
    }
  }

  void offer(FollowedFact fact) {
    if (!near || fact.sequence() <= reach.sequence()) {
      return;
    }
    if (queue.size() >= QUEUE_FACTS_MAX) {
      near = false;
      reach = EventPlace.of(queue.getLast());
      return;
    }
    queue.add(fact);
    LockSupport.unpark(listener);
  }

  void fallBehind(@Nullable EventPlace told, long sequence) {
    EventPlace covered = covered(told);
    if (near && covered.sequence() < sequence) {
      near = false;
      reach = covered;
      LockSupport.unpark(listener);
    }
  }

  private EventPlace covered(@Nullable EventPlace told) {
    return told == null || told.sequence() <= reach.sequence() ? reach : told;
  }

  List<FollowedFact> take(int factsMax, @Nullable EventPlace told) {
    List<FollowedFact> taken = new ArrayList<>(Math.min(factsMax, queue.size()));
    while (taken.size() < factsMax && !queue.isEmpty()) {
      taken.add(queue.removeFirst());
    }
    if (!taken.isEmpty()) {
      place = EventPlace.of(taken.getLast());
    } else if (near) {
      place = covered(told);
    }
    atEnd = near && queue.isEmpty();
    return taken;
  }

  /** Nobody waits any more. */
  void wake() {
    LockSupport.unpark(listener);
  }

  @Override
  public EventPlace place() {
    return place;
  }

  @Override
  public boolean isAtEnd() {
    return atEnd;
  }

  @Override
  public boolean isOver() {
    return streams.isClosed();
  }

  @Override
  public void close() {
    if (begun) {
      hearers.remove(this);
    }
    streams.closed();
  }
}
