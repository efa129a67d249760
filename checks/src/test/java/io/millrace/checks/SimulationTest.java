package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Actor;
import io.millrace.model.Outcome;
import io.millrace.model.Request;
import io.millrace.model.SkuId;
import io.millrace.model.answer.LeasedTasks;
import io.millrace.model.answer.OrderView;
import io.millrace.model.answer.QueueView;
import io.millrace.model.answer.StockView;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.Query;
import io.millrace.model.command.ReadOrder;
import io.millrace.model.command.ReadQueue;
import io.millrace.model.command.ReadStock;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.node.Reply;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SimulationTest {

  private static final int WISHES = 400;
  private static final int TURNS = 12_000;
  private static final int TURNS_TO_HEAL = 200_000;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void shouldLoseNothingWhateverBreaks(long seed) {
    Simulation simulation = run(seed);
    assertThat(simulation.crashes()).isGreaterThan(5);
    assertThat(simulation.auditor().replays()).isGreaterThan(5);
    assertThat(simulation.auditor().toldOrders()).hasSizeGreaterThan(10);
    verify(simulation);
  }

  /** Everything that anybody was told is there, and not one unit too many is gone. */
  private static void verify(Simulation simulation) {
    simulation.restart();
    long sold = 0;
    for (OrderPlaced placed : simulation.auditor().toldOrders().values()) {
      OrderView view = (OrderView) ask(simulation, new ReadOrder(placed.order()));
      assertThat(view.placed()).as("an order that somebody was told of").isEqualTo(placed);
      sold +=
          switch (view.course()) {
            case CANCELLED -> 0;
            case OPEN, COMPLETED ->
                placed.lines().stream().mapToLong(line -> line.quantity()).sum();
          };
    }
    long gone = 0;
    for (SkuId sku : Shoppers.SKUS) {
      StockView stock = (StockView) ask(simulation, new ReadStock(sku));
      assertThat(stock.available()).isNotNegative();
      assertThat(stock.onHand()).isEqualTo(stock.available() + stock.held() + stock.committed());
      assertThat(stock.onHand() + stock.shipped()).isEqualTo(Shoppers.STOCK);
      gone += stock.held() + stock.committed() + stock.shipped();
    }
    assertThat(gone).as("units held, committed and shipped").isEqualTo(sold);
    verifyTasks(simulation);
  }

  /** Works everything off that is left, after all leases have run out and all retries are due. */
  private static void verifyTasks(Simulation simulation) {
    simulation.pass(5_000);
    simulation.pass(5_000);
    Set<String> left = new HashSet<>();
    List<LeasedTasks.Leased> leased = lease(simulation);
    while (!leased.isEmpty()) {
      for (LeasedTasks.Leased item : leased) {
        left.add(item.task().task().value());
        Request ack = Request.of(Shoppers.SHOP, Actor.OPERATOR, new AckTask(item.lease()));
        Reply.Decided done = (Reply.Decided) simulation.ask(ack).join();
        assertThat(done.outcome()).isInstanceOf(Outcome.Accepted.class);
      }
      leased = lease(simulation);
    }
    assertThat(simulation.auditor().tasks().handedOut()).isPositive();
    simulation.auditor().tasks().compare(left);
    QueueView queue = (QueueView) ask(simulation, new ReadQueue(TaskWatch.QUEUE));
    assertThat(queue.counts()).isEqualTo(new QueueView.Counts(0, 0, 0, 0));
  }

  private static List<LeasedTasks.Leased> lease(Simulation simulation) {
    Request lease = Request.of(Shoppers.SHOP, Actor.OPERATOR, TaskWatch.lease());
    Reply.Decided decided = (Reply.Decided) simulation.ask(lease).join();
    return switch (decided.outcome()) {
      case Outcome.Accepted accepted -> ((LeasedTasks) accepted.answer()).items();
      case Outcome.Answered _ -> List.of();
      case Outcome.Refused _, Outcome.Replayed _ -> throw new AssertionError(decided);
    };
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {21, 22})
  void shouldRunTheSameTwice(long seed) {
    assertThat(transcript(run(seed))).isEqualTo(transcript(run(seed)));
  }

  /** The negative control: on a disk that says "forced" and forgets, the auditor must object. */
  @Test
  void shouldObjectWhenTheDiskForgetsWhatItForced() {
    for (long seed = 1; seed <= 5; seed++) {
      Simulation simulation = new Simulation(seed, WISHES);
      simulation.disk().ignoreForces();
      assertThatThrownBy(
              () -> {
                simulation.breakThings(TURNS);
                simulation.heal(TURNS_TO_HEAL);
                verify(simulation);
              })
          .as("seed %d", seed)
          .isInstanceOf(AssertionError.class);
    }
  }

  private static Simulation run(long seed) {
    Simulation simulation = new Simulation(seed, WISHES);
    simulation.breakThings(TURNS);
    simulation.heal(TURNS_TO_HEAL);
    return simulation;
  }

  private static String transcript(Simulation simulation) {
    return simulation.auditor().toldOrders()
        + " "
        + simulation.auditor().facts()
        + " "
        + simulation.auditor().lastDigest()
        + " "
        + simulation.crashes()
        + " "
        + simulation.disk().operations();
  }

  private static Object ask(Simulation simulation, Query query) {
    Reply reply = simulation.ask(Request.of(Shoppers.SHOP, Actor.OPERATOR, query)).join();
    assertThat(reply).isInstanceOf(Reply.Decided.class);
    Outcome outcome = ((Reply.Decided) reply).outcome();
    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    return ((Outcome.Answered) outcome).answer();
  }
}
