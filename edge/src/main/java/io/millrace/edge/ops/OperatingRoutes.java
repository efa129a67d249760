package io.millrace.edge.ops;

import static io.millrace.edge.http.Audience.ANYONE;
import static io.millrace.edge.http.Audience.OPERATOR;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.edge.http.Audience;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Problem;
import io.millrace.edge.http.Route;
import io.millrace.edge.json.JsonWriter;
import io.millrace.model.refusal.Code;
import io.millrace.node.ShardStatus;
import io.millrace.node.follow.FollowerStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What operators and their machines ask. */
public final class OperatingRoutes {
  private static final String OPENAPI_FILE = "openapi.json";
  private static final String METRICS_MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Supplier<List<ShardStatus>> shards;
  private final String durability;
  private final Optional<Duration> keepLog;
  private final PrometheusMeterRegistry registry;
  private final @Nullable Upkeep upkeep;
  private final Supplier<List<FollowerStatus>> followers;
  private final byte[] openapi = resource(OPENAPI_FILE);

  /**
   * Routes over the node's own view of itself.
   *
   * @param durability the mode in which the log is forced, as it stands in benchmarks too
   * @param keepLog how old facts are deleted; empty if they are kept for ever
   * @param upkeep null for a node without files
   */
  public OperatingRoutes(
      Supplier<List<ShardStatus>> shards,
      String durability,
      Optional<Duration> keepLog,
      PrometheusMeterRegistry registry,
      @Nullable Upkeep upkeep,
      Supplier<List<FollowerStatus>> followers) {
    this.shards = shards;
    this.durability = durability;
    this.keepLog = keepLog;
    this.registry = registry;
    this.upkeep = upkeep;
    this.followers = followers;
  }

  /**
   * All of them.
   *
   * @param isLoopback whether only this machine can reach the server: then metrics need no key
   */
  public List<Route> all(boolean isLoopback) {
    Audience metricsAudience = isLoopback ? ANYONE : OPERATOR;
    Upkeep files = upkeep;
    Stream<Route> doing = files == null ? Stream.of() : doing(files);
    return Stream.concat(reading(metricsAudience), doing).toList();
  }

  private Stream<Route> doing(Upkeep files) {
    return Stream.of(
        Route.post(
            "/v1/admin/audit",
            OPERATOR,
            Route.BODY_BYTES_MAX,
            exchange -> audit(exchange, files.auditor())),
        Route.post(
            "/v1/admin/snapshot",
            OPERATOR,
            Route.BODY_BYTES_MAX,
            exchange -> snapshot(exchange, files.snapshotter())));
  }

  private record Kept(int shard, long sequence) {}

  /** Answered when each is on the disk and was read back: that may take a while. */
  private static HttpAnswer snapshot(Exchange exchange, Snapshotter snapshotter) {
    exchange.readNothing();
    List<Kept> kept = new ArrayList<>();
    for (CompletableFuture<Long> asked : snapshotter.snapshot()) {
      try {
        kept.add(new Kept(kept.size(), asked.join()));
      } catch (CompletionException e) {
        Throwable why = e.getCause() == null ? e : e.getCause();
        throw Problem.of(Code.STORAGE_FAILED, "no snapshot: " + why.getMessage()).raised();
      }
    }
    return HttpAnswer.json(
        200,
        json ->
            json.list(
                "snapshots",
                kept,
                (item, one) ->
                    item.number("shard", one.shard()).number("sequence", one.sequence())));
  }

  private Stream<Route> reading(Audience metricsAudience) {
    return Stream.of(
        Route.get("/health/live", ANYONE, OperatingRoutes::live),
        Route.get("/health/ready", ANYONE, this::ready),
        Route.get("/metrics", metricsAudience, this::metrics),
        Route.get("/openapi.json", ANYONE, this::openapi));
  }

  /** Whoever reads this answer knows that the process takes and answers requests. */
  private static HttpAnswer live(Exchange exchange) {
    return HttpAnswer.json(200, json -> json.bool("live", true));
  }

