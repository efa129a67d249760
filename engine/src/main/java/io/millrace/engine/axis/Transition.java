package io.millrace.engine.axis;

/** One row of an axis's table. */
public record Transition<S extends Enum<S>>(S from, Event event, S to) {}
