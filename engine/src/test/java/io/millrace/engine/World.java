package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.axis.Event;
import io.millrace.engine.axis.Transition;
import io.millrace.engine.axis.Transitions;
import io.millrace.model.Actor;
import io.millrace.model.Fulfilment;
import io.millrace.model.OrderId;
import io.millrace.model.Outcome;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.answer.OrderView;
import io.millrace.model.command.Command;
import io.millrace.model.command.ReadOrder;
import io.millrace.model.fact.CompletionPostponed;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderExpired;
import io.millrace.model.fact.OrderExtended;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrderShipped;
import io.millrace.model.fact.OrderStuck;
import io.millrace.model.fact.ShipmentDelivered;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An engine with its log and a clock that is turned by hand. Every run can be replayed. */
final class World {
  static final long START = 1_790_000_000_000L;

  /** Few, so that a test goes through many turns. */
  private static final int MOVES = 7;

  /** Rows of the transition tables that any world of this test run has gone through. */
  static final Set<Transition<?>> VISITED = new HashSet<>();

  private record Entry(Recorded recorded, long atMillis) {}

  private final EngineLimits limits;
  private final List<Entry> log = new ArrayList<>();
  Engine engine;
  long now = START;

  World() {
    this(EngineLimits.DEFAULT);
  }

  World(EngineLimits limits) {
    this.limits = limits;
    this.engine = new Engine(Wishes.SHARD, limits);
  }

  /** Decides and, when accepted, applies. Expecting and deciding must not change anything. */
  Outcome tell(Request request) {
    long before = engine.digest();
    engine.expect(new Request[] {request}, 0, 1);
    Outcome outcome = engine.decide(request, now);
    assertThat(engine.decide(request, now)).isEqualTo(outcome);
    assertThat(engine.digest()).isEqualTo(before);
    if (outcome instanceof Outcome.Accepted(List<Recorded> facts, var answer)) {
      assertThat(answer).isNotNull();
      facts.forEach(this::apply);
    }
    return outcome;
  }

  Outcome tell(Actor actor, Command command) {
    return tell(Request.of(Wishes.SHOP, actor, command));
  }

  /** For what a scenario takes for granted. */
  Outcome must(Actor actor, Command command) {
    return must(Request.of(Wishes.SHOP, actor, command));
  }

  Outcome must(Request request) {
    Outcome outcome = tell(request);
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    return outcome;
  }

  /** Places an order and gives its id. */
  OrderId placed(Request request) {
    Outcome.Accepted accepted = (Outcome.Accepted) must(request);
    return ((OrderPlaced) accepted.facts().getFirst().fact()).order();
  }

  void apply(Recorded recorded) {
    if (recorded.fact() instanceof OrderChange change) {
      OrderView before = view(change.order());
      engine.apply(recorded, now);
      visit(change, before, view(change.order()));
    } else {
      engine.apply(recorded, now);
      if (recorded.fact() instanceof OrderPlaced placed) {
        assertThat(view(placed.order()).placed()).isEqualTo(placed);
      }
    }
    log.add(new Entry(recorded, now));
  }

  OrderView view(OrderId order) {
    Outcome read =
        engine.decide(Request.of(Wishes.SHOP, Wishes.MERCHANT, new ReadOrder(order)), now);
    return (OrderView) ((Outcome.Answered) read).answer();
  }

  private static void visit(OrderChange change, OrderView before, OrderView after) {
    Event event = eventOf(change, after);
    if (event == null) {
      assertThat(after.status()).isEqualTo(before.status());
      return;
    }

    Transition<?> taken =
        switch (event) {
          case CANCELLED, EXPIRED, COMPLETED ->
              new Transition<>(before.course(), event, after.course());
          case MARKED_PAID -> new Transition<>(before.payment(), event, after.payment());
          case PART_SHIPPED, REST_SHIPPED, PARCEL_DELIVERED, LAST_DELIVERED ->
              new Transition<>(before.fulfilment(), event, after.fulfilment());
        };
    VISITED.add(taken);
  }

  /** Null for a change that moves no axis. */
  private static @Nullable Event eventOf(OrderChange change, OrderView after) {
    return switch (change) {
      case OrderExtended _, OrderStuck _, CompletionPostponed _ -> null;
      case OrderMarkedPaid _ -> Event.MARKED_PAID;
      case OrderCancelled _ -> Event.CANCELLED;
      case OrderExpired _ -> Event.EXPIRED;
      case OrderCompleted _ -> Event.COMPLETED;
      case OrderShipped _ ->
          after.fulfilment() == Fulfilment.SHIPPED ? Event.REST_SHIPPED : Event.PART_SHIPPED;
      case ShipmentDelivered _ ->
          after.fulfilment() == Fulfilment.DELIVERED
              ? Event.LAST_DELIVERED
              : Event.PARCEL_DELIVERED;
    };
  }

  static Set<Transition<?>> allTransitions() {
    Set<Transition<?>> all = new HashSet<>(Transitions.COURSE);
    all.addAll(Transitions.PAYMENT);
    all.addAll(Transitions.FULFILMENT);
    return all;
  }

  /** Lets time come: everything that is due by now fires. Returns what happened, in order. */
  List<Recorded> tick() {
    List<Recorded> fired = new ArrayList<>();
    while (engine.turn(now, MOVES) || engine.due() != null) {
      DueTimer due = engine.due();
      if (due != null) {
        long before = engine.digest();
        Recorded fact = engine.fire(due, now);
        assertThat(engine.fire(due, now)).isEqualTo(fact);
        assertThat(engine.digest()).isEqualTo(before);
        apply(fact);
        fired.add(fact);
      }
    }
    return fired;
  }

  /** What the facts alone lead to. */
  Engine replayed() {
    Engine fresh = new Engine(Wishes.SHARD, limits);
    List<Recorded> facts = log.stream().map(Entry::recorded).toList();
    for (int i = 0; i < log.size(); i++) {
      Entry entry = log.get(i);
      if (i % Engine.EXPECTED_MAX == 0) {
        fresh.expect(facts, i, Math.min(i + Engine.EXPECTED_MAX, facts.size()));
      }
      fresh.apply(entry.recorded(), entry.atMillis());
    }
    return fresh;
  }

  /** Audits the state, and replays the log into a fresh engine, which must come to the same. */
  void close() {
    assertSound(engine);
    Engine fresh = replayed();
    assertThat(fresh.digest()).isEqualTo(engine.digest());
    assertThat(fresh.sequence()).isEqualTo(engine.sequence()).isEqualTo(log.size());
    assertSound(fresh);
    Engine restored = Stills.restored(engine, limits);
    assertSound(restored);
    assertThat(Stills.of(restored)).isEqualTo(Stills.of(engine));
  }

  /** Goes on with an engine that was read from a snapshot of this one. */
  void restart() {
    engine = Stills.restored(engine, limits);
  }

  private static void assertSound(Engine engine) {
    List<String> broken = new ArrayList<>();
    engine.audit(broken::add);
    assertThat(broken).isEmpty();
  }
}
