package io.millrace.diana;

/**
 * A key that asks a lot.
 *
 * @param asked about how often lately; old requests weigh less
 * @param refused how many of those the rule said no to
 */
public record HotKey(String rule, String key, long asked, long refused) {}
