package io.millrace.diana;

import org.jspecify.annotations.Nullable;

/**
 * How a rule is doing.
 *
 * @param algorithm null if the rule counts nothing
 * @param admitted requests that it looked at and that passed
 * @param refused requests that it said no to
 * @param wouldRefuse requests that it would have said no to if it were no shadow
 * @param failed how often its counting failed
 * @param keys how many keys are in its table
 * @param bytes what the table takes
 */
public record RuleReport(
    String rule,
    @Nullable String algorithm,
    boolean shadow,
    long admitted,
    long refused,
    long wouldRefuse,
    long failed,
    long keys,
    long bytes) {}
