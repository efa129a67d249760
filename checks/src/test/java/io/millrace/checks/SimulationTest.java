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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SimulationTest {

  /** What all shoppers want, and how long things break, for each shard. */
  private static final int WISHES = 400;

  private static final int TURNS = 12_000;
  private static final int TURNS_TO_HEAL = 200_000;

  private static final int SEVERAL = 4;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void shouldLoseNothingWhateverBreaks(long seed) {
    shouldLoseNothing(run(seed, 1, WISHES));
  }

  /** They share a clock, a disk and its accidents, and nothing else. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {31, 32, 33, 34})
  void shouldLoseNothingInAnyOfSeveralShards(long seed) {
    shouldLoseNothing(run(seed, SEVERAL, WISHES / 2));
  }

  private static void shouldLoseNothing(Simulation simulation) {
    assertThat(simulation.crashes()).isGreaterThan(5);
    for (SimulatedShard shard : simulation.shards()) {
      assertThat(shard.auditor().replays()).isGreaterThan(5);
      assertThat(shard.auditor().toldOrders()).hasSizeGreaterThan(10);
      assertThat(shard.snapshotsMade()).isPositive();
      assertThat(shard.auditor().snapshotStarts()).isPositive();
    }
    verify(simulation);
  }

  /** Everything that anybody was told is there, and not one unit too many is gone. */
  private static void verify(Simulation simulation) {
    simulation.restart();
    Set<Object> ids = new HashSet<>();
    for (SimulatedShard shard : simulation.shards()) {
      verify(simulation, shard);
      for (OrderPlaced placed : shard.auditor().loggedOrders().values()) {
        assertThat(ids.add(placed.order())).as("one id, whatever the shard").isTrue();
      }
    }
  }

  private static void verify(Simulation simulation, SimulatedShard shard) {
    assertThat(shard.auditor().loggedOrders())
        .as("orders that somebody was told of")
        .containsAllEntriesOf(shard.auditor().toldOrders());
    long sold = 0;
    for (OrderPlaced placed : shard.auditor().loggedOrders().values()) {
      OrderView view = (OrderView) ask(simulation, shard, new ReadOrder(placed.order()));
      assertThat(view.placed()).isEqualTo(placed);
      sold +=
          switch (view.course()) {
            case CANCELLED, EXPIRED -> 0;
            case OPEN, COMPLETED ->
                placed.lines().stream().mapToLong(line -> line.quantity()).sum();
          };
    }
    long gone = 0;
    for (SkuId sku : Shoppers.SKUS) {
      StockView stock = (StockView) ask(simulation, shard, new ReadStock(sku));
      assertThat(stock.available()).isNotNegative();
      assertThat(stock.onHand()).isEqualTo(stock.available() + stock.held() + stock.committed());
      assertThat(stock.onHand() + stock.shipped()).isEqualTo(Shoppers.STOCK);
      gone += stock.held() + stock.committed() + stock.shipped();
    }
    assertThat(gone).as("units held, committed and shipped").isEqualTo(sold);
    verifyTasks(simulation, shard);
    verifyUnpaid(simulation, shard);
  }

  /** After a time in which nobody paid. */
  private static void verifyUnpaid(Simulation simulation, SimulatedShard shard) {
    assertThat(shard.auditor().orders().expired()).isPositive();
    for (SkuId sku : Shoppers.SKUS) {
      StockView stock = (StockView) ask(simulation, shard, new ReadStock(sku));
      assertThat(stock.held()).as("units that nobody will pay").isZero();
    }
  }

  /** Works everything off that is left, after all leases have run out and all retries are due. */
  private static void verifyTasks(Simulation simulation, SimulatedShard shard) {
    simulation.pass(5_000);
    simulation.pass(5_000);
    Set<String> left = new HashSet<>();
    List<LeasedTasks.Leased> leased = lease(simulation, shard);
    while (!leased.isEmpty()) {
      for (LeasedTasks.Leased item : leased) {
        left.add(item.task().task().value());
        Request ack = Request.of(shard.shop(), Actor.OPERATOR, new AckTask(item.lease()));
        Reply.Decided done = (Reply.Decided) simulation.ask(shard, ack).join();
        assertThat(done.outcome()).isInstanceOf(Outcome.Accepted.class);
      }
      leased = lease(simulation, shard);
    }
    assertThat(shard.auditor().tasks().handedOut()).isPositive();
    shard.auditor().tasks().compare(left);
    QueueView queue = (QueueView) ask(simulation, shard, new ReadQueue(TaskWatch.QUEUE));
    assertThat(queue.counts()).isEqualTo(new QueueView.Counts(0, 0, 0, 0));
  }

  private static List<LeasedTasks.Leased> lease(Simulation simulation, SimulatedShard shard) {
    Request lease = Request.of(shard.shop(), Actor.OPERATOR, TaskWatch.lease());
    Reply.Decided decided = (Reply.Decided) simulation.ask(shard, lease).join();
    return switch (decided.outcome()) {
      case Outcome.Accepted accepted -> ((LeasedTasks) accepted.answer()).items();
      case Outcome.Answered _ -> List.of();
      case Outcome.Refused _, Outcome.Replayed _ -> throw new AssertionError(decided);
    };
  }

  @ParameterizedTest(name = "seed {0}, shards {1}")
  @CsvSource({"21, 1", "22, 1", "23, 4", "24, 4"})
  void shouldRunTheSameTwice(long seed, int shards) {
    String once = transcript(run(seed, shards, WISHES / shards));
    assertThat(transcript(run(seed, shards, WISHES / shards))).isEqualTo(once);
  }

  /** The negative control: on a disk that says "forced" and forgets, the auditor must object. */
  @Test
  void shouldObjectWhenTheDiskForgetsWhatItForced() {
    for (long seed = 1; seed <= 5; seed++) {
      Simulation simulation = new Simulation(seed, seed == 5 ? SEVERAL : 1, WISHES);
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

  private static Simulation run(long seed, int shards, int wishes) {
    Simulation simulation = new Simulation(seed, shards, wishes);
    simulation.breakThings(TURNS * shards);
    simulation.heal(TURNS_TO_HEAL * shards);
    return simulation;
  }

  /** What was told and logged, and the digest of each shard's state at the end. */
  private static String transcript(Simulation simulation) {
    StringBuilder transcript = new StringBuilder();
    for (SimulatedShard shard : simulation.shards()) {
      assertThat(shard.auditor().lastDigest()).isNotZero();
      transcript
          .append(shard.auditor().toldOrders())
          .append(shard.auditor().facts())
          .append(' ')
          .append(shard.auditor().lastDigest())
          .append('\n');
    }
    return transcript
        .append(simulation.crashes())
        .append(' ')
        .append(simulation.disk().operations())
        .toString();
  }

  private static Object ask(Simulation simulation, SimulatedShard shard, Query query) {
    Reply reply = simulation.ask(shard, Request.of(shard.shop(), Actor.OPERATOR, query)).join();
    assertThat(reply).isInstanceOf(Reply.Decided.class);
    Outcome outcome = ((Reply.Decided) reply).outcome();
    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    return ((Outcome.Answered) outcome).answer();
  }
}
