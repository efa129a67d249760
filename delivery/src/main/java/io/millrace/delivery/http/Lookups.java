package io.millrace.delivery.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Looks names up on few threads of their own. The machine's look-up is native code that cannot be
 * interrupted: a virtual thread in it keeps its carrier, and names whose servers swallow questions
 * would take all carriers of the process. Here they take these threads and no more, and whoever
 * asked leaves when its time is over. Who asks for a name that is looked up already hears what that
 * brings; whose turn it is to have a thread is for {@link Wanted} to say. The threads are daemons
 * and end when they have nothing to do, so nobody need close this.
 */
final class Lookups {

  /** Names that hang hold so many threads at most; those that do not are found in milliseconds. */
  static final int THREADS_MAX = 32;

  /**
   * Names of one sender that wait for a thread. More would hardly come to one within an attempt's
   * time if those before them hang. Of all senders as many as there are requests under way.
   */
  static final int WAITING_OF_SENDER_MAX = 256;

  private static final Duration IDLE_MAX = Duration.ofSeconds(10);

  /** Of all that call from this process. */
  static final Lookups OF_THE_MACHINE = new Lookups(Resolver.OF_THE_MACHINE);

  private final Resolver resolver;
  private final Executor threads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Wanted wanted;

  Lookups(Resolver resolver) {
    this(resolver, pool(THREADS_MAX), THREADS_MAX, WAITING_OF_SENDER_MAX);
  }

  Lookups(Resolver resolver, int threadsMax, int waitingMax) {
    this(resolver, pool(threadsMax), threadsMax, waitingMax);
  }

  Lookups(Resolver resolver, Executor threads, int threadsMax, int waitingMax) {
    this.resolver = resolver;
    this.threads = threads;
    this.wanted = new Wanted(threadsMax, waitingMax);
  }

  private static Executor pool(int threadsMax) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threadsMax,
            threadsMax,
            IDLE_MAX.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(), // what is in it has its turn: as many as threads at most
            Thread.ofPlatform().daemon().name("look-up-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  Resolver resolver() {
    return resolver;
  }

  /**
   * Waits until the name is found, or nobody wants it any more.
   *
   * @param sender on whose behalf
   * @param over done when the time of whoever asks is over
   */
  InetAddress[] find(String sender, String host, CompletableFuture<Void> over)
      throws UnknownHostException {
    CompletableFuture<InetAddress[]> found = begin(sender, host, over);
    try {
      CompletableFuture.anyOf(found, over).get();
      if (found.isDone()) {
        return found.get();
      }
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof UnknownHostException unknown) {
        throw unknown;
      }
      // A fault of ours; no connection was made, and nothing was sent.
      throw new NameNotFound(host, "the look-up failed: " + failure.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      over.complete(null);
      throw new NameNotFound(host, "the look-up was cut off");
    }
    throw new NameNotFound(host, "the name was not found in time");
  }

  /** What nobody waits for any more before it has a thread gives its place back. */
  CompletableFuture<InetAddress[]> begin(String sender, String host, CompletableFuture<Void> over)
      throws NameNotFound {
    Wanted.Name name;
    lock.lock();
    try {
      name = wanted.want(sender, host);
      startMore();
    } finally {
      lock.unlock();
    }
    if (name == null) {
      throw new NameNotFound(host, "too many names are looked up");
    }
    var _ = over.thenRun(() -> leave(sender, name));
    return name.found();
  }

  private void leave(String sender, Wanted.Name name) {
    lock.lock();
    try {
      wanted.leave(sender, name);
    } finally {
      lock.unlock();
    }
  }

  /** With the lock. */
  private void startMore() {
    for (Wanted.Name next = wanted.next(); next != null; next = wanted.next()) {
      Wanted.Name name = next;
      try {
        threads.execute(() -> look(name));
      } catch (RuntimeException | Error none) { // such as that there can be no more threads
        wanted.end(name);
        name.found().completeExceptionally(none);
      }
    }
  }

  private void look(Wanted.Name name) {
    InetAddress[] addresses;
    try {
      addresses = resolver.resolve(name.host());
    } catch (UnknownHostException | RuntimeException | Error failure) {
      end(name);
      name.found().completeExceptionally(failure);
      return;
    }
    end(name);
    name.found().complete(addresses);
  }

  /** Before anybody hears of it: who asks then asks anew. */
  private void end(Wanted.Name name) {
    lock.lock();
    try {
      wanted.end(name);
      startMore();
    } finally {
      lock.unlock();
    }
  }
}
