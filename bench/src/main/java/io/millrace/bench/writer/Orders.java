package io.millrace.bench.writer;

import io.millrace.bench.goods.OrderRequests;
import io.millrace.model.Request;

/** Places orders on an engine alone; only the placing is timed. */
public final class Orders {

  /**
   * So many requests lie ready at a time: about a MiB, so that they are as near to the processor as
   * those that another core has just handed over.
   */
  private static final int CHUNK = 2_000;

  private Orders() {}

  public static void place(FrameMaker maker, OrderRequests requests, long count, Pace pace) {
    for (long left = count; left > 0; left -= CHUNK) {
      Request[] chunk = requests.take((int) Math.min(CHUNK, left));
      pace.begin();
      for (int i = 0; i < chunk.length; i++) {
        maker.expect(chunk, i);
        if (!maker.hasRoom()) {
          maker.frame();
        }
        maker.decide(chunk[i]);
      }
      pace.end(chunk.length);
    }
  }
}
