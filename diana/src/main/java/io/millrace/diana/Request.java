package io.millrace.diana;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What rules can see of a request. An adapter for a server makes one of its own request; whoever
 * limits something else than HTTP makes one {@link #of} its attributes.
 */
public interface Request {
  /** {@code GET}; empty where there is none. */
  String method();

  /** The path as it came, with or without a query behind it. */
  String path();

  /**
   * The address of the client, not of the last proxy; null if it has none. What was said of it, if
   * that is no address: all such requests are counted together, and not as if they had none.
   */
  @Nullable String address();

  /** The first field of that name, whatever its case. */
  @Nullable String header(String name);

  /** What the server has found out about the caller: {@link #ACCOUNT}, {@link #DEVICE} … */
  @Nullable String attribute(String name);

  /** What it costs, if not every request costs the same; each rule multiplies it with its own. */
  default long cost() {
    return 1;
  }

  /** Something that is no HTTP request: rules see its attributes and nothing else. */
  static Request of(Function<String, @Nullable String> attributes) {
    return new AttributesOnly(attributes);
  }

  String ACCOUNT = "account";
  String DEVICE = "device";
  String TENANT = "tenant";
}
