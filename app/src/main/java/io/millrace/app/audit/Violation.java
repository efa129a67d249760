package io.millrace.app.audit;

/** A broken promise, and the fact at which it shows. */
public record Violation(Promise promise, int shard, long sequence, String sentence) {}
