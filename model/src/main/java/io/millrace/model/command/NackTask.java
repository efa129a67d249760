package io.millrace.model.command;

import io.millrace.model.LeaseId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The attempt failed.
 *
 * @param retryAfter null for what the queue's backoff says
 */
public record NackTask(LeaseId lease, @Nullable Duration retryAfter) implements Change {}
