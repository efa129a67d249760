package io.millrace.model.command;

/** What is asked of a shard. */
public sealed interface Command permits Change, Query, RaiseLevel {}
