package io.millrace.bench.process;

import io.millrace.bench.report.BenchmarkFailed;

/** Sees to it that a process does not outlive this one, however this one ends by itself. */
public final class Reaper implements AutoCloseable {
  private final Thread hook;

  private Reaper(Thread hook) {
    this.hook = hook;
  }

  public static Reaper of(Process process) {
    Thread hook = new Thread(process::destroyForcibly, "reaper");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      return new Reaper(hook);
    } catch (IllegalStateException ending) {
      process.destroyForcibly();
      throw new BenchmarkFailed("this process is ending", ending);
    }
  }

  /** The process is gone, or is somebody else's matter. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // the JVM is ending, and the hook does its work
    }
  }
}
