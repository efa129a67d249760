package io.millrace.model.command;

/** The order with this reference, if there is one. */
public record FindOrder(String reference) implements Query {}
