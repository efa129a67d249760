package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Fingerprint;
import io.millrace.model.Limits;
import io.millrace.model.OrderId;
import io.millrace.model.Outcome;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.MovementView;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.Receipt;
import io.millrace.model.answer.ShippedView;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.node.DurableFrame;
import io.millrace.node.Follower;
import io.millrace.node.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what clients were told and what followers saw, and objects when the two or the past
 * disagree. Knows nothing of the engine's state.
 */
final class Auditor {

  private final Map<RequestKey, Answer> told = new HashMap<>();
  private final Map<OrderId, OrderPlaced> toldOrders = new TreeMap<>();
  private final Map<Long, Recorded> seen = new HashMap<>();
  private final Map<OrderId, OrderPlaced> loggedOrders = new TreeMap<>();
  private final Map<Fingerprint, Long> boundAtMillis = new HashMap<>();
  private final Map<Long, Long> digests = new HashMap<>();
  private final TaskWatch tasks = new TaskWatch();
  private final OrderWatch orders = new OrderWatch();
  private long lastDigest;
  private long lastDecidedMillis;
  private long lastPosition;
  private long expectedSequence = 1;
  private int replays;
  private int snapshotStarts;

  /** A client got this reply to this request. */
  void told(Request request, Reply.Decided decided) {
    tasks.told(request.command(), decided);
    switch (decided.outcome()) {
      case Outcome.Accepted accepted -> {
        goesOn(decided);
        first(request, accepted.answer(), decided.decidedAtMillis());
      }
      case Outcome.Replayed replayed -> {
        replays++;
        again(request, replayed.answer(), decided.decidedAtMillis());
      }
      case Outcome.Answered _, Outcome.Refused _ ->
          assertThat(isRemembered(request.key(), decided.decidedAtMillis()))
              .as("an accepted request must not be answered otherwise later")
              .isFalse();
    }
  }

  /**
   * Over all crashes and whatever the wall clock did: time and position of what changed only rise.
   */
  private void goesOn(Reply.Decided decided) {
    assertThat(decided.decidedAtMillis()).as("log time").isGreaterThanOrEqualTo(lastDecidedMillis);
    assertThat(decided.position()).as("position").isGreaterThan(lastPosition);
    lastDecidedMillis = decided.decidedAtMillis();
    lastPosition = decided.position();
  }

  private void first(Request request, Answer answer, long nowMillis) {
    RequestKey key = request.key();
    if (key != null) {
      assertThat(isRemembered(key, nowMillis)).as("a key takes effect once").isFalse();
      remember(key, answer);
    }
  }

  /** Whether the node still has to know what it answered under this key. */
  private boolean isRemembered(@Nullable RequestKey key, long nowMillis) {
    Answer answer = key == null ? null : told.get(key);
    return answer != null && nowMillis - atMillis(answer) < Limits.KEY_WINDOW.toMillis();
  }

  private static long atMillis(Answer answer) {
    return switch (answer) {
      case OrderPlacedView view -> view.atMillis();
      case Receipt receipt -> receipt.atMillis();
      case ShippedView view -> view.atMillis();
      case MovementView view -> view.atMillis();
      default -> throw new AssertionError("no shopper asks for " + answer);
    };
  }

  /**
   * A replay of what nobody was told before is a first answer that got lost on its way. So is one
   * that differs from what was told more than a day ago: the key was free again, and was bound
   * anew.
   */
  private void again(Request request, Answer answer, long nowMillis) {
    RequestKey key = request.key();
    assertThat(key).isNotNull();
    if (key != null) {
      Answer before = told.get(key);
      if (before == null || (!isRemembered(key, nowMillis) && !answer.equals(before))) {
        remember(key, answer);
      } else {
        assertThat(answer).as("a replay says what was said").isEqualTo(before);
      }
    }
  }

  private void remember(RequestKey key, Answer answer) {
    told.put(key, answer);
    if (answer instanceof OrderPlacedView view) {
      assertThat(toldOrders.put(view.placed().order(), view.placed())).as("ids").isNull();
    }
  }

  TaskWatch tasks() {
    return tasks;
  }

  OrderWatch orders() {
    return orders;
  }

  /** One key, one effect, told or not. */
  private void firstSeen(Recorded fact, long atMillis) {
    RequestKey key = fact.key();
    if (key != null) {
      Long before = boundAtMillis.put(key.scope(), atMillis);
      assertThat(before == null || atMillis - before > Limits.KEY_WINDOW.toMillis())
          .as("a key takes effect once")
          .isTrue();
    }
    orders.seen(fact.fact(), atMillis);
    if (fact.fact() instanceof OrderPlaced placed) {
      assertThat(loggedOrders.put(placed.order(), placed)).as("ids").isNull();
    }
  }

  /**
   * All that are durable. Some of them nobody was told of: their answers were lost, and when their
   * buyers asked again, the keys had grown old.
   */
  Map<OrderId, OrderPlaced> loggedOrders() {
    return loggedOrders;
  }

  Map<OrderId, OrderPlaced> toldOrders() {
    return toldOrders;
  }

  long lastDecidedMillis() {
    return lastDecidedMillis;
  }

  /** Of the state after the last durable frame. */
  long lastDigest() {
    return lastDigest;
  }

  int replays() {
    return replays;
  }

  int facts() {
    return seen.size();
  }

  /** A process begins, and its followers begin at the first fact. */
  void newFollower() {
    expectedSequence = 1;
  }

  /** What is durable stays what it is, over all crashes, without a gap. */
  Follower follower() {
    return new Follower() {
      @Override
      public void take(DurableFrame frame) {
        follow(frame);
      }

      @Override
      public void begin(int shard, long sequence, List<Recorded> standing) {
        assertThat(seen).as("what a snapshot hides was durable").containsKey(sequence);
        snapshotStarts++;
        expectedSequence = sequence + 1;
      }
    };
  }

  private void follow(DurableFrame frame) {
    assertThat(frame.firstSequence()).isEqualTo(expectedSequence);
    Long digest = digests.put(expectedSequence, frame.digestAfter());
    assertThat(digest == null || digest == frame.digestAfter())
        .as("the digest at %d, live or replayed", expectedSequence)
        .isTrue();
    lastDigest = frame.digestAfter();
    for (Recorded fact : frame.facts()) {
      Recorded before = seen.put(expectedSequence, fact);
      if (before == null) {
        firstSeen(fact, frame.timeMillis());
      } else {
        assertThat(fact).as("fact %d", expectedSequence).isEqualTo(before);
      }
      expectedSequence++;
    }
  }

  /** Starts that did not replay the whole log. */
  int snapshotStarts() {
    return snapshotStarts;
  }
}
