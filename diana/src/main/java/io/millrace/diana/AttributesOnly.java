package io.millrace.diana;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request of something that has no method, no path and no address. */
record AttributesOnly(Function<String, @Nullable String> attributes) implements Request {
  @Override
  public String method() {
    return "";
  }

  @Override
  public String path() {
    return "";
  }

  @Override
  public @Nullable String address() {
    return null;
  }

  @Override
  public @Nullable String header(String name) {
    return null;
  }

  @Override
  public @Nullable String attribute(String name) {
    return attributes.apply(name);
  }
}
