package io.millrace.proof.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.proof.linear.OneSku.Cancelled;
import io.millrace.proof.linear.OneSku.CancelledBefore;
import io.millrace.proof.linear.OneSku.Looked;
import io.millrace.proof.linear.OneSku.Operation;
import io.millrace.proof.linear.OneSku.Ordered;
import io.millrace.proof.linear.OneSku.Received;
import io.millrace.proof.linear.OneSku.Shelf;
import io.millrace.proof.linear.OneSku.SoldOut;
import io.millrace.testkit.SplitMix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Good histories are accepted and bad ones are not, also as every order tried by hand says. */
final class LinearizabilityTest {
  private static final int HISTORIES = 3_000;
  private static final int CLIENTS = 3;
  private static final int FEW = 6;
  private static final int MANY = 40;

  private final OneSku sku = new OneSku();
  private final Linearizability<Shelf, Operation> search = new Linearizability<>(sku);
  private final EveryOrder<Shelf, Operation> everyOrder = new EveryOrder<>(sku);

  private static Event<Operation> event(long from, long to, Operation operation) {
    return Event.answered(from, to, operation);
  }

  private static Event<Operation> lost(long from, long to, Operation operation) {
    return Event.unanswered(from, to, operation);
  }

  private Set<Shelf> ends(long available, List<Event<Operation>> history) {
    Set<Shelf> ends = search.ends(Set.of(Shelf.of(available)), history);
    assertThat(everyOrder.ends(Shelf.of(available), history)).isEqualTo(ends);
    return ends;
  }

  @Test
  void shouldAcceptWhatOneClientSawOneAfterTheOther() {
    assertThat(
            ends(
                2,
                List.of(
                    event(0, 1, new Ordered("a", 2)),
                    event(2, 3, new SoldOut(1, 0)),
                    event(4, 5, new Cancelled("a")),
                    event(6, 7, new CancelledBefore("a")),
                    event(8, 9, new Received(3)),
                    event(10, 11, new Looked(5, 0)))))
        .containsExactly(Shelf.of(5));
  }

  @Test
  void shouldAcceptAnAnswerThatRestsOnWhatIsUnderWay() {
    assertThat(ends(1, List.of(event(0, 9, new Ordered("a", 1)), event(1, 2, new SoldOut(1, 0)))))
        .as("the order came first, although it was told last")
        .isNotEmpty();
    assertThat(ends(1, List.of(event(0, 9, new Ordered("a", 1)), event(1, 2, new Looked(1, 0)))))
        .isNotEmpty();
  }

  @Test
  void shouldRejectALostUpdate() {
    assertThat(
            ends(
                5,
                List.of(
                    event(0, 3, new Ordered("a", 1)),
                    event(1, 4, new Ordered("b", 1)),
                    event(5, 6, new Looked(4, 1)))))
        .isEmpty();
  }

  @Test
  void shouldRejectAStaleRead() {
    assertThat(ends(5, List.of(event(0, 1, new Ordered("a", 1)), event(2, 3, new Looked(5, 0)))))
        .isEmpty();
    assertThat(
            ends(
                5,
                List.of(
                    event(0, 9, new Ordered("a", 1)),
                    event(1, 2, new Looked(4, 1)),
                    event(3, 4, new Looked(5, 0)))))
        .as("what one has seen, the next must not miss")
        .isEmpty();
  }

  @Test
  void shouldRejectAnOversell() {
    assertThat(ends(1, List.of(event(0, 5, new Ordered("a", 1)), event(1, 6, new Ordered("b", 1)))))
        .isEmpty();
  }

  @Test
  void shouldRejectASoldOutThatWasNot() {
    assertThat(ends(3, List.of(event(0, 1, new SoldOut(1, 0))))).isEmpty();
    assertThat(ends(3, List.of(event(0, 1, new SoldOut(4, 2))))).isEmpty();
  }

  @Test
  void shouldRejectUnitsThatComeBackTwice() {
    assertThat(
            ends(
                1,
                List.of(
                    event(0, 1, new Ordered("a", 1)),
                    event(2, 5, new Cancelled("a")),
                    event(3, 6, new Cancelled("a")))))
        .isEmpty();
  }

  @Test
  void shouldLeaveOpenWhatBecameOfAnUnansweredOrder() {
    Event<Operation> unheard = lost(0, 10, new Ordered(null, 1));
    assertThat(ends(1, List.of(unheard)))
        .containsExactlyInAnyOrder(Shelf.of(1), new Shelf(0, 1, Map.of()));
    assertThat(ends(1, List.of(unheard, event(11, 12, new Looked(0, 1))))).isNotEmpty();
    assertThat(ends(1, List.of(unheard, event(11, 12, new Looked(1, 0))))).isNotEmpty();
    assertThat(
            ends(
                1,
                List.of(unheard, event(11, 12, new Looked(1, 0)), event(13, 14, new Looked(0, 1)))))
        .as("it cannot happen after the process is gone that was asked")
        .isEmpty();
    assertThat(
            ends(
                1,
                List.of(
                    lost(0, 4, new Ordered(null, 1)),
                    event(1, 20, new Looked(1, 0)),
                    event(6, 7, new Looked(1, 0)),
                    event(8, 9, new Looked(0, 1)))))
        .as("nor within a piece that goes on")
        .isEmpty();
  }

