package io.millrace.model.answer;

/**
 * How late things were, of the last five to ten minutes.
 *
 * @param count how many
 */
public record LatenessView(long count, long p50Millis, long p99Millis, long maxMillis) {}
