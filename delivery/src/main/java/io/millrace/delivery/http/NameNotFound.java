package io.millrace.delivery.http;

import java.net.UnknownHostException;

/** Nobody said in time where a name leads; no connection was made. */
final class NameNotFound extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  NameNotFound(String host, String why) {
    super(host + ": " + why);
  }
}
