package io.millrace.model.command;

import io.millrace.model.QueueId;
import org.jspecify.annotations.Nullable;

/** A shop's queues by name. */
public record ListQueues(@Nullable QueueId after, int limit) implements Query {}
