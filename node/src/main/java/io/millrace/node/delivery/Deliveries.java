package io.millrace.node.delivery;

import io.millrace.model.ShopId;
import io.millrace.node.follow.EventPlace;
import java.util.Optional;

/** What is known of deliveries to the endpoints of a shop, and what may be done about them. */
public interface Deliveries {

  DeliveryPage page(DeliverySearch search) throws DeliveriesUnavailable;

  /** One with all its attempts; empty if the endpoint has none of that number. */
  Optional<DeliveryView> find(ShopId shop, String endpoint, long delivery)
      throws DeliveriesUnavailable;

  /** Lets one begin anew, now, whatever became of it; empty if there is none of that number. */
  Optional<DeliveryView> redeliver(ShopId shop, String endpoint, long delivery)
      throws DeliveriesUnavailable;

  /** The same of a delivery of whatever endpoint of the shop. */
  Optional<DeliveryView> redeliver(ShopId shop, long delivery) throws DeliveriesUnavailable;

  /**
   * Delivers again what happened behind a place, up to what was acknowledged before. False if the
   * endpoint is not known here, or if deliveries do not come as far as that in a few seconds.
   */
  boolean replay(ShopId shop, String endpoint, EventPlace after) throws DeliveriesUnavailable;
}
