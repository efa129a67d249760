package io.millrace.model.command;

/** A shop. */
public record ReadShop() implements Query {}
