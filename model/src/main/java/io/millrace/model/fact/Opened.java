package io.millrace.model.fact;

import io.millrace.model.SlotTable;

/** The first fact after each opening of a log for writing. */
public record Opened(
    long logIdHigh, long logIdLow, long epoch, int shard, int shards, SlotTable slots)
    implements Fact {}
