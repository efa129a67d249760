package io.millrace.model.command;

import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import org.jspecify.annotations.Nullable;

/** A buyer's orders, newest first. */
public record ListOrdersOfBuyer(BuyerId buyer, @Nullable OrderId after, int limit)
    implements Query {}
