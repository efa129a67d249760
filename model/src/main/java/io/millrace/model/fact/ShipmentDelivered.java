package io.millrace.model.fact;

import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;

/**
 * A parcel arrived.
 *
 * @param completeAtMillis the order has arrived whole and completes by itself at this time; 0 if it
 *     has not, or does not
 */
public record ShipmentDelivered(
    OrderId order,
    int shipment,
    long deliveredAtMillis,
    long completeAtMillis,
    OrderStatus status,
    int version)
    implements OrderChange {}
