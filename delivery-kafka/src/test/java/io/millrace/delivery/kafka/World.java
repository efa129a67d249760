package io.millrace.delivery.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.delivery.kafka.PublishedFacts.Published;
import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.fact.FactWords;
import io.millrace.model.fact.ShopFact;
import io.millrace.node.follow.FollowedFact;
import io.millrace.node.follow.FollowerWatch;
import io.millrace.node.follow.FollowingStatus;
import io.millrace.node.follow.FollowingStatus.Phase;
import io.millrace.node.follow.LogFollower;
import io.millrace.testkit.OrderLog;
import io.millrace.testkit.SimulatedClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

/** A log, and those who publish it one after the other, to a topic of its own. */
final class World {
  static final BuyerId ANNA = new BuyerId("anna");

  /** More than a follower that is not well rests. */
  static final Duration REST = Duration.ofMinutes(1);

  /** A step that fails takes as long as the patience lasts. */
  static final int STEPS_MAX = 60;

  /** A broker on a busy machine is slow, and nothing here is to fail because of that. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final int BATCH_FACTS = 3;

  OrderLog log = new OrderLog();
  final SimulatedClock clock = new SimulatedClock(1_800_000_000_000L);
  final KafkaSettings settings;
  final List<String> failures = new ArrayList<>();

  World(Broker broker, String topic) {
    this(broker, topic, PATIENCE);
  }

  World(Broker broker, String topic, Duration patience) {
    settings = KafkaSettings.of(broker.address(), topic, Map.of()).withPatience(patience);
  }

  LogFollower follower(KafkaEffect effect) {
    return new LogFollower(
        new LogFollower.Shape(
            "kafka", 1, effect, _ -> log, _ -> clock.wallMillis(), () -> "", BATCH_FACTS),
        clock,
        new FollowerWatch() {
          @Override
          public void failed(String follower, int shard, String message, Throwable cause) {
            failures.add(message);
          }
        });
  }

  LogFollower follower() {
    return follower(new KafkaEffect(settings, 1, World::bytes));
  }

  void happen(int orders) {
    for (int i = 0; i < orders; i++) {
      OrderId order = log.place(ANNA);
      log.cancel(order);
    }
  }

  /** Until everything is published, or it needs help. */
  FollowingStatus follow(LogFollower follower) {
    FollowingStatus now = follower.status().shards().getFirst();
    for (int i = 0; i < STEPS_MAX && !isDone(now); i++) {
      clock.passMillis(REST.toMillis());
      follower.step();
      now = follower.status().shards().getFirst();
    }
    return now;
  }

  /** As an operator does it, once. */
  void reset(LogFollower follower, long sequence, String reason) {
    CompletableFuture<Boolean> reset = follower.reset(0, sequence, reason);
    follower.step();
    assertThat(reset.join()).isTrue();
  }

  private boolean isDone(FollowingStatus now) {
    return now.phase() == Phase.PARKED
        || now.phase() == Phase.STOPPED
        || (now.phase() == Phase.FOLLOWING && now.lagFacts() == 0);
  }

  /** But that brokers may not know yet what was made a moment ago. */
  void assertNothingFailed() {
    assertThat(failures)
        .filteredOn(failure -> !failure.contains("UnknownTopicOrPartitionException"))
        .isEmpty();
  }

  void assertPublishedOnce() {
    List<Published> published =
        PublishedFacts.of(settings.servers(), settings.topic(), PublishedFacts.COMMITTED);
    assertThat(published.stream().map(Published::position).sorted())
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, log.lastSequence() - 1).boxed().toList());
    Map<Integer, List<Long>> byPartition = new HashMap<>();
    published.forEach(one ->
        byPartition.computeIfAbsent(one.partition(), _ -> new ArrayList<>()).add(one.position()));
    assertThat(byPartition.values()).allSatisfy(positions -> assertThat(positions).isSorted());
  }

  /** What a fact is in these topics: short, and easy to look for. */
  static byte[] bytes(FollowedFact fact) {
    String word = fact.recorded().fact() instanceof ShopFact of ? FactWords.of(of) : "";
    return (word + " " + fact.recorded().shopSequence()).getBytes(StandardCharsets.UTF_8);
  }
}
