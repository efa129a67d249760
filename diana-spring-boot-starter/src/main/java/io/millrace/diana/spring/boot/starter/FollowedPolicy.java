package io.millrace.diana.spring.boot.starter;

import io.millrace.diana.Diana;
import io.millrace.diana.config.Kinds;
import io.millrace.diana.config.PolicyFile;
import io.millrace.diana.config.PolicyKeeper;
import io.millrace.diana.config.PolicyRefused;
import io.millrace.diana.config.RemotePolicy;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The application's policy, and the thread that keeps up with it. Without a policy the application
 * does not start: limits that are silently missing are found out by the crowd.
 */
final class FollowedPolicy implements AutoCloseable {
  private final Diana diana;
  private final PolicyKeeper keeper;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread follower;

  FollowedPolicy(
      Diana diana,
      @Nullable RemotePolicy remote,
      @Nullable Path lastCopy,
      @Nullable Path file,
      Duration pause) {
    this.diana = diana;
    PolicyFile reader = new PolicyFile(new Kinds(getClass().getClassLoader()));
    keeper = new PolicyKeeper(reader, remote, lastCopy, file, diana::use);
    try {
      keeper.start();
    } catch (NoSuchFileException e) {
      throw new IllegalStateException("Diana has no policy: " + file + " is not there", e);
    } catch (IOException | PolicyRefused e) {
      throw new IllegalStateException("Diana has no policy: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the policy was fetched", e);
    }
    follower = new Thread(() -> keeper.run(pause, this::rest), "diana-policy");
    follower.setDaemon(true);
    follower.start();
  }

  /** The limiter that it is in force in. */
  Diana diana() {
    return diana;
  }

  private void rest(Duration pause) throws InterruptedException {
    if (closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new InterruptedException("closing");
    }
  }

  @Override
  public void close() {
    closing.countDown();
    follower.interrupt(); // it may be in a long poll
  }
}
