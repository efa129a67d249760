package io.millrace.delivery.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.delivery.kafka.PublishedFacts.Published;
import io.millrace.node.follow.FollowingStatus;
import io.millrace.node.follow.FollowingStatus.Phase;
import io.millrace.node.follow.LogFollower;
import io.millrace.testkit.OrderLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Facts in a topic of a real broker, whatever dies. Each test has a topic and a log of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KafkaEffectTest {
  @TempDir static Path directory;

  private Broker broker;

  @BeforeAll
  void start() throws Exception {
    broker = new Broker(directory);
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @Test
  void shouldPublishEachFactOnceAndGoOnWhereItStood() {
    World world = new World(broker, "plain");
    world.happen(20);
    LogFollower first = world.follower();
    assertThat(world.follow(first).detail()).isEmpty();
    world.assertPublishedOnce();
    first.close();
    world.happen(20);
    LogFollower second = world.follower();
    assertThat(world.follow(second).lagFacts()).isZero();
    second.close();
    world.assertNothingFailed();
    world.assertPublishedOnce();
    List<Published> published =
        PublishedFacts.of(broker.address(), "plain", PublishedFacts.COMMITTED);
    assertThat(published.stream().map(Published::partition).distinct().count())
        .as("more than one partition has some")
        .isGreaterThan(1);
    assertThat(published)
        .allSatisfy(one -> {
          assertThat(one.shop()).isEqualTo(OrderLog.SHOP.value());
          assertThat(one.value()).isEqualTo(one.type() + " " + one.position());
        });
  }

  /** Each process lives one step longer than the one before it, until one gets to the end. */
  @Test
  void shouldPublishEachFactOnceWhereverAProcessDies() {
    World world = new World(broker, "deaths");
    List<MortalProducer> producers = new ArrayList<>();
    world.happen(2);
    boolean died = true;
    int deaths = 0;
    for (int steps = 0; died; steps++) {
      MortalProducer.Life life = new MortalProducer.Life(steps);
      died = diesFollowing(world, life, producers);
      deaths += died ? 1 : 0;
    }
    LogFollower survivor = world.follower();
    assertThat(world.follow(survivor).lagFacts()).isZero();
    survivor.close();
    producers.forEach(MortalProducer::bury);
    assertThat(deaths).as("at each step of a transaction, at least").isGreaterThan(6);
    world.assertPublishedOnce();
    assertThat(PublishedFacts.of(broker.address(), "deaths", PublishedFacts.ALL).size())
        .as("some died with facts that had reached the broker")
        .isGreaterThan((int) world.log.lastSequence() - 1);
  }

  private static KafkaEffect mortal(
      World world, MortalProducer.Life life, List<MortalProducer> producers) {
    return new KafkaEffect(
        world.settings,
        1,
        World::bytes,
        client -> {
          MortalProducer producer =
              new MortalProducer(
                  new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer()),
                  life);
          producers.add(producer);
          return producer;
        });
  }

  private static boolean diesFollowing(
      World world, MortalProducer.Life life, List<MortalProducer> producers) {
    KafkaEffect effect = mortal(world, life, producers);
    try {
      LogFollower follower = world.follower(effect);
      assertThat(world.follow(follower).lagFacts()).isZero();
      follower.close();
      return false;
    } catch (MortalProducer.Died _) {
      return true;
    }
  }

  /** The client sends an end before records that are on their way, now and then. */
  @Test
  void shouldEndATransactionWhenAllOfItHasArrived() {
    World world = new World(broker, "whole");
    MortalProducer.Life life = new MortalProducer.Life(MortalProducer.Life.WITHOUT_END);
    world.happen(20);
    LogFollower follower = world.follower(mortal(world, life, new ArrayList<>()));
    assertThat(world.follow(follower).lagFacts()).isZero();
    world.reset(follower, world.log.lastSequence(), "a transaction of one record");
    follower.close();
    assertThat(life.overtaken()).isZero();
    world.assertNothingFailed();
  }

  @Test
  void shouldShutOutAProcessThatOnlySeemedToBeDead() throws Exception {
    World world = new World(broker, "zombie");
    world.happen(3);
    LogFollower zombie = world.follower();
    assertThat(world.follow(zombie).lagFacts()).isZero();
    LogFollower heir = world.follower();
    world.happen(3);
    assertThat(world.follow(heir).lagFacts()).isZero();
    world.happen(3);
    world.clock.passMillis(World.REST.toMillis());
    zombie.step();
    FollowingStatus shut = zombie.status().shards().getFirst();
    assertThat(shut.phase()).isEqualTo(Phase.FAILING);
    assertThat(shut.detail()).contains("another process publishes");
    assertThat(world.follow(heir).lagFacts()).isZero();
    FollowingStatus stopped = world.follow(zombie);
    assertThat(stopped.phase()).as("it does not shut the other out").isEqualTo(Phase.STOPPED);
    assertThat(stopped.detail()).contains("retry, which takes over");
    KafkaEffect asking = new KafkaEffect(world.settings, 1, World::bytes);
    assertThat(asking.skipped()).as("to ask takes nothing over").isEmpty();
    asking.close();
    world.happen(3);
    assertThat(heir.step()).as("without a failure").isTrue();
    assertThat(world.follow(heir).lagFacts()).isZero();
    world.assertPublishedOnce();
    heir.close();
    world.happen(3);
    CompletableFuture<Boolean> retried = zombie.retry();
    zombie.step();
    assertThat(retried.join()).isTrue();
    assertThat(world.follow(zombie).lagFacts()).isZero();
    zombie.close();
    world.assertPublishedOnce();
  }

  /** A rehearsal, and then the copy goes on in the place of the original. */
  @Test
  void shouldPublishNothingOfACopyUntilAnOperatorSaysSo() {
    World world = new World(broker, "copied");
    world.happen(3);
    LogFollower original = world.follower();
    assertThat(world.follow(original).lagFacts()).isZero();
    original.close();
    long copiedUpTo = world.log.lastSequence();
    world.log = world.log.copied();
    world.happen(3);
    for (int starts = 0; starts < 2; starts++) {
      LogFollower rehearsal = world.follower();
      FollowingStatus stopped = world.follow(rehearsal);
      assertThat(stopped.phase()).isEqualTo(Phase.STOPPED);
      assertThat(stopped.detail()).contains("--kafka-topic").contains("reset");
      assertThat(stopped.sequence()).isEqualTo(copiedUpTo);
      rehearsal.close();
    }
    assertThat(PublishedFacts.of(broker.address(), "copied", PublishedFacts.ALL))
        .hasSize((int) copiedUpTo - 1);
    LogFollower heir = world.follower();
    assertThat(world.follow(heir).phase()).isEqualTo(Phase.STOPPED);
    world.reset(heir, copiedUpTo, "the original is gone");
    assertThat(world.follow(heir).lagFacts()).isZero();
    world.assertPublishedOnce();
    heir.close();
    LogFollower later = world.follower();
    assertThat(world.follow(later).lagFacts()).isZero();
    later.close();
    world.assertPublishedOnce();
  }

  @Test
  void shouldPublishFromTheBeginningAgainWhenItIsReset() {
    World world = new World(broker, "again");
    world.happen(3);
    LogFollower follower = world.follower();
    assertThat(world.follow(follower).lagFacts()).isZero();
    CompletableFuture<Boolean> rebuilt = follower.rebuild();
    follower.step();
    assertThat(rebuilt.join()).isFalse();
    world.reset(follower, 0, "consumers lost what they had");
    assertThat(world.follow(follower).lagFacts()).isZero();
    world.reset(follower, world.log.lastSequence(), "and have it now");
    follower.close();
    LogFollower later = world.follower();
    assertThat(world.follow(later).lagFacts()).isZero();
    later.close();
    world.assertNothingFailed();
    assertThat(PublishedFacts.of(broker.address(), "again", PublishedFacts.COMMITTED))
        .hasSize(2 * ((int) world.log.lastSequence() - 1));
  }

  @Test
  void shouldParkAFactThatTheTopicDoesNotTakeAndRememberThatItWasGivenUp() {
    World world = new World(broker, "large");
    world.happen(2);
    KafkaEffect effect =
        new KafkaEffect(
            world.settings,
            1,
            fact -> fact.recorded().shopSequence() == 3 ? new byte[2_000_000] : World.bytes(fact));
    LogFollower follower = world.follower(effect);
    FollowingStatus parked = world.follow(follower);
    assertThat(parked.phase()).isEqualTo(Phase.PARKED);
    assertThat(parked.detail()).contains("larger than the topic takes");
    CompletableFuture<Boolean> given = follower.skip(0, parked.sequence() + 1, "too large");
    follower.step();
    assertThat(given.join()).isTrue();
    assertThat(world.follow(follower).lagFacts()).isZero();
    follower.close();
    assertThat(
            PublishedFacts.of(broker.address(), "large", PublishedFacts.COMMITTED).stream()
                .map(Published::position)
                .sorted())
        .containsExactly(1L, 2L, 4L);
    LogFollower later = world.follower();
    assertThat(world.follow(later).lagFacts()).isZero();
    assertThat(later.status().skipped()).hasSize(1);
    assertThat(later.status().skipped().getFirst().reason()).isEqualTo("too large");
    later.close();
  }

  @Test
  void shouldNotBeginOnATopicThatForgetsCursors() throws Exception {
    World world = new World(broker, "forgetful");
    try (Admin admin = broker.admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(world.settings.cursorsTopic(), Optional.of(1), Optional.empty())))
          .all()
          .get();
    }
    world.happen(1);
    LogFollower follower = world.follower();
    world.clock.passMillis(World.REST.toMillis());
    follower.step();
    FollowingStatus now = follower.status().shards().getFirst();
    assertThat(now.phase()).isEqualTo(Phase.FAILING);
    assertThat(now.detail()).contains("must have cleanup.policy=compact");
    follower.close();
  }

  /** The program that the documentation shows. */
  @Test
  void shouldBeReadAsTheDocumentationShows() throws Exception {
    World world = new World(broker, "example");
    for (int i = 0; i < 5; i++) {
      world.log.pay(world.log.place(World.ANNA));
    }
    LogFollower follower = world.follower();
    assertThat(world.follow(follower).lagFacts()).isZero();
    follower.close();
    PaidOrders orders = new PaidOrders();
    try (KafkaConsumer<String, String> consumer = orders.consumer(broker.address(), "example")) {
      for (int i = 0;
          i < World.STEPS_MAX && orders.paidByShop().values().stream().noneMatch(n -> n >= 5);
          i++) {
        orders.poll(consumer);
      }
    }
    assertThat(orders.paidByShop()).containsExactly(Map.entry(OrderLog.SHOP.value(), 5));
    String program =
        Files.readString(Path.of("src/test/java/io/millrace/delivery/kafka/PaidOrders.java"));
    String shown = Files.readString(Path.of("..", "docs", "events.md"));
    assertThat(shown).contains(program.substring(program.indexOf("import java.nio")));
  }
}
