package io.millrace.model.command;

/**
 * From now on facts of this level may follow. It is asked of the shard and of no shop. Whoever asks
 * has made sure that all who read the log can read them.
 */
public record RaiseLevel(int level) implements Command {}
