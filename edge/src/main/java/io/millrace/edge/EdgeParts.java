package io.millrace.edge;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.edge.auth.Credentials;
import io.millrace.edge.auth.NodeKey;
import io.millrace.edge.auth.OperatorKey;
import io.millrace.edge.auth.RandomBytes;
import io.millrace.edge.hearing.Hearing;
import io.millrace.edge.limit.Limits;
import io.millrace.edge.ops.Upkeep;
import io.millrace.node.Gate;
import io.millrace.node.ShardStatus;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the edge is given to work with.
 *
 * @param credentials already a follower of the node behind the gate
 * @param shards how the node's shards are now
 * @param clock wall clock: it judges the {@code exp} of buyers' tokens, and is the {@code Date} of
 *     answers
 * @param nanos a clock that only ever goes forward, for deadlines and durations
 * @param registry where the node registers its own meters too
 * @param upkeep null where there are no files to keep: then its routes are not there either
 * @param limits how much is too much
 * @param hearing what stands behind the log
 */
public record EdgeParts(
    Gate gate,
    Supplier<List<ShardStatus>> shards,
    Credentials credentials,
    OperatorKey operatorKey,
    NodeKey nodeKey,
    RandomBytes random,
    InstantSource clock,
    LongSupplier nanos,
    PrometheusMeterRegistry registry,
    @Nullable Upkeep upkeep,
    Limits limits,
    Hearing hearing) {
  /** For a node of which nobody audits or keeps anything while it runs, with built-in limits. */
  public EdgeParts(
      Gate gate,
      Supplier<List<ShardStatus>> shards,
      Credentials credentials,
      OperatorKey operatorKey,
      NodeKey nodeKey,
      RandomBytes random,
      InstantSource clock,
      LongSupplier nanos,
      PrometheusMeterRegistry registry) {
    this(
        gate,
        shards,
        credentials,
        operatorKey,
        nodeKey,
        random,
        clock,
        nanos,
        registry,
        null,
        Limits.standard(nanos, registry),
        Hearing.NONE);
  }
}
