package io.millrace.model.command;

/** The clock of the log. */
public record ReadTime() implements Query {}
