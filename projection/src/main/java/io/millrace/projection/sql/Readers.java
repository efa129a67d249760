package io.millrace.projection.sql;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
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

  /**
   * For all the questions of one look. A file has no server that would end them, and four that
   * never end would be all.
   */
  private static final Duration LOOK_MAX = Duration.ofSeconds(30);

  /** What is to be ended may stand between two questions just then: it is told again after this. */
  private static final Duration AGAIN = Duration.ofMillis(200);

  private final Database database;
  private final Duration lookMax;
  private final ThreadPoolExecutor threads;
  private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();

  public Readers(Database database) {
    this(database, LOOK_MAX);
  }

  /** With another bound on how long one look may take. */
  public Readers(Database database, Duration lookMax) {
    this.database = database;
    this.lookMax = lookMax;
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
    Asked<T> asked = new Asked<>(look);
    threads.execute(asked);
    return asked.await();
  }

  /** A look on its way. Whoever asked sees to it that it does not keep its thread for ever. */
  private final class Asked<T> implements Runnable {

    private final Look<T> look;
    private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();

    /** Where it looks just now, as long as it does. */
    private @Nullable Session at;

    private boolean isLate;

    Asked(Look<T> look) {
      this.look = look;
    }

    @Override
    public void run() {
      begun.complete(true);
      lookAt(idle.pollFirst());
    }

    /**
     * One that was idle may have been cut off meanwhile; a fresh one says whether there is more.
     */
    private void lookAt(@Nullable Session waiting) {
      Session session = waiting;
      try {
        if (session == null) {
          session = database.reader();
        }
        isAt(session);
        T seen = look.at(session);
        session.endLook();
        if (isAt(null)) {
          session.close(); // what was to be ended may be ended yet
        } else {
          idle.addFirst(session);
        }
        answer.complete(seen);
      } catch (Throwable e) { // or whoever asked would wait for ever
        boolean late = isAt(null);
        close(session);
        if (late) {
          answer.completeExceptionally(tooLong(e));
        } else if (waiting != null && e instanceof SQLException failure && isCutOff(failure)) {
          lookAt(null);
        } else {
          answer.completeExceptionally(e);
        }
      }
    }

    /** Whether it was given up. */
    private boolean isAt(@Nullable Session session) {
      lock.lock();
      try {
        at = session;
        return isLate;
      } finally {
        lock.unlock();
      }
    }

    private SQLException tooLong(Throwable ended) {
      return new SQLException(
          "the question was given up after %d seconds".formatted(lookMax.toSeconds()), ended);
    }

    /** Waiting for a thread does not count. */
    T await() throws SQLException {
      var _ = begun.join();
      Duration left = lookMax;
      while (true) {
        try {
          return answer.copy().orTimeout(left.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
          switch (e.getCause()) {
            case TimeoutException _ -> {
              giveUp();
              left = AGAIN;
            }
            case SQLException failure -> throw failure;
            case null, default -> throw e;
          }
        }
      }
    }

    private void giveUp() {
      lock.lock();
      try {
        isLate = true;
        if (at != null) {
          at.cancel();
        }
      } catch (SQLException _) {
        // it is told again
      } finally {
        lock.unlock();
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
