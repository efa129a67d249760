package io.millrace.model.command;

/** The level of the shard's log. */
public record ReadLevel() implements Query {}
