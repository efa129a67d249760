package io.millrace.model.answer;

import io.millrace.model.QueueId;

/** A revival goes on by itself; this many are left. */
public record RevivalView(QueueId queue, int left) implements Answer {}
