package io.millrace.bench.process;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where the server is, for its clients: at an address, or away until it is back. Any thread. */
public final class Doorway {

  private @Nullable URI address;
  private boolean over;

  public synchronized void open(URI at) {
    address = at;
    notifyAll();
  }

  /** The server is about to be killed, or is gone. */
  public synchronized void shut() {
    address = null;
  }

  /** Nobody waits any more. */
  public synchronized void end() {
    over = true;
    notifyAll();
  }

  public synchronized boolean isOver() {
    return over;
  }

  /** Waits until it is there; null when all is over. */
  public synchronized @Nullable URI await() throws InterruptedException {
    while (address == null && !over) {
      wait();
    }
    return address;
  }
}
