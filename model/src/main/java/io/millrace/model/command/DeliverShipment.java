package io.millrace.model.command;

import io.millrace.model.OrderId;

/** Say that a parcel arrived. */
public record DeliverShipment(OrderId order, int shipment, long deliveredAtMillis)
    implements Change {}
