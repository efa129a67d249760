package io.millrace.node.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.node.SystemClock;
import io.millrace.node.follow.FollowingStatus.Phase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 4, unit = TimeUnit.MINUTES)
class FollowerThreadTest {

  private static LogFollower follower(Effect effect, FollowerWatch watch) {
    return new LogFollower(
        new LogFollower.Shape("follower", 1, effect, _ -> null, _ -> 0, () -> "", 1),
        new SystemClock(),
        watch);
  }

  private static FollowerThread start(LogFollower follower) {
    FollowerThread thread = new FollowerThread(follower, new SystemClock(), () -> false, 1);
    thread.start();
    return thread;
  }

  /** A user's driver may lack a class, and nobody would hear of a thread that is gone. */
  @Test
  void shouldShowAnErrorAndTryAgain() throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    CompletableFuture<Boolean> again = new CompletableFuture<>();
    CountDownLatch shown = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    FollowerWatch watch =
        new FollowerWatch() {
          @Override
          public void failed(String follower, int shard, String message, Throwable cause) {
            told.complete(message);
          }
        };
    LogFollower follower =
        follower(
            new Empty(() -> {
              if (asked.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("driver/Part");
              }
              again.complete(true);
              await(shown); // or it would be well before anybody looks
            }),
            watch);
    FollowerThread thread = start(follower);
    try {
      assertThat(told.get(2, TimeUnit.MINUTES)).contains("NoClassDefFoundError: driver/Part");
      assertThat(again.get(2, TimeUnit.MINUTES)).isTrue();
      assertThat(follower.status().shards().getFirst().phase()).isEqualTo(Phase.FAILING);
      assertThat(follower.status().isWell()).isFalse();
    } finally {
      shown.countDown();
      thread.beginStop();
      thread.join();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Each may wait for a database that hangs, for as long as that may take. */
  @Test
  void shouldStopAllAtATime() throws Exception {
    CountDownLatch inside = new CountDownLatch(2);
    CountDownLatch told = new CountDownLatch(2);
    AtomicInteger together = new AtomicInteger();
    Runnable hanging =
        () -> {
          inside.countDown();
          LockSupport.park(told); // until its thread is told to stop
          told.countDown();
          try {
            if (told.await(1, TimeUnit.MINUTES)) {
              together.incrementAndGet();
            }
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        };
    List<FollowerThread> threads =
        List.of(
            start(follower(new Empty(hanging), FollowerWatch.NONE)),
            start(follower(new Empty(hanging), FollowerWatch.NONE)));
    assertThat(inside.await(2, TimeUnit.MINUTES)).isTrue();
    Followers.stop(threads);
    assertThat(together).hasValue(2);
  }

  /** What happens when it is looked at is the test's; it takes nothing. */
  private record Empty(Runnable looked) implements Rebuildable {

    @Override
    public boolean hasBeside() {
      looked.run();
      return false;
    }

    @Override
    public Effect beside() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void swap() {
      throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable Cursor cursor(int shard) {
      return null;
    }

    @Override
    public void take(FactBatch batch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void skip(FactBatch batch, SkippedFact skipped) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<SkippedFact> skipped() {
      return List.of();
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
