package io.millrace.bench.peers.redis;

/** Names in Redis. */
final class Keys {

  static final String STREAM = "orders";
  static final String GROUP = "writer";

  private Keys() {}

  static String stock(String sku) {
    return "stock:" + sku;
  }

  static String placed(String buyer, String key) {
    return "placed:" + buyer + ':' + key;
  }
}
