package io.millrace.delivery.http;

import java.net.UnknownHostException;

/** The name leads to addresses that may not be called, and to no other. */
final class TargetNotAllowed extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  TargetNotAllowed(String host) {
    super(host + " leads to no public address; --allow-private-targets lets it be called");
  }
}
