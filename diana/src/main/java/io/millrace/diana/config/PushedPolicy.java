package io.millrace.diana.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A policy of a place that calls whenever it changes, as the clients of configuration centres do.
 * An adapter for one more of them hands over what its client calls with.
 */
public final class PushedPolicy implements RemotePolicy {
  private final String name;
  private final long waitNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition pushed = lock.newCondition();
  private @Nullable String content;
  private long version;

  /**
   * Nothing was pushed yet.
   *
   * @param name what the place is called in logs
   * @param wait how long a fetch waits for a change
   */
  public PushedPolicy(String name, Duration wait) {
    this.name = name;
    this.waitNanos = wait.toNanos();
  }

  /** This is what the place has now; null if it has nothing. */
  public void push(@Nullable String newest) {
    lock.lock();
    try {
      content = newest;
      version++;
      pushed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public @Nullable Copy fetch(@Nullable String known) throws IOException, InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = waitNanos;
      while (Long.toString(version).equals(known) && left > 0) {
        left = pushed.awaitNanos(left);
      }
      if (Long.toString(version).equals(known)) {
        return null;
      }
      String newest = content;
      if (newest == null) {
        throw new IOException(name + " has no policy");
      }
      return new Copy(Long.toString(version), newest.getBytes(StandardCharsets.UTF_8));
    } finally {
      lock.unlock();
    }
  }
}
