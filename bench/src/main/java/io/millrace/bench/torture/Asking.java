package io.millrace.bench.torture;

import io.millrace.model.Actor;
import io.millrace.model.ShopId;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One HTTP request. Who asks is named; what lets them in is in nobody's ledger.
 *
 * @param key the idempotency key; empty for none
 */
record Asking(String method, String path, Actor as, String key, String body) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int SHOP = 2;

  /** Bodies are written with single quotes for double ones, to be readable in the source. */
  static Asking post(String path, Actor as, String key, String body) {
    return new Asking("POST", path, as, key, body.replace('\'', '"'));
  }

  static Asking put(String path, Actor as, String body) {
    return new Asking("PUT", path, as, "", body.replace('\'', '"'));
  }

  static Asking get(String path, Actor as) {
    return new Asking("GET", path, as, "", "");
  }

  List<String> segments() {
    return List.of(path.substring(1).split("/"));
  }

  ShopId shop() {
    return new ShopId(segments().get(SHOP));
  }

  JsonNode json() {
    return JSON.readTree(body.isEmpty() ? "{}" : body);
  }
}
