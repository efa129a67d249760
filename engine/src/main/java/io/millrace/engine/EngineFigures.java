package io.millrace.engine;

/**
 * How much there is, for metrics. Bytes are those of the slabs and indexes that are allocated, and
 * an estimate for what few orders have beside them.
 */
public record EngineFigures(
    int shops,
    int skus,
    int orders,
    int buyers,
    int rememberedKeys,
    int spentTokens,
    long orderBytes,
    long keyBytes,
    int queues,
    int tasks,
    long taskBytes,
    int timers,
    long timerBytes) {}
