package io.millrace.testkit;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** An executor that runs its tasks when told, on the caller's thread, in the order they came. */
public final class TaskQueue implements Executor {

  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /** Runs the oldest task; false if there was none. */
  public boolean runOne() {
    Runnable task = tasks.poll();
    if (task == null) {
      return false;
    }
    task.run();
    return true;
  }

  /** Runs until nothing is left, also what tasks add. */
  public void runAll() {
    while (runOne()) {
      // each turn runs one
    }
  }
}
