package io.millrace.diana.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.millrace.diana.shared.SharedAsk;
import org.junit.jupiter.api.Test;

/** Calls to a real Redis that cannot be sent again. */
final class CallsTest {
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private static final int QUESTIONS = 5;

  /** The client refuses a text that is empty, on its own thread, when Redis has said NOSCRIPT. */
  @Test
  void shouldSendOthersAfterACallThatCouldNotBeSentAgain() {
    try (RedisProcess redis = new RedisProcess()) {
      StatefulRedisConnection<byte[], byte[]> connection = redis.connection();
      RedisCommands<String, String> plain = redis.plain().sync();
      plain.configResetstat();
      Calls calls = new Calls(connection::async, new Script("", "0".repeat(40)));
      SharedAsk nothing = new SharedAsk();
      for (int question = 0; question < QUESTIONS; question++) {
        boolean answered =
            calls.answer(new Question(nothing, new byte[0][], new Form[0]), nothing, MINUTE_NANOS);
        assertThat(answered).isFalse();
      }
      assertThat(plain.info("commandstats")).contains("cmdstat_evalsha:calls=" + QUESTIONS + ",");
    }
  }
}
