package io.millrace.node;

import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.WantedLine;
import io.millrace.model.command.PlaceOrder;
import java.util.List;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * Every interleaving of the writer that publishes and of threads that ask. In each frame one of two
 * SKUs sells out and the other comes back, so who wants both must never be told that both are gone:
 * there was no such moment.
 */
public class EmptyShelvesRaceTest {
  private static final ShopId SHOP = new ShopId("mill");
  private static final SkuId A = new SkuId("a");
  private static final SkuId B = new SkuId("b");
  private static final Request BOTH =
      Request.of(
          SHOP,
          Actor.merchant("k"),
          new PlaceOrder(
              new BuyerId("ann"),
              List.of(new WantedLine(A, 1), new WantedLine(B, 1)),
              null,
              null,
              List.of(),
              null,
              List.of()));

  private final EmptyShelves shelves = new EmptyShelves();
  private long frames;

  @Operation(nonParallelGroup = "writer")
  public void publish() {
    frames++;
    boolean even = frames % 2 == 0;
    shelves.publish(
        new EmptyShelves.Turns(
            List.of(
                new EmptyShelves.Turn(SHOP, even ? A : B, true, frames),
                new EmptyShelves.Turn(SHOP, even ? B : A, false, frames)),
            Long.MAX_VALUE),
        List.of(),
        frames,
        frames);
  }

  @Operation
  public boolean isRefused() {
    return shelves.refuse(BOTH) != null;
  }

  @Test
  void shouldNeverMixTwoFrames() {
    new ModelCheckingOptions()
        .iterations(6)
        .invocationsPerIteration(100)
        .threads(2)
        .actorsPerThread(3)
        .check(getClass());
  }
}
