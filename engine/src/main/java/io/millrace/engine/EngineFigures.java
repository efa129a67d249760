package io.millrace.engine;

/**
 * How much there is, for metrics. Bytes are estimates from the layout of objects with compact
 * headers and compressed references.
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
