package io.millrace.testkit;

import io.millrace.journal.Log;

/** The in-memory twin keeps what the file log keeps. */
final class MemoryLogTest extends LogContract {

  private final MemoryLogStore store = new MemoryLogStore(ID, 0);

  @Override
  protected Log open() {
    return MemoryLog.open(store, tasks);
  }

  @Override
  protected void failNextForce() {
    store.failNextForce();
  }
}
