package io.millrace.projection.sql;

import java.net.SocketTimeoutException;
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

  /** Classes of SQL states: the connection is gone, or a server that stops ends it. */
  private static final String CONNECTION = "08";

  private static final String OPERATOR = "57P";

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
    threads.execute(() -> lookNow(look, answer, idle.pollFirst()));
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SQLException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /** One that was idle may have been cut off meanwhile; a fresh one says whether there is more. */
  private <T> void lookNow(Look<T> look, CompletableFuture<T> answer, @Nullable Session waiting) {
    Session session = waiting;
    try {
      if (session == null) {
        session = database.reader();
      }
      T seen = look.at(session);
      session.endLook();
      idle.addFirst(session);
      answer.complete(seen);
    } catch (Throwable e) { // or whoever asked would wait for ever
      close(session);
      if (waiting != null && e instanceof SQLException failure && isCutOff(failure)) {
        lookNow(look, answer, null);
      } else {
        answer.completeExceptionally(e);
      }
    }
  }

  private static boolean isCutOff(SQLException failure) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    return (state.startsWith(CONNECTION) || state.startsWith(OPERATOR)) && !isTooLate(failure);
  }

  /** A look that a server had no answer to in time is no lighter the second time. */
  private static boolean isTooLate(SQLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return true;
      }
    }
    return false;
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
