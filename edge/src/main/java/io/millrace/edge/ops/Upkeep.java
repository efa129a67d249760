package io.millrace.edge.ops;

import java.util.List;
import java.util.function.Supplier;

/**
 * What a node that keeps files does for its operator. Not the edge's own work: it only asks.
 *
 * @param disks those beside the logs' own on which something is kept
 */
public record Upkeep(
    Auditor auditor,
    Snapshotter snapshotter,
    LogReaders readers,
    Supplier<List<OtherDisk>> disks) {}
