package io.millrace.diana.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.RedisServer;

/** A real Redis that a test can kill, freeze and start again. */
final class RedisProcess implements AutoCloseable {
  private final int port;
  private final ClientResources resources =
      DefaultClientResources.builder()
          .reconnectDelay(Delay.constant(Duration.ofMillis(20)))
          .ioThreadPoolSize(2)
          .build();
  private final List<RedisClient> clients = new ArrayList<>();
  private RedisServer server;

  RedisProcess() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    server = started();
  }

  private RedisServer started() {
    try {
      RedisServer starting =
          RedisServer.newRedisServer()
              .port(port)
              .setting("save \"\"")
              .setting("appendonly no")
              .build();
      starting.start();
      return starting;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  void start() {
    server = started();
  }

  void kill() {
    try {
      signal("-KILL");
      server.stop();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  void freeze() {
    signal("-STOP");
  }

  void thaw() {
    signal("-CONT");
  }

  private long pid = -1;

  private void signal(String signal) {
    try {
      new ProcessBuilder("kill", signal, Long.toString(pid())).start().waitFor();
      if (signal.equals("-KILL")) {
        pid = -1;
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Asked for once, while it can answer. */
  long pid() {
    if (pid < 0) {
      String info = plain().sync().info("server");
      pid =
          info.lines()
              .filter(line -> line.startsWith("process_id:"))
              .mapToLong(line -> Long.parseLong(line.substring("process_id:".length()).strip()))
              .findFirst()
              .orElseThrow();
    }
    return pid;
  }

  int port() {
    return port;
  }

  private RedisClient client(int to) {
    RedisClient client = RedisClient.create(resources, RedisURI.create("127.0.0.1", to));
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .build());
    clients.add(client);
    return client;
  }

  StatefulRedisConnection<String, String> plain() {
    return client(port).connect(StringCodec.UTF8);
  }

  StatefulRedisConnection<byte[], byte[]> connection() {
    return connection(port);
  }

  /** Through something that stands before it. */
  StatefulRedisConnection<byte[], byte[]> connection(int to) {
    return client(to).connect(ByteArrayCodec.INSTANCE);
  }

  boolean answers() {
    try {
      return plain().sync().ping().equals("PONG");
    } catch (RedisConnectionException e) {
      return false;
    }
  }

  @Override
  public void close() {
    if (pid >= 0) {
      thaw();
    }
    clients.forEach(client -> client.shutdown(Duration.ZERO, Duration.ofSeconds(1)));
    resources.shutdown(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    try {
      server.stop();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
