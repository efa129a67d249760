package io.millrace.model.answer;

import io.millrace.model.OrderId;

/**
 * The order is not in memory. If there ever was one of this id, it was archived, and the read model
 * has it.
 *
 * @param keptUpTo tables that have come to this of the shop's facts have it
 */
public record ArchivedOrder(OrderId order, long keptUpTo) implements Answer {}
