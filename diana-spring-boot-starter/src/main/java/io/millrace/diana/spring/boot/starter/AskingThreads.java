package io.millrace.diana.spring.boot.starter;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Threads that ask shared counts for those who may not block: each is held by one request until
 * there is an answer, or the bound is over. Nobody queues for one, since who did would wait longer
 * than the bound; when all are held, the next is turned away.
 */
final class AskingThreads {
  /**
   * When each answer takes nearly the bound of 20 ms, some 12,800 requests a second still ask; at a
   * millisecond each, a quarter of a million.
   */
  static final int THREADS_MAX = 256;

  private static final long IDLE_SECONDS = 10;

  private AskingThreads() {}

  static Scheduler scheduler() {
    AtomicInteger number = new AtomicInteger();
    return Schedulers.fromExecutorService(
        new ThreadPoolExecutor(
            0,
            THREADS_MAX,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "diana-asks-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            }));
  }
}