  private HttpAnswer ready(Exchange exchange) {
    List<ShardStatus> now = shards.get();
    boolean ready = isReady(now);
    boolean replaying =
        now.stream().anyMatch(shard -> shard.phase() == ShardStatus.Phase.REPLAYING);
    return HttpAnswer.json(
            ready ? 200 : 503,
            json -> ready(json.bool("ready", ready).bool("replaying", replaying), now))
        .with("Cache-Control", "no-store");
  }

  private void ready(JsonWriter json, List<ShardStatus> now) {
    json.text("durability", durability).text("storage", storage(now));
    keepLog.ifPresent(deleted -> json.text("keepLog", deleted.toString()));
    json.list("shards", now, OperatingRoutes::shard)
        .list("followers", followers.get(), OperatingRoutes::follower);
    Upkeep files = upkeep;
    if (files != null) {
      json.list("otherDisks", files.disks().get(), OperatingRoutes::otherDisk);
    }
  }

  private static void otherDisk(JsonWriter json, OtherDisk disk) {
    json.text("holds", disk.holds())
        .number("usableBytes", disk.usableBytes())
        .number("growthBytesPerSecond", disk.growthBytesPerSecond());
    disk.secondsToFull().ifPresent(seconds -> json.number("secondsToFull", seconds));
  }

  private static void shard(JsonWriter json, ShardStatus shard) {
    json.number("shard", shard.shard())
        .text("phase", shard.phase().name())
        .text("detail", shard.detail())
        .number("durableSequence", shard.durableSequence())
        .time("logTime", shard.logTimeMillis())
        .number("overdueTimers", shard.overdueTimers());
    if (!shard.disk().equals(ShardStatus.Disk.UNKNOWN)) {
      json.object("disk", disk -> disk(disk, shard.disk()));
    }
  }

  /** One that is behind or waits makes the node no less ready: orders do not need it. */
  private static void follower(JsonWriter json, FollowerStatus follower) {
    json.text("follower", follower.name())
        .bool("well", follower.isWell())
        .number("lagFacts", follower.lagFacts())
        .number("lagMillis", follower.lagMillis());
  }

  /** The worst of all shards: they may lie on several disks. */
  private static String storage(List<ShardStatus> shards) {
    if (shards.stream().anyMatch(shard -> shard.phase() == ShardStatus.Phase.STOPPED)) {
      return "FAILED";
    }
    return switch (shards.stream()
        .map(shard -> shard.disk().room())
        .max(Comparator.naturalOrder())
        .orElse(ShardStatus.Room.PLENTY)) {
      case PLENTY -> "OK";
      case LOW -> "LOW";
      case FULL -> "FULL";
    };
  }

  private static void disk(JsonWriter json, ShardStatus.Disk disk) {
    json.text("room", disk.room().name())
        .number("usableBytes", disk.usableBytes())
        .number("lowBytes", disk.lowBytes())
        .number("growthBytesPerSecond", disk.growthBytesPerSecond())
        .number("firstSequence", disk.firstSequence());
    disk.secondsToFull().ifPresent(seconds -> json.number("secondsToFull", seconds));
  }

  private static boolean isReady(List<ShardStatus> shards) {
    return !shards.isEmpty()
        && shards.stream().allMatch(shard -> shard.phase() == ShardStatus.Phase.SERVING);
  }

  /** A broken promise is a finding and not a failure of the request: 200, and {@code well} no. */
  private HttpAnswer audit(Exchange exchange, Auditor logs) {
    exchange.readNothing();
    if (!isReady(shards.get())) {
      // A log that is being opened is rewritten at its end.
      throw Problem.of(Code.NOT_READY, "a log is audited while its shard serves; ask again")
          .raised();
    }
    return HttpAnswer.bytes(200, "application/json", logs.report())
        .with("Cache-Control", "no-store");
  }

  private HttpAnswer metrics(Exchange exchange) {
    byte[] body = registry.scrape().getBytes(StandardCharsets.UTF_8);
    return HttpAnswer.bytes(200, METRICS_MEDIA_TYPE, body);
  }

  private HttpAnswer openapi(Exchange exchange) {
    return HttpAnswer.bytes(200, "application/json", openapi);
  }

  private static byte[] resource(String name) {
    try (InputStream in = OperatingRoutes.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not built in: " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
