package io.millrace.model.fact;

/** From here on facts of this level may follow. */
public record LevelRaised(int level) implements Fact {}