  @Test
  void shouldRefuseToSearchWhatNeverComesToARest() {
    List<Event<Operation>> history = new ArrayList<>();
    for (int i = 0; i <= Linearizability.OPERATIONS_MAX; i++) {
      history.add(event(i, i + 10, new Received(1)));
    }
    assertThatThrownBy(() -> search.ends(Set.of(Shelf.of(0)), history))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without a rest");
  }

  @Test
  void shouldAgreeWithEveryOrderOnSmallHistoriesWhetherGoodOrMutated() {
    int rejected = 0;
    for (long seed = 0; seed < HISTORIES; seed++) {
      SplitMix chance = new SplitMix(seed);
      List<Event<Operation>> good = history(chance, FEW);
      assertThat(search.ends(Set.of(Shelf.of(3)), good)).as("seed %d", seed).isNotEmpty();
      List<Event<Operation>> mutated = mutated(good, chance);
      Set<Shelf> found = search.ends(Set.of(Shelf.of(3)), mutated);
      assertThat(found).as("seed %d", seed).isEqualTo(everyOrder.ends(Shelf.of(3), mutated));
      rejected += found.isEmpty() ? 1 : 0;
    }
    assertThat(rejected).as("mutated histories that cannot have happened").isGreaterThan(500);
  }

  @Test
  void shouldAcceptLongHistoriesOfACorrectShelf() {
    for (long seed = 0; seed < HISTORIES / 10; seed++) {
      List<Event<Operation>> good = history(new SplitMix(seed), MANY);
      assertThat(search.ends(Set.of(Shelf.of(3)), good)).as("seed %d", seed).isNotEmpty();
    }
  }

  /**
   * What clients see of a shelf that is right: each operation happens at one moment, which lies
   * somewhere between its call and its return.
   */
  private List<Event<Operation>> history(SplitMix chance, int operations) {
    List<Event<Operation>> history = new ArrayList<>();
    long[] freeAt = new long[CLIENTS];
    Shelf shelf = Shelf.of(3);
    long momentNanos = 0;
    for (int i = 0; i < operations; i++) {
      momentNanos += 1 + chance.below(10);
      int client = chance.below(CLIENTS);
      momentNanos = Math.max(momentNanos, freeAt[client] + 1);
      long fromNanos = momentNanos - chance.below((int) Math.min(20, momentNanos - freeAt[client]));
      long toNanos = momentNanos + chance.below(20);
      freeAt[client] = toNanos + 1;
      boolean isLost = chance.below(8) == 0;
      Operation operation = operation(shelf, chance, i, isLost);
      boolean happens = !isLost || chance.coin();
      shelf = happens ? Objects.requireNonNull(sku.next(shelf, operation)) : shelf;
      history.add(new Event<>(fromNanos, toNanos, operation, isLost));
    }
    return history;
  }

  private static Operation operation(Shelf shelf, SplitMix chance, int name, boolean isLost) {
    List<String> orders = shelf.orders().keySet().stream().sorted().toList();
    long units = 1L + chance.below(2);
    return switch (chance.below(5)) {
      case 0, 1 -> {
        if (units > shelf.available()) {
          yield isLost ? new Received(units) : new SoldOut(units, shelf.available());
        }
        yield new Ordered(isLost ? null : "o" + name, units);
      }
      case 2 ->
          orders.isEmpty()
              ? new Received(1)
              : new Cancelled(orders.get(chance.below(orders.size())));
      case 3 -> isLost ? new Received(units) : new Looked(shelf.available(), shelf.held());
      default -> chance.below(3) == 0 ? new CancelledBefore("never") : new Received(1);
    };
  }

  /** One answer is another than it was. */
  private static List<Event<Operation>> mutated(List<Event<Operation>> good, SplitMix chance) {
    List<Event<Operation>> mutated = new ArrayList<>(good);
    int place = chance.below(good.size());
    Event<Operation> event = good.get(place);
    Operation other =
        switch (event.operation()) {
          case Ordered(String order, long units) -> new Ordered(order, units + 1);
          case SoldOut(long wanted, long available) -> new SoldOut(wanted, available + 1);
          case Looked(long available, long held) -> new Looked(available - 1, held + 1);
          case Received(long units) -> new Received(units + 1);
          case Cancelled(String order) -> new CancelledBefore(order);
          case CancelledBefore(String order) -> new Cancelled(order);
        };
    mutated.set(
        place,
        new Event<>(event.invokedNanos(), event.returnedNanos(), other, event.mayBeMissing()));
    return mutated;
  }
}
