package io.millrace.edge;

import org.jspecify.annotations.Nullable;

/** Nobody can reach this server: somebody else has the port, or the address is not to be had. */
public final class CannotListen extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CannotListen(String host, int port, @Nullable Throwable cause) {
    super(
        "Cannot listen on port %d of %s: it is in use, or not to be had here."
            .formatted(port, host),
        cause);
  }
}
