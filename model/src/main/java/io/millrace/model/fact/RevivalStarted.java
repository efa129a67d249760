package io.millrace.model.fact;

import io.millrace.model.QueueId;

/**
 * All that is dead in a queue shall begin anew, slice by slice.
 *
 * @param tasks how many are dead now; who dies later is not meant
 */
public record RevivalStarted(QueueId queue, int tasks) implements TaskFact {}
