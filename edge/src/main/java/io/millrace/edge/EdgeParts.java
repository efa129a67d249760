package io.millrace.edge;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.edge.auth.Credentials;
import io.millrace.edge.auth.NodeKey;
import io.millrace.edge.auth.OperatorKey;
import io.millrace.edge.auth.RandomBytes;
import io.millrace.node.Gate;
import io.millrace.node.ShardStatus;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the edge is given to work with.
 *
 * @param credentials already a follower of the node behind the gate
 * @param shards how the node's shards are now
 * @param clock wall clock: it judges the {@code exp} of buyers' tokens and nothing else
 * @param nanos a clock that only ever goes forward, for deadlines and durations
 * @param registry where the node registers its own meters too
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
    PrometheusMeterRegistry registry) {}
