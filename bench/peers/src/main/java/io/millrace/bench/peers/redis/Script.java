package io.millrace.bench.peers.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.millrace.bench.peers.shop.PlacedOrder;
import io.millrace.bench.peers.shop.Refused;
import io.millrace.bench.peers.shop.WantedOrder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Stock, key and message in one step of Redis. One connection for all threads. */
final class Script {

  /** A key holds as long as with Millrace. */
  private static final String REMEMBER_SECONDS = Long.toString(Duration.ofHours(24).toSeconds());

  private static final long ANSWER_SECONDS_MAX = 30;

  private final RedisAsyncCommands<String, String> redis;
  private final String text;
  private final String digest;

  Script(RedisClient client) throws IOException {
    redis = client.connect().async();
    try (InputStream in =
        Objects.requireNonNull(Script.class.getResourceAsStream("place.lua"), "place.lua")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    digest = redis.digest(text);
  }

  PlacedOrder place(long id, String buyer, String key, WantedOrder order) {
    String[] keys = {Keys.stock(order.sku()), Keys.placed(buyer, key), Keys.STREAM};
    String[] values = {
      Long.toString(id),
      buyer,
      key,
      order.sku(),
      Integer.toString(order.quantity()),
      Long.toString(order.total()),
      REMEMBER_SECONDS
    };
    List<String> said = run(keys, values);
    return switch (said.getFirst()) {
      case "PLACED" -> new PlacedOrder(id, buyer, order, false);
      case "REPLAYED" -> before(said.get(1), buyer, order);
      default -> throw Refused.soldOut(order.sku());
    };
  }

  private List<String> run(String[] keys, String[] values) {
    try {
      return await(redis.<List<String>>evalsha(digest, ScriptOutputType.MULTI, keys, values));
    } catch (RedisNoScriptException _) { // it was started anew
      return await(redis.<List<String>>eval(text, ScriptOutputType.MULTI, keys, values));
    }
  }

  private static List<String> await(RedisFuture<List<String>> answer) {
    try {
      return answer.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("Redis does not answer", e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("Redis does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** What the key had placed: {@code id sku quantity total}. */
  private static PlacedOrder before(String text, String buyer, WantedOrder order) {
    String[] fields = text.split(" ", -1);
    WantedOrder placed =
        new WantedOrder(fields[1], Integer.parseInt(fields[2]), Long.parseLong(fields[3]));
    if (!placed.equals(order)) {
      throw Refused.keyReused();
    }
    return new PlacedOrder(Long.parseLong(fields[0]), buyer, placed, true);
  }
}
