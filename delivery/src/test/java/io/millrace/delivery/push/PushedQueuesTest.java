package io.millrace.delivery.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.delivery.signed.OlderSecret;
import io.millrace.model.Actor;
import io.millrace.model.Level;
import io.millrace.model.QueueId;
import io.millrace.model.Recorded;
import io.millrace.model.Secret;
import io.millrace.model.ShopId;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.QueueDefined;
import io.millrace.model.fact.QueueSecretRotated;
import io.millrace.node.DurableFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which queues push, as durable facts and what stands of them tell. */
class PushedQueuesTest {

  private static final ShopId SHOP = new ShopId("mill");
  private static final QueueId QUEUE = new QueueId("a");
  private static final Place PLACE = new Place(SHOP, QUEUE);
  private static final String URL = "http://a";

  private final PushedQueues queues = new PushedQueues();
  private final List<Place> told = new ArrayList<>();

  private static Secret secret(int number) {
    return new Secret(new byte[] {(byte) number});
  }

  private static QueueDefined pushes(int version, String url, Secret secret) {
    return new QueueDefined(QUEUE, PushScene.settings(false, url), version, secret);
  }

  private static QueueDefined pushesNothing(int version) {
    return new QueueDefined(QUEUE, PushScene.settings(false, null), version);
  }

  private static List<Recorded> recorded(Fact... facts) {
    return Arrays.stream(facts)
        .map(fact -> new Recorded(Level.CURRENT, SHOP, 1, Actor.OPERATOR, null, fact))
        .toList();
  }

  private static DurableFrame frame(long first, Fact... facts) {
    return new DurableFrame(0, first, 0, 0, recorded(facts));
  }

  @Test
  void shouldTellOfQueuesThatPushAndOfNoOther() {
    queues.tell(told::add);
    queues.take(frame(1, pushesNothing(1)));
    assertThat(told).isEmpty();
    queues.take(frame(2, pushes(2, URL, secret(1))));
    queues.take(frame(3, new QueueSecretRotated(QUEUE, secret(2), 9, 3), pushesNothing(4)));
    assertThat(told).containsExactly(PLACE, PLACE, PLACE);
    assertThat(queues.find(PLACE)).isNull();
  }

  @Test
  void shouldKnowFromASnapshotWhatStands() {
    queues.begin(
        0, 7, recorded(pushes(3, URL, secret(1)), new QueueSecretRotated(QUEUE, secret(2), 9, 3)));
    assertThat(queues.find(PLACE))
        .isEqualTo(new PushedQueue(PLACE, URL, secret(2), List.of(new OlderSecret(secret(1), 9))));
    queues.take(frame(6, pushesNothing(2), pushesNothing(3)));
    assertThat(queues.find(PLACE)).as("what the snapshot holds is not taken again").isNotNull();
    queues.take(frame(8, pushesNothing(4)));
    assertThat(queues.find(PLACE)).isNull();
  }

  /** A shard that rebuilds replays its log, and the queue must not push again for a moment. */
  @Test
  void shouldNotTakeFramesTwice() {
    queues.take(frame(1, pushes(1, URL, secret(1))));
    queues.take(frame(2, pushesNothing(2)));
    queues.tell(told::add);
    queues.take(frame(1, pushes(1, URL, secret(1))));
    assertThat(queues.find(PLACE)).isNull();
    assertThat(told).isEmpty();
  }
}
