package io.millrace.model.fact;

import io.millrace.model.QueueId;
import io.millrace.model.Secret;

/**
 * A queue signs what it pushes with another secret.
 *
 * @param overlapUntilMillis until then the one before signs too
 */
public record QueueSecretRotated(QueueId queue, Secret sealed, long overlapUntilMillis, int version)
    implements TaskFact {}
