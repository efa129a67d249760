package io.millrace.edge.limit;

import io.millrace.diana.Request;
import io.millrace.edge.json.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * A request that an operator describes, to hear what would become of it.
 *
 * @param rule the one whose count is to be forgotten; null where all of them are asked
 */
record Described(
    @Nullable String rule, String method, String path, @Nullable String address, Known known)
    implements Request {

  static Described read(JsonReader json) {
    String rule = null;
    String method = null;
    String path = null;
    String address = null;
    String shop = null;
    String role = Known.NOBODY.role();
    String account = null;
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
        default -> throw json.unknownField();
      }
    }
    return new Described(
        rule,
        json.required(method, "method"),
        json.required(path, "path"),
        address,
        new Known(role, shop, account));
  }

  @Override
  public @Nullable String header(String name) {
    return null;
  }

  @Override
  public @Nullable String attribute(String name) {
    return known.attribute(name);
  }
}
