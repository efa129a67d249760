package io.millrace.bench.torture;

import io.millrace.bench.process.Doorway;
import java.io.IOException;
import java.net.URI;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Asks one thing at a time and writes down what it is told. When nothing comes it asks again with
 * the same key, as the API says that clients must; or it gives up. Owned by one thread.
 */
final class Client {
  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Ledger ledger;
  private final World world;

  /**
   * What all clients share.
   *
   * @param line shared by whoever has a request under way; who owns it alone knows that nobody has
   */
  record World(Wire wire, Doorway doorway, ReadWriteLock line, Tally tally) {}

  Client(Ledger ledger, World world) {
    this.ledger = ledger;
    this.world = world;
  }

  /**
   * Until there is an answer.
   *
   * @param givesUpIn out of so many whose connection breaks one gives up; 0 for none
   * @return null if it has given up, or if all is over
   */
  @Nullable Answered ask(Asking asking, SplittableRandom random, int givesUpIn)
      throws IOException, InterruptedException {
    long number = 0;
    while (true) {
      URI server = world.doorway().await();
      if (server == null) {
        return null;
      }
      Lock line = world.line().readLock();
      line.lockInterruptibly();
      try {
        number = number == 0 ? ledger.asked(asking, System.nanoTime()) : number;
        boolean givesUp = givesUpIn > 0 && random.nextInt(givesUpIn) == 0;
        Answered answered = tryOnce(server, asking, number, givesUp);
        if (answered != null && !answered.isToBeAskedAgain()) {
          return answered;
        }
        if (answered == null && givesUp) {
          return null;
        }
      } finally {
        line.unlock();
      }
      LockSupport.parkNanos(AGAIN_NANOS);
    }
  }

  private @Nullable Answered tryOnce(URI server, Asking asking, long number, boolean givesUp)
      throws IOException, InterruptedException {
    Answered answered;
    try {
      answered = world.wire().ask(server, asking);
    } catch (IOException broken) {
      world.tally().broken();
      if (givesUp) {
        ledger.lost(number, System.nanoTime());
      }
      return null;
    }
    ledger.told(number, answered, System.nanoTime());
    world.tally().answered();
    return answered;
  }
}
