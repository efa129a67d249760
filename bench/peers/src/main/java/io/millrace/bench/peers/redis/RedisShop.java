package io.millrace.bench.peers.redis;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.millrace.bench.peers.shop.BuyerTokens;
import io.millrace.bench.peers.shop.Prices;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.InstantSource;

/**
 * A shop whose orders are decided by a script in Redis and stored in PostgreSQL behind it. The
 * buyers' secret comes in on standard input; it says where it listens, and ends when its input
 * does.
 */
public final class RedisShop {

  private static final int BACKLOG = 4_096;
  private static final int CONNECTIONS_MAX = 20_000;

  /** Commands that are written to Redis at once, if so many wait. */
  private static final int FLUSH_MAX = 256;

  private RedisShop() {}

  public static void main(String[] arguments) throws IOException, SQLException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    BuyerTokens tokens = new BuyerTokens(String.valueOf(in.readLine()), InstantSource.system());
    String database = arguments[1];
    ClientResources resources =
        ClientResources.builder().nettyCustomizer(new TogetherOnTheWire()).build();
    RedisClient redis =
        RedisClient.create(resources, RedisURI.create("127.0.0.1", Integer.parseInt(arguments[0])));
    redis.setOptions(ClientOptions.builder().autoReconnect(true).build());
    Catalogue catalogue = Catalogue.read(database);
    catalogue.warm(redis);
    OrderHandler orders =
        new OrderHandler(
            tokens,
            new Prices(catalogue.prices()),
            new Script(redis),
            new Ids(InstantSource.system()));
    Thread.ofPlatform().daemon().name("writer").start(new Writer(redis, database));
    WebServer server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .backlog(BACKLOG)
            .maxTcpConnections(CONNECTIONS_MAX)
            .connectionOptions(options -> options.tcpNoDelay(true))
            .shutdownHook(false)
            .addRouting(HttpRouting.builder().post("/v1/shops/{shop}/orders", orders))
            .build()
            .start();
    System.out.println("ready " + server.port());
    while (in.read() >= 0) {
      // Nobody says anything; the end is all that matters.
    }
    System.exit(0);
  }

  /** Threads share a connection; what they write at the same time goes out in one system call. */
  private static final class TogetherOnTheWire implements NettyCustomizer {
    @Override
    public void afterChannelInitialized(Channel channel) {
      channel.pipeline().addFirst(new FlushConsolidationHandler(FLUSH_MAX, true));
    }
  }
}
