package io.millrace.diana;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that a test writes down. */
final class Ask implements Request {
  private final String method;
  private final String path;
  private final Map<String, String> attributes = new HashMap<>();
  private final Map<String, String> headers = new HashMap<>();
  private @Nullable String address;
  private long cost = 1;

  private Ask(String method, String path) {
    this.method = method;
    this.path = path;
  }

  static Ask get(String path) {
    return new Ask("GET", path);
  }

  static Ask post(String path) {
    return new Ask("POST", path);
  }

  static Ask by(String account) {
    return get("/").account(account);
  }

  Ask account(String account) {
    attributes.put(ACCOUNT, account);
    return this;
  }

  Ask device(String device) {
    attributes.put(DEVICE, device);
    return this;
  }

  Ask header(String name, String value) {
    headers.put(name.toLowerCase(Locale.ROOT), value);
    return this;
  }

  Ask from(String from) {
    address = from;
    return this;
  }

  Ask costing(long costs) {
    cost = costs;
    return this;
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public @Nullable String address() {
    return address;
  }

  @Override
  public @Nullable String header(String name) {
    return headers.get(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public @Nullable String attribute(String name) {
    return attributes.get(name);
  }

  @Override
  public long cost() {
    return cost;
  }
}
