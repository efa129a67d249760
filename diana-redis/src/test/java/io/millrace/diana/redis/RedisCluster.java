package io.millrace.diana.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import redis.embedded.RedisServer;

/**
 * Two masters that share the slots, and a replica of the one that has a certain slot. Its members
 * find out about each other by talking, so everything here is asked for until it is so.
 */
final class RedisCluster implements AutoCloseable {
  /** Members also talk on a port that is this much higher. */
  private static final int BUS = 10_000;

  private static final int PORT_MAX = 65_535;
  private static final long LOOK_NANOS = 20_000_000;

  private final List<RedisServer> servers = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final List<RedisClient> clients = new ArrayList<>();
  private final List<StatefulRedisConnection<String, String>> members = new ArrayList<>();

  RedisCluster(Path folder, int slot) throws Exception {
    for (int member = 0; member < 3; member++) {
      start(Files.createDirectory(folder.resolve("member-" + member)));
    }
    // The first has the slot, the second some others, the third copies the first.
    int half = SlotHash.SLOT_COUNT / 2;
    int[] lower = IntStream.range(0, half).toArray();
    int[] upper = IntStream.range(half, SlotHash.SLOT_COUNT).toArray();
    member(0).sync().clusterAddSlots(slot < half ? lower : upper);
    member(1).sync().clusterAddSlots(slot < half ? upper : lower);
    member(0).sync().clusterMeet("127.0.0.1", ports.get(1));
    member(0).sync().clusterMeet("127.0.0.1", ports.get(2));
    String master = member(0).sync().clusterMyId();
    until(() -> member(2).sync().clusterNodes().contains(master));
    member(2).sync().clusterReplicate(master);
    until(() -> member(0).sync().info("replication").contains("state=online"));
    until(() -> IntStream.range(0, 3).allMatch(this::isWell));
  }

  private boolean isWell(int member) {
    String info = member(member).sync().clusterInfo();
    return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3");
  }

  private void start(Path folder) throws IOException {
    int port = freePort();
    RedisServer server =
        RedisServer.newRedisServer()
            .port(port)
            .setting("dir " + folder)
            .setting("save \"\"")
            .setting("appendonly no")
            .setting("cluster-enabled yes")
            .setting("cluster-config-file nodes.conf")
            .build();
    server.start();
    servers.add(server);
    ports.add(port);
    RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", port));
    clients.add(client);
    members.add(client.connect());
  }

  /** One whose neighbour above is free, too. */
  private static int freePort() throws IOException {
    while (true) {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        if (free.getLocalPort() + BUS <= PORT_MAX) {
          return free.getLocalPort();
        }
      }
    }
  }

  private StatefulRedisConnection<String, String> member(int member) {
    return members.get(member);
  }

  List<Integer> ports() {
    return ports;
  }

  /** The first member dies when its replica has everything, and the replica takes its place. */
  void failOver() throws Exception {
    until(() -> offset(0).equals(offset(2)));
    servers.get(0).stop();
    member(2).sync().clusterFailover(false, true);
    until(() -> member(2).sync().info("replication").contains("role:master"));
  }

  private String offset(int member) {
    return member(member)
        .sync()
        .info("replication")
        .lines()
        .filter(line -> line.startsWith("master_repl_offset:"))
        .findFirst()
        .orElseThrow();
  }

  void until(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  @Override
  public void close() throws IOException {
    clients.forEach(client -> client.shutdown(Duration.ZERO, Duration.ofSeconds(1)));
    for (RedisServer server : servers) {
      server.stop();
    }
  }
}
