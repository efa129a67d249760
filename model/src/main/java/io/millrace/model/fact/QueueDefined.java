package io.millrace.model.fact;

import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;

/** A queue was made or changed. Its numbers are absolute; what is open keeps what it was given. */
public record QueueDefined(QueueId queue, QueueSettings settings, int version)
    implements TaskFact {}
