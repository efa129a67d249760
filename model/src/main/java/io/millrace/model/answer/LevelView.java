package io.millrace.model.answer;

/**
 * The level of a shard's log.
 *
 * @param known the highest that its writer can read
 */
public record LevelView(int level, int known) implements Answer {}
