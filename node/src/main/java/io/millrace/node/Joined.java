package io.millrace.node;

/** Waits for a thread's end whatever happens, and hands an interruption on. */
final class Joined {
  private Joined() {}

  static void quietly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
