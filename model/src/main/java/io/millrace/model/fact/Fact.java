package io.millrace.model.fact;

/**
 * What happened. Says everything {@code apply} needs as absolute results, computed nowhere else.
 */
public sealed interface Fact permits Opened, LevelRaised, TimePassed, ShopFact {}
