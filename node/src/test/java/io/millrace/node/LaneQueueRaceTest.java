package io.millrace.node;

import io.millrace.model.OrderId;
import io.millrace.model.ShopId;
import io.millrace.model.command.CompleteOrder;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every interleaving of a few threads that offer and the writer that polls: the lane is a queue, no
 * ticket is lost and none comes twice. Bounds are wide here, since a full lane may turn away a
 * ticket that a moment later would have found room.
 */
public class LaneQueueRaceTest {

  private static final int TICKETS_MAX = 1_000;

  private final LaneQueue lane = new LaneQueue(TICKETS_MAX, TICKETS_MAX);

  @Operation
  public boolean offer(@Param(gen = IntGen.class, conf = "0:3") int number) {
    ShopId shop = new ShopId(number % 2 == 0 ? "even" : "odd");
    long id = 1L + Math.floorMod(number, TICKETS_MAX);
    return lane.offer(LaneQueueTest.ticket(shop, new CompleteOrder(new OrderId(id))));
  }

  @Operation(nonParallelGroup = "writer")
  public @Nullable Long poll() {
    Ticket ticket = lane.poll();
    return ticket != null && ticket.request().command() instanceof CompleteOrder complete
        ? complete.order().value()
        : null;
  }

  @Operation(nonParallelGroup = "writer")
  public boolean isEmpty() {
    return lane.isEmpty();
  }

  @Test
  void shouldBeAQueueWhateverTheInterleaving() {
    new ModelCheckingOptions()
        .iterations(8)
        .invocationsPerIteration(200)
        .threads(3)
        .actorsPerThread(3)
        .check(getClass());
  }
}
