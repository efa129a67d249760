package io.millrace.bench.versus.peer;

import io.millrace.bench.goods.Catalogue;

/**
 * Where a peer takes orders, and with what the shop's back end signs its buyers' tokens.
 *
 * @param path of {@code POST}
 */
public record Door(int port, String path, String kid, String secret) {

  /** Of all but the yardstick. */
  static final String ORDERS = "/v1/shops/" + Catalogue.SHOP + "/orders";
}
