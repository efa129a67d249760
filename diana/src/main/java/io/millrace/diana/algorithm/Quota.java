package io.millrace.diana.algorithm;

/**
 * What clients are told of a limit.
 *
 * @param limit the most that is admitted at once
 * @param windowNanos the time in which so much comes back; 0 if time brings nothing back
 */
public record Quota(long limit, long windowNanos) {}
