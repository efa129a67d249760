package io.millrace.node.follow;

import io.millrace.node.Clock;
import io.millrace.node.Node;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All followers of a node, each on a thread of its own: one that waits for its database keeps no
 * other waiting. Together they take a bounded share of the processor.
 */
public final class Followers implements AutoCloseable {

  private final List<FollowerThread> threads;

  private Followers(List<FollowerThread> threads) {
    this.threads = threads;
  }

  public static Followers start(Node node, List<LogFollower> followers, Clock clock) {
    List<FollowerThread> threads =
        followers.stream()
            .map(
                follower -> new FollowerThread(follower, clock, node::hasWaiting, followers.size()))
            .toList();
    threads.forEach(FollowerThread::start);
    return new Followers(threads);
  }

  public List<FollowerStatus> statuses() {
    return threads.stream().map(thread -> thread.follower().status()).toList();
  }

  /** Asks a follower for something; null if there is none of that name. */
  public @Nullable CompletableFuture<Boolean> ask(
      String name, Function<LogFollower, CompletableFuture<Boolean>> what) {
    for (FollowerThread thread : threads) {
      if (thread.follower().name().equals(name)) {
        CompletableFuture<Boolean> asked = what.apply(thread.follower());
        thread.wake();
        return asked;
      }
    }
    return null;
  }

  /** All are told before the first is waited for: each may hang in its database for a minute. */
  static void stop(List<FollowerThread> threads) {
    threads.forEach(FollowerThread::beginStop);
    threads.forEach(FollowerThread::join);
  }

  @Override
  public void close() {
    stop(threads);
  }
}
