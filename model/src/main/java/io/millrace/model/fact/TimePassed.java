package io.millrace.model.fact;

/**
 * Nothing happened, and the log says when: its frame's time is the point. Without it a shard that
 * nobody uses would look like one that stood still.
 */
public record TimePassed() implements Fact {}
