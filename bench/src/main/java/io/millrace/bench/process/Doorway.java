package io.millrace.bench.soak;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where the server is, for those who shop: at an address, or away until it is back. Any thread. */
final class Doorway {

  private @Nullable URI address;
  private boolean over;

  synchronized void open(URI at) {
    address = at;
    notifyAll();
  }

  /** The server is about to be killed, or is gone. */
  synchronized void shut() {
    address = null;
  }

  /** Nobody waits any more. */
  synchronized void end() {
    over = true;
    notifyAll();
  }

  synchronized boolean isOver() {
    return over;
  }

  /** Waits until it is there; null when all is over. */
  synchronized @Nullable URI await() throws InterruptedException {
    while (address == null && !over) {
      wait();
    }
    return address;
  }
}
