package io.millrace.delivery.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks names up on few threads of their own. The machine's look-up is native code that cannot be
 * interrupted: a virtual thread in it keeps its carrier, and names whose servers swallow questions
 * would take all carriers of the process. Here they take these threads and no more, and whoever
 * asked leaves when its time is over. The threads are daemons and end when they have nothing to do,
 * so nobody need close this.
 */
final class Lookups {

  /** Names that hang hold so many threads at most; those that do not are found in milliseconds. */
  static final int THREADS_MAX = 32;

  /** More would hardly come to a thread within an attempt's time if those before them hang. */
  static final int WAITING_MAX = 1_024;

  private static final Duration IDLE_MAX = Duration.ofSeconds(10);

  /** Of all that call from this process. */
  static final Lookups OF_THE_MACHINE = new Lookups(Resolver.OF_THE_MACHINE);

  private final Resolver resolver;
  private final ThreadPoolExecutor threads;

  Lookups(Resolver resolver) {
    this(resolver, THREADS_MAX, WAITING_MAX);
  }

  Lookups(Resolver resolver, int threadsMax, int waitingMax) {
    this.resolver = resolver;
    this.threads =
        new ThreadPoolExecutor(
            threadsMax,
            threadsMax,
            IDLE_MAX.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(waitingMax),
            Thread.ofPlatform().daemon().name("look-up-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  Resolver resolver() {
    return resolver;
  }

  /**
   * Waits until the name is found, or nobody wants it any more.
   *
   * @param over done when the time of whoever asks is over
   */
  InetAddress[] find(String host, CompletableFuture<Void> over) throws UnknownHostException {
    CompletableFuture<InetAddress[]> found = begin(host, over);
    try {
      CompletableFuture.anyOf(found, over).get();
      if (found.isDone()) {
        return found.get();
      }
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof UnknownHostException unknown) {
        throw unknown;
      }
      throw new IllegalStateException(failure.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new NameNotFound(host, "the look-up was cut off");
    }
    throw new NameNotFound(host, "the name was not found in time");
  }

  /** What nobody waits for any more before it has a thread gives its place back. */
  CompletableFuture<InetAddress[]> begin(String host, CompletableFuture<Void> over)
      throws NameNotFound {
    CompletableFuture<InetAddress[]> found = new CompletableFuture<>();
    Runnable look = () -> look(host, found);
    try {
      threads.execute(look);
    } catch (RejectedExecutionException _) {
      throw new NameNotFound(host, "too many names are looked up");
    }
    var _ = over.thenRun(() -> threads.remove(look));
    return found;
  }

  private void look(String host, CompletableFuture<InetAddress[]> found) {
    try {
      found.complete(resolver.resolve(host));
    } catch (UnknownHostException | RuntimeException | Error failure) {
      found.completeExceptionally(failure);
    }
  }
}
