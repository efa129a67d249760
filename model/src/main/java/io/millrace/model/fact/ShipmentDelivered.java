package io.millrace.model.fact;

import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;

/** A parcel arrived. */
public record ShipmentDelivered(
    OrderId order, int shipment, long deliveredAtMillis, OrderStatus status, int version)
    implements OrderChange {}
