package io.millrace.proof.linear;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for an order of concurrent operations in which each is answered as it was, and none comes
 * before one that was over when it began.
 *
 * <p>Implementation note. This is the search of Wing and Gong with Lowe's memory: a place of the
 * search is which operations have been put in order, as bits, and the state that they lead to, and
 * no place is looked at twice. Next in order may come whatever was invoked before the first return
 * among those that are left. With {@code c} clients of {@code n} operations each there are at most
 * {@code (n + 1)^c} sets of bits, however many orders there are. All ends are found, not only one,
 * so that a long history can be checked piece by piece: what one piece may have left is what the
 * next begins with. Pieces end where nothing is under way.
 *
 * @param <S> states of the model
 * @param <O> its operations
 */
public final class Linearizability<S, O> {

  /** Of one piece: they are bits of a long. */
  public static final int OPERATIONS_MAX = Long.SIZE - 1;

  private final SequentialModel<S, O> model;

  public Linearizability(SequentialModel<S, O> model) {
    this.model = model;
  }

  private record Place<S>(long ordered, S state) {}

  /**
   * The states that a history of any length may have left; none if it cannot have happened.
   *
   * @throws IllegalArgumentException if too much of it never comes to a rest
   */
  public Set<S> ends(Set<S> begins, List<Event<O>> history) {
    Set<S> states = begins;
    for (List<Event<O>> piece : pieces(history)) {
      states = endsOfPiece(states, piece);
    }
    return states;
  }

  /** Cuts a history wherever everything that was asked before has been answered. */
  public static <O> List<List<Event<O>>> pieces(List<Event<O>> history) {
    List<Event<O>> sorted = new ArrayList<>(history);
    sorted.sort(Comparator.comparingLong(Event::invokedNanos));
    List<List<Event<O>>> pieces = new ArrayList<>();
    long overNanos = Long.MIN_VALUE;
    for (Event<O> event : sorted) {
      if (pieces.isEmpty() || event.invokedNanos() > overNanos) {
        pieces.add(new ArrayList<>());
      }
      pieces.getLast().add(event);
      overNanos = Math.max(overNanos, event.returnedNanos());
    }
    return pieces;
  }

  private Set<S> endsOfPiece(Collection<S> begins, List<Event<O>> piece) {
    if (piece.size() > OPERATIONS_MAX) {
      throw new IllegalArgumentException(
          "%d operations without a rest; a piece has at most %d"
              .formatted(piece.size(), OPERATIONS_MAX));
    }
    Set<S> ends = new HashSet<>();
    Set<Place<S>> seen = new HashSet<>();
    Deque<Place<S>> open = new ArrayDeque<>();
    for (S begin : begins) {
      open.push(new Place<>(0, begin));
    }
    while (!open.isEmpty()) {
      Place<S> place = open.pop();
      if (seen.add(place)) {
        if (isEnd(place.ordered, piece)) {
          ends.add(place.state);
        }
        step(place, piece, open);
      }
    }
    return ends;
  }

  /** Those that may be missing may be left out. */
  private boolean isEnd(long ordered, List<Event<O>> piece) {
    for (int i = 0; i < piece.size(); i++) {
      if (!isIn(ordered, i) && !piece.get(i).mayBeMissing()) {
        return false;
      }
    }
    return true;
  }

  private void step(Place<S> place, List<Event<O>> piece, Deque<Place<S>> open) {
    long firstReturnNanos = firstReturnNanos(place.ordered, piece);
    for (int i = 0; i < piece.size(); i++) {
      Event<O> event = piece.get(i);
      boolean isNotYet = event.invokedNanos() > firstReturnNanos;
      if (isIn(place.ordered, i) || isNotYet || isOver(event, place.ordered, piece)) {
        continue;
      }
      S next = model.next(place.state, event.operation());
      if (next != null) {
        open.push(new Place<>(place.ordered | 1L << i, next));
      }
    }
  }

  /** What may be missing holds up nobody. */
  private long firstReturnNanos(long ordered, List<Event<O>> piece) {
    long firstNanos = Long.MAX_VALUE;
    for (int i = 0; i < piece.size(); i++) {
      if (!isIn(ordered, i) && !piece.get(i).mayBeMissing()) {
        firstNanos = Math.min(firstNanos, piece.get(i).returnedNanos());
      }
    }
    return firstNanos;
  }

  /** It comes too late behind what was invoked when it could happen no more. */
  private boolean isOver(Event<O> event, long ordered, List<Event<O>> piece) {
    for (int i = 0; event.mayBeMissing() && i < piece.size(); i++) {
      if (isIn(ordered, i) && piece.get(i).invokedNanos() > event.returnedNanos()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIn(long ordered, int place) {
    return (ordered >>> place & 1) != 0;
  }
}
