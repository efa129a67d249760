package io.millrace.projection.sql;

import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A few threads that ask the database for others. Requests have virtual threads, and one of those
 * that waits inside a native driver would keep the processor that it runs on from all others.
 */
public final class Readers implements AutoCloseable {

  /** As many looks at a time: more would only take the processor from orders. */
  private static final int THREADS = 4;

  /** More that wait would wait for longer than anybody listens. */
  private static final int WAITING_MAX = 256;

  private final Database database;
  private final ThreadPoolExecutor threads;
  private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();

  public Readers(Database database) {
    this.database = database;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(WAITING_MAX),
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name("reader-" + number.incrementAndGet())
                    .unstarted(task));
    threads.allowCoreThreadTimeOut(true);
  }

  /** What is asked: one look, which sees one state of the tables. */
  public interface Look<T> {
    T at(Session session) throws SQLException;
  }

  /**
   * Asks, and waits for the answer.
   *
   * @throws RejectedExecutionException if too many are waiting
   */
  public <T> T look(Look<T> look) throws SQLException {
    CompletableFuture<T> answer = new CompletableFuture<>();
    threads.execute(() -> lookNow(look, answer));
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SQLException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private <T> void lookNow(Look<T> look, CompletableFuture<T> answer) {
    Session session = idle.pollFirst();
    try {
      if (session == null) {
        session = database.reader();
      }
      T seen = look.at(session);
      session.endLook();
      idle.addFirst(session);
      answer.complete(seen);
    } catch (Throwable e) { // or whoever asked would wait for ever
      answer.completeExceptionally(e);
      close(session);
    }
  }

  private static void close(@Nullable Session session) {
    if (session != null) {
      session.close();
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      threads.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    for (Session session = idle.pollFirst(); session != null; session = idle.pollFirst()) {
      session.close();
    }
  }
}
