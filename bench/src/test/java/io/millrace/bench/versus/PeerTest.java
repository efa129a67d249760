package io.millrace.bench.versus;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.disk.Scratch;
import io.millrace.bench.server.NotRun;
import io.millrace.bench.versus.peer.Door;
import io.millrace.bench.versus.peer.Goods;
import io.millrace.bench.versus.peer.Part;
import io.millrace.bench.versus.peer.Peer;
import io.millrace.bench.versus.peer.Pipeline;
import io.millrace.bench.versus.peer.Spring;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The peers are shops, and not straw men: they sell what they have, once, and keep it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // A database, a Redis and a JVM, started twice.
final class PeerTest {

  private static final Goods GOODS = new Goods(4, 20_000, 100);
  private static final Survival.Plan PLAN = new Survival.Plan(1, 200, 0);
  private static final String NO_ORDER = "999999999";
  private static final int TOGETHER = 16;
  private static final int CREATED = 201;
  private static final int UNAUTHORIZED = 401;
  private static final int KEY_REUSED = 422;

  /** One for all, so that the database's programs are unpacked once. */
  @AutoClose private static final Scratch SCRATCH = new Scratch();

  @Test
  void shouldKeepPromisesWhereARowIsUpdated() throws Exception {
    holdToPromises(Spring.updatingARow(), List.of("sql"));
  }

  @Test
  void shouldKeepPromisesWhereLockedRowsAreSkipped() throws Exception {
    holdToPromises(Spring.skippingLocked(), List.of("sql"));
  }

  @Test
  void shouldKeepPromisesWhereRedisDecides() throws Exception {
    holdToPromises(Pipeline.always(), List.of("app", "redis"));
  }

  private static void holdToPromises(Peer peer, List<String> parts) throws Exception {
    try (peer) {
      start(peer);
      Survival survival = new Survival(peer, GOODS, PLAN, System.err::println);

      assertThat(survival.rushForFew()).as("oversold").isZero();
      repeat(peer);
      for (Part part : peer.parts()) {
        if (parts.contains(part.name())) {
          Survival.Killed killed = survival.kill(part);
          assertThat(killed.promised()).isGreaterThanOrEqualTo(PLAN.promises());
          assertThat(killed.missing()).as("missing").isZero();
          assertThat(killed.leaked()).as("leaked").isZero();
        }
      }
      assertThat(peer.stock().leaked()).isZero();
      assertThat(peer.stock().soldAgain()).isZero();
      assertThat(peer.stock().ordered()).isEqualTo(peer.orders());
    }
  }

  private static void start(Peer peer) throws NotRun {
    peer.start(SCRATCH.directory(), GOODS);
    assertThat(peer.processes()).allMatch(ProcessHandle::isAlive);
  }

  /** One key, one order, also when it comes sixteen times at once. */
  private static void repeat(Peer peer) throws Exception {
    peer.settle();
    long before = peer.orders();
    try (Rush rush = new Rush(peer.door(), "repeat", 0, 1);
        Rush other = new Rush(peer.door(), "repeat", 1, 1);
        Rush stranger = new Rush(forged(peer.door()), "repeat", 0, 1);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String token = rush.tokenOf("buyer-1");
      Callable<Rush.Told> order = () -> rush.order(token, "one");
      List<Rush.Told> told = new ArrayList<>();
      for (Future<Rush.Told> each : threads.invokeAll(Collections.nCopies(TOGETHER, order))) {
        told.add(each.get());
      }
      told.add(rush.order(token, "one"));

      assertThat(told).extracting(Rush.Told::status).containsOnly(CREATED);
      assertThat(told)
          .extracting(Rush.Told::id)
          .doesNotContain("")
          .containsOnly(told.getFirst().id());
      assertThat(told).filteredOn(each -> !each.replayed()).hasSize(1);
      assertThat(rush.order(rush.tokenOf("buyer-2"), "one").id())
          .isNotEqualTo(told.getFirst().id());
      assertThat(other.order(token, "one").status()).isEqualTo(KEY_REUSED);
      assertThat(stranger.order(stranger.tokenOf("buyer-1"), "two").status())
          .isEqualTo(UNAUTHORIZED);
    }
    peer.settle();
    assertThat(peer.orders()).isEqualTo(before + 2);
    assertThat(peer.missing(List.of(NO_ORDER))).containsExactly(NO_ORDER);
  }

  private static Door forged(Door door) {
    return new Door(
        door.port(), door.path(), door.kid(), "another-secret-that-is-as-long-as-it-must-be");
  }
}
