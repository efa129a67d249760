package io.millrace.app.start;

import io.millrace.app.Stop;
import io.millrace.diana.config.Kinds;
import io.millrace.diana.config.PolicyFile;
import io.millrace.diana.config.PolicyKeeper;
import io.millrace.diana.config.PolicyRefused;
import io.millrace.edge.limit.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The operator's file of limits: read at the start, which fails if it is no such file, and followed
 * by a thread of its own. A change that is no good is told in {@code GET /v1/admin/limits} and on
 * standard error, and what was in force stays.
 */
final class LimitsFile implements AutoCloseable {
  /** An operator who saves the file waits no longer than two of these: the keeper looks twice. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread follower;

  private LimitsFile(PolicyKeeper keeper) {
    this.follower = new Thread(() -> keeper.run(PAUSE, this::rest), "limits");
    follower.setDaemon(true);
  }

  /** Puts the file in force and follows it. */
  static LimitsFile follow(Path file, Limits limits) {
    PolicyKeeper keeper =
        new PolicyKeeper(
            new PolicyFile(new Kinds()),
            null,
            null,
            file,
            policy -> limits.use(policy, file.toString()));
    try {
      keeper.start();
    } catch (PolicyRefused | IllegalArgumentException e) {
      throw Stop.wrongUse("These are no limits:\n" + e.getMessage());
    } catch (IOException e) {
      throw Stop.wrongUse("The file of limits cannot be read: " + e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a start", e);
    }
    limits.watch(keeper::trouble);
    LimitsFile following = new LimitsFile(keeper);
    following.follower.start();
    return following;
  }

  private void rest(Duration pause) throws InterruptedException {
    if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("closing");
    }
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
