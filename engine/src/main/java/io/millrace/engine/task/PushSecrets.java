package io.millrace.engine.task;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.proof.Mix;
import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import io.millrace.model.Secret;
import io.millrace.model.answer.QueueView;
import io.millrace.model.fact.QueueDefined;
import io.millrace.model.fact.QueueSecretRotated;
import io.millrace.model.fact.TaskFact;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * With what a queue signs the tasks that it pushes: the newest secret, and those before it that may
 * still sign. None for a queue that pushes nothing. Owned by its queue.
 */
final class PushSecrets {
  /** The newest and three before it; who rotates oftener ends the oldest. */
  static final int MAX = 4;

  /** The oldest first, each as the fact that brought it; of the first it does not matter how. */
  private final List<QueueSecretRotated> chain = new ArrayList<>(1);

  boolean isEmpty() {
    return chain.isEmpty();
  }

  void begin(QueueId queue, Secret first) {
    check(chain.isEmpty(), "a queue begins to push once");
    chain.add(new QueueSecretRotated(queue, first, 0, 0));
  }

  void rotate(QueueSecretRotated rotated, long atMillis) {
    check(!chain.isEmpty(), "a secret is rotated that there is not");
    chain.add(rotated);
    while (chain.size() > MAX || (chain.size() > 1 && untilMillis(0) <= atMillis)) {
      chain.removeFirst();
    }
  }

  /** Until when a secret signs that has a successor. */
  private long untilMillis(int place) {
    return chain.get(place + 1).overlapUntilMillis();
  }

  void end() {
    chain.clear();
  }

  QueueView.@Nullable Push view() {
    return chain.isEmpty()
        ? null
        : new QueueView.Push(chain.size() == 1 ? 0 : chain.getLast().overlapUntilMillis(), false);
  }

  /** Facts that would make the queue sign as it does. */
  List<TaskFact> standing(QueueId queue, QueueSettings settings, int version) {
    List<TaskFact> facts = new ArrayList<>(chain.size());
    for (QueueSecretRotated one : chain) {
      facts.add(facts.isEmpty() ? new QueueDefined(queue, settings, version, one.sealed()) : one);
    }
    return facts;
  }

  /** For snapshots. */
  List<QueueSecretRotated> chain() {
    return chain;
  }

  /** From a snapshot, the oldest first. */
  void restore(QueueSecretRotated next) {
    chain.add(next);
  }

  /** 0 if there is none. */
  long hash() {
    long hash = 0;
    for (QueueSecretRotated one : chain) {
      hash = Mix.fold(Mix.mix(hash), 1, Mix.text(one.sealed().toHex()));
      hash = Mix.fold(hash, 2, one.overlapUntilMillis());
    }
    return hash;
  }
}
