package io.millrace.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many units of a SKU one buyer may order.
 *
 * @param period the sliding span of log time over which units count; for ever without one
 */
public record PerBuyerLimit(int quantity, @Nullable Duration period) {}
