package io.millrace.model.read;

/**
 * How something was.
 *
 * @param position the shop's sequence of the last fact that had its effect in it
 * @param timeMillis log time up to which nothing is missing
 */
public record AsOf<T>(T what, long position, long timeMillis) {}
