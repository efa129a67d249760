package io.millrace.model;

import java.time.Duration;

/**
 * What a merchant says about a queue.
 *
 * @param maxAttempts after so many failed ones a task is dead
 * @param lease how long a worker has a task if it does not say
 * @param paused nothing is handed out, but tasks become due
 * @param deadRetention how long a dead task is kept
 * @param pendingMax so many tasks may be open at a time
 */
public record QueueSettings(
    int maxAttempts,
    Backoff backoff,
    Duration lease,
    PastDue pastDue,
    boolean paused,
    Duration deadRetention,
    int pendingMax) {}
