package io.millrace.model.command;

import io.millrace.model.Money;
import io.millrace.model.OrderId;
import org.jspecify.annotations.Nullable;

/** Say that money came by other means. */
public record MarkPaid(OrderId order, Money amount, String reference, @Nullable Long paidAtMillis)
    implements Change {}
