package io.millrace.diana.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.millrace.diana.Diana;
import io.millrace.diana.Request;
import io.millrace.diana.Ticker;
import io.millrace.diana.Verdict;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.TokenBucket;
import io.millrace.diana.rule.Keys;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import io.millrace.diana.rule.Rule.OnFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Redis Cluster: two masters and a replica, which takes over. */
final class RedisClusterTest {
  private static final long DAY = 86_400_000_000_000L;
  private static final long LIMIT = 40;

  /** Generous, since the machine that runs tests may be busy with others. */
  private static final Duration BOUND = Duration.ofSeconds(20);

  @TempDir Path folder;

  /** Two limits of one request lie on one node, whichever that is, and count while it moves. */
  @Test
  void shouldCountInAClusterAndGoOnWhenAReplicaTakesOver() throws Exception {
    Namespace namespace = new Namespace("shop", "secret");
    try (RedisCluster cluster = new RedisCluster(folder, SlotHash.getSlot(namespace.nodes()));
        RedisClusterClient client = RedisClusterClient.create(uris(cluster))) {
      client.setOptions(
          ClusterClientOptions.builder()
              .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
              .topologyRefreshOptions(
                  ClusterTopologyRefreshOptions.builder()
                      .enablePeriodicRefresh(Duration.ofMillis(200))
                      .build())
              .build());
      try (StatefulRedisClusterConnection<byte[], byte[]> connection =
          client.connect(ByteArrayCodec.INSTANCE)) {
        Diana first = node(connection, namespace, "first");
        Diana second = node(connection, namespace, "second");

        assertThat(admitted(first, 15) + admitted(second, 10)).isEqualTo(25);
        cluster.failOver();
        cluster.until(() -> answers(connection, namespace));
        int later = 0;
        while (later < LIMIT - 25) {
          // A breaker asks again half a second after it has opened; until then nobody passes.
          later += admitted(first, 1) + admitted(second, 1);
        }

        assertThat(later).isEqualTo((int) LIMIT - 25);
        assertThat(admitted(first, 20) + admitted(second, 20)).isZero();
      }
    }
  }

  private static List<RedisURI> uris(RedisCluster cluster) {
    List<RedisURI> uris = new ArrayList<>();
    cluster.ports().forEach(port -> uris.add(RedisURI.create("127.0.0.1", port)));
    return uris;
  }

  private static boolean answers(
      StatefulRedisClusterConnection<byte[], byte[]> connection, Namespace namespace) {
    try {
      connection.sync().exists(namespace.nodes());
      return true;
    } catch (RedisException e) {
      return false;
    }
  }

  private static Diana node(
      StatefulRedisClusterConnection<byte[], byte[]> connection, Namespace namespace, String name) {
    return new Diana(
        Policy.of(
            Rule.limit(
                "window",
                Limit.of(new FixedWindow(LIMIT, DAY), Keys.attribute("account"))
                    .shared(OnFailure.CLOSED)),
            Rule.limit(
                "bucket", Limit.of(new TokenBucket(1, DAY, 1_000)).shared(OnFailure.CLOSED))),
        Ticker.ofMachine(),
        new RedisCounts(connection.async(), namespace, name, BOUND));
  }

  private static int admitted(Diana diana, int times) {
    Verdict verdict = diana.verdict();
    int admitted = 0;
    for (int time = 0; time < times; time++) {
      admitted += diana.decide(Request.of(attribute -> "ann"), verdict) ? 1 : 0;
    }
    return admitted;
  }
}
