package io.millrace.node.delivery;

import io.millrace.model.OrderId;
import io.millrace.model.ShopId;
import io.millrace.node.follow.EventPlace;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries of an endpoint, the newest first.
 *
 * @param event of this one only
 * @param order about this one only
 * @param state in this one only
 * @param before older than the delivery of this number
 */
public record DeliverySearch(
    ShopId shop,
    String endpoint,
    @Nullable EventPlace event,
    @Nullable OrderId order,
    @Nullable DeliveryState state,
    @Nullable Long before,
    int limit) {}
