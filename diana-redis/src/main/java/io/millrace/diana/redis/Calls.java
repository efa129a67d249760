package io.millrace.diana.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.millrace.diana.shared.SharedAsk;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Questions on their way to Redis. One that comes while few calls are under way goes at once. The
 * others wait until one of those returns, and then go together, in one call: what a call costs on
 * its way (a command, two system calls at either end, a script that is set up) is more than what
 * counting costs. The busier it is, the more go together; when it is not, nobody waits for company.
 *
 * <p>May be asked by any number of threads. A call is sent by whoever comes, or by the client's own
 * thread when another call returns.
 */
final class Calls {
  /** One is answered while the next is on its way; with more, fewer go together. */
  private static final int UNDER_WAY_MAX = 2;

  /** While Redis runs a call it does nothing else: about a quarter of a millisecond of it. */
  private static final int LIMITS_MAX = 64;

  private final Supplier<? extends @Nullable RedisClusterAsyncCommands<byte[], byte[]>> redis;
  private final Script script;
  private final Queue<Question> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger underWay = new AtomicInteger();

  Calls(
      Supplier<? extends @Nullable RedisClusterAsyncCommands<byte[], byte[]>> redis,
      Script script) {
    this.redis = redis;
    this.script = script;
  }

  /**
   * Asks, and waits for the answer until the bound is over.
   *
   * @return false if there was none
   */
  boolean answer(Question question, SharedAsk ask, long boundNanos) {
    waiting.add(question);
    send();
    return question.await(ask, boundNanos);
  }

  private void send() {
    while (!waiting.isEmpty() && begins()) {
      List<Question> together = together();
      if (together.isEmpty()) {
        underWay.decrementAndGet();
      } else {
        send(together);
      }
    }
  }

  private boolean begins() {
    int now = underWay.get();
    while (now < UNDER_WAY_MAX) {
      if (underWay.compareAndSet(now, now + 1)) {
        return true;
      }
      now = underWay.get();
    }
    return false;
  }

  /** Those who wait and have not left; at least one, whatever its size. */
  private List<Question> together() {
    List<Question> together = new ArrayList<>();
    int limits = 0;
    while (limits < LIMITS_MAX) {
      Question next = waiting.poll();
      if (next == null) {
        break;
      }
      if (!next.hasLeft()) {
        together.add(next);
        limits += next.size();
      }
    }
    return together;
  }

  private void send(List<Question> together) {
    Call call = new Call(together);
    try {
      RedisClusterAsyncCommands<byte[], byte[]> connected = redis.get();
      if (connected == null) {
        ended(call, null);
        return;
      }
      byte[][] keys = call.keys();
      byte[] records = call.records();
      call.goes(
          connected.evalsha(script.digest(), ScriptOutputType.VALUE, keys, records),
          (answer, failure) -> {
            if (failure instanceof RedisNoScriptException) {
              // Restarted, or its scripts were flushed: the text makes it known again.
              sendText(call, connected, keys, records);
            } else {
              ended(call, answer);
            }
          });
    } catch (RuntimeException e) {
      ended(call, null);
    }
  }

  /** Told by the client, which swallows what is thrown: nobody else would end the call then. */
  private void sendText(
      Call call,
      RedisClusterAsyncCommands<byte[], byte[]> connected,
      byte[][] keys,
      byte[] records) {
    try {
      call.goes(
          connected.eval(script.text(), ScriptOutputType.VALUE, keys, records),
          (answer, failure) -> ended(call, answer));
    } catch (RuntimeException e) {
      ended(call, null);
    }
  }

  /** The next ones go before anybody wakes up: Redis need not wait for that. */
  private void ended(Call call, byte @Nullable [] answers) {
    underWay.decrementAndGet();
    send();
    call.ended(answers);
  }
}
