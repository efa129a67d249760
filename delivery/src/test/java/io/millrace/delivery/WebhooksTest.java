package io.millrace.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.node.SystemClock;
import io.millrace.node.follow.FactStreams;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WebhooksTest {

  @TempDir Path directory;

  /** Nobody would send anything, and nobody would know. */
  @Test
  @Timeout(100)
  void shouldShowThatTheThreadWhichSendsHasEnded() {
    SystemClock clock = new SystemClock();
    try (Scene scene = new Scene(directory);
        FactStreams streams = new FactStreams(1, _ -> null, _ -> 0, clock, () -> false);
        Webhooks webhooks =
            new Webhooks(
                new Webhooks.Parts(
                    directory.resolve("others.db"),
                    scene,
                    (_, _, sealed) -> sealed.bytes(),
                    scene,
                    streams,
                    _ -> 0,
                    clock,
                    new SplittableRandom(1),
                    false,
                    () -> {
                      throw new AssertionError("a fault of ours");
                    },
                    DeliveryWatch.NONE))) {
      assertThat(webhooks.isSending()).isFalse();
      webhooks.start();
      while (webhooks.isSending()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }
  }
}
