package io.millrace.delivery.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.node.follow.FollowingStatus;
import io.millrace.node.follow.FollowingStatus.Phase;
import io.millrace.node.follow.LogFollower;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is killed and comes back; it is nobody else's. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BrokerOutageTest {
  /** What waits for a broker that is away does not wait for long. */
  private static final Duration IMPATIENCE = Duration.ofSeconds(2);

  /**
   * A broker that comes back is not let in before the one that was killed counts as gone, which
   * usually takes nine seconds. One that counts as gone on a busy machine is let in again.
   */
  private static final String[] SOON_GONE = {
    "broker.heartbeat.interval.ms=500", "broker.session.timeout.ms=2000"
  };

  @Test
  void shouldWaitForABrokerThatIsAway(@TempDir Path directory) throws Exception {
    try (Broker broker = new Broker(directory, SOON_GONE)) {
      World world = new World(broker, "away", IMPATIENCE);
      world.happen(3);
      LogFollower follower = world.follower();
      assertThat(world.follow(follower).lagFacts()).isZero();
      broker.kill();
      world.happen(3);
      world.clock.passMillis(World.REST.toMillis());
      follower.step();
      FollowingStatus away = follower.status().shards().getFirst();
      assertThat(away.phase()).isEqualTo(Phase.FAILING);
      assertThat(away.detail()).isNotEmpty();
      assertThat(away.lagFacts()).isPositive();
      broker.startAgain();
      world.happen(3);
      assertThat(world.follow(follower).lagFacts()).isZero();
      follower.close();
      world.assertPublishedOnce();
    }
  }
}
