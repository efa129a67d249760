package io.millrace.bench.delivery;

/** Shops on a server whose goods change, so that there is something to tell. */
final class HookedShops {

  private final Api api;

  HookedShops(Api api) {
    this.api = api;
  }

  void open(String shop) {
    api.openShop(shop);
  }

  void endpoint(String shop, String url) {
    api.call(
        "POST",
        "/v1/shops/" + shop + "/webhook-endpoints",
        "{\"url\":\"%s\",\"eventTypes\":[\"sku.defined\"]}".formatted(url));
  }

  /** Each of so many goods becomes dearer, which is an event each. */
  void change(String shop, int goods, int price) {
    StringBuilder items = new StringBuilder("{\"items\":[");
    for (int i = 0; i < goods; i++) {
      items
          .append(i == 0 ? "" : ",")
          .append(
              "{\"sku\":\"s%d\",\"name\":\"A thing\",\"price\":{\"amount\":%d,\"currency\":\"CNY\"},\"onSale\":true}"
                  .formatted(i, price));
    }
    api.call("POST", "/v1/shops/" + shop + "/skus/batch", items.append("]}").toString());
  }
}
