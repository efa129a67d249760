package io.millrace.diana.redis;

import io.millrace.diana.Ticker;
import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.shared.SharedAsk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request's limits as the script reads them, and its answer. Records are one argument and
 * answers one text: what the protocol adds to each of its strings is more than a record.
 *
 * <pre>
 *   record: | kind 1 | flags 1 | scale 8 | limit 8 | period 8 | bound 8 | cost 8 | debt 8 | extra 8 |
 *   flags:  1 a shadow, 2 the request's last limit
 *   answer: | said 8 | left 8 | more 8 | taken 8 |
 * </pre>
 *
 * Kind and flags are bytes, all else are doubles, the only numbers that the script has. All of it
 * is little endian.
 */
final class Question {
  static final int RECORD_BYTES = 58;
  static final int ANSWER_BYTES = 32;

  private static final Ticker CLOCK = Ticker.ofMachine();

  private static final int SHADOW = 1;
  private static final int LAST = 2;

  /** What the script says for ever: the lowest number that a double holds exactly. */
  private static final long NEVER = -(1L << 53);

  private final byte[][] keys;
  private final Form[] forms;
  private final byte[] records;
  private final CompletableFuture<@Nullable ByteBuffer> answer = new CompletableFuture<>();
  private volatile @Nullable Call call;

  Question(SharedAsk ask, byte[][] keys, Form[] forms) {
    this.keys = keys;
    this.forms = forms;
    this.records = records(ask, forms);
  }

  int size() {
    return keys.length;
  }

  byte[][] keys() {
    return keys;
  }

  byte[] records() {
    return records;
  }

  private static byte[] records(SharedAsk ask, Form[] forms) {
    byte[] bytes = new byte[forms.length * RECORD_BYTES];
    ByteBuffer records = littleEndian(bytes);
    for (int limit = 0; limit < forms.length; limit++) {
      Form form = forms[limit];
      int flags = (ask.isShadow(limit) ? SHADOW : 0) | (limit == forms.length - 1 ? LAST : 0);
      records.put(form.kind().code()).put((byte) flags);
      put(records, form.scale());
      put(records, form.limit());
      put(records, form.periodTicks());
      put(records, form.bound());
      put(records, ask.cost(limit));
      put(records, ask.debt(limit));
      put(records, ask.extra(limit));
    }
    return bytes;
  }

  private static void put(ByteBuffer records, long number) {
    records.putDouble((double) number);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  void goesWith(Call others) {
    call = others;
  }

  /** Its answer begins there among those of all that went together; null if there is none. */
  void answered(byte @Nullable [] answers, int at) {
    answer.complete(answers == null ? null : littleEndian(answers).position(at));
  }

  /** Whether nobody waits for its answer any more. */
  boolean hasLeft() {
    return answer.isDone();
  }

  /**
   * Waits for the answer and reads it; false if none comes in time. An interrupt does not end the
   * wait, which is short: it would give up a call in which others ask, too, and is no failure of
   * Redis's.
   */
  boolean await(SharedAsk ask, long boundNanos) {
    long until = CLOCK.nanos() + boundNanos;
    boolean interrupted = false;
    try {
      while (true) {
        try {
          ByteBuffer said = answer.get(until - CLOCK.nanos(), TimeUnit.NANOSECONDS);
          if (said == null) {
            return false;
          }
          read(said, ask);
          return true;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (TimeoutException e) {
      leave();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a question is answered or not, and never fails", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void leave() {
    answer.cancel(false);
    Call going = call;
    if (going != null) {
      going.giveUp();
    }
  }

  private void read(ByteBuffer answers, SharedAsk ask) {
    for (int limit = 0; limit < forms.length; limit++) {
      Form form = forms[limit];
      long said = (long) answers.getDouble();
      long left = (long) answers.getDouble();
      long more = (long) answers.getDouble();
      long taken = (long) answers.getDouble();
      ask.answer(limit, said == NEVER ? Algorithm.NEVER : form.nanos(said), left, form.nanos(more));
      ask.take(limit, Math.max(0, taken - ask.cost(limit)));
    }
  }
}
