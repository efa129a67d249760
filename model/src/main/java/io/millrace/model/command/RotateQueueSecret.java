package io.millrace.model.command;

import io.millrace.model.QueueId;
import io.millrace.model.Secret;

/** Sign what a queue pushes with another secret; the one before signs too for a while. */
public record RotateQueueSecret(QueueId queue, Secret sealed) implements Change {}
