package io.millrace.proof.linear;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The same as {@link Linearizability} by trying every order of every choice: for few operations.
 */
final class EveryOrder<S, O> {
  private final SequentialModel<S, O> model;

  EveryOrder(SequentialModel<S, O> model) {
    this.model = model;
  }

  Set<S> ends(S begin, List<Event<O>> history) {
    Set<S> ends = new HashSet<>();
    int choices = 1 << history.size();
    for (int chosen = 0; chosen < choices; chosen++) {
      List<Event<O>> happened = new ArrayList<>();
      boolean isChoice = true;
      for (int i = 0; i < history.size(); i++) {
        if ((chosen >> i & 1) != 0) {
          happened.add(history.get(i));
        } else {
          isChoice &= history.get(i).mayBeMissing();
        }
      }
      if (isChoice) {
        order(begin, new ArrayList<>(), happened, ends);
      }
    }
    return ends;
  }

  private void order(S state, List<Event<O>> before, List<Event<O>> left, Set<S> ends) {
    if (left.isEmpty()) {
      ends.add(state);
    }
    for (int i = 0; i < left.size(); i++) {
      Event<O> next = left.get(i);
      S after = model.next(state, next.operation());
      boolean isInTime =
          before.stream().allMatch(earlier -> earlier.invokedNanos() <= next.returnedNanos());
      if (after != null && isInTime) {
        List<Event<O>> others = new ArrayList<>(left);
        others.remove(i);
        List<Event<O>> ordered = new ArrayList<>(before);
        ordered.add(next);
        order(after, ordered, others, ends);
      }
    }
  }
}
