package io.millrace.edge.limit;

import io.millrace.diana.Request;
import io.millrace.edge.json.JsonReader;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request that an operator describes, to hear what would become of it.
 *
 * @param headers by their names, which are the same in capitals
 * @param rule the one whose count is to be forgotten; null where all of them are asked
 */
record Described(
    @Nullable String rule,
    String method,
    String path,
    @Nullable String address,
    Map<String, String> headers,
    Known known)
    implements Request {

  static Described read(JsonReader json) {
    String rule = null;
    String method = null;
    String path = null;
    String address = null;
    String shop = null;
    String role = Known.NOBODY.role();
    String account = null;
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "rule" -> rule = json.text();
        case "method" -> method = json.text();
        case "path" -> path = json.text();
        case "address" -> address = json.text();
        case "shop" -> shop = json.text();
        case "role" -> role = json.text();
        case "account" -> account = json.text();
        case "headers" -> readHeaders(json, headers);
        default -> throw json.unknownField();
      }
    }
    return new Described(
        rule,
        json.required(method, "method"),
        json.required(path, "path"),
        address,
        headers,
        new Known(role, shop, account));
  }

  private static void readHeaders(JsonReader json, Map<String, String> headers) {
    json.openObject();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      headers.put(name, json.text());
    }
  }

  @Override
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  @Override
  public @Nullable String attribute(String name) {
    return known.attribute(name);
  }
}
