package io.millrace.diana.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.millrace.diana.idempotency.AnswerStore;
import io.millrace.diana.idempotency.AnswerStore.Done;
import io.millrace.diana.idempotency.AnswerStore.Running;
import io.millrace.diana.idempotency.AnswerStore.Taken;
import io.millrace.diana.idempotency.StoredAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two gateways and one real Redis. */
final class RedisAnswersTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration BOUND = Duration.ofMillis(500);

  private final RedisProcess redis = new RedisProcess();
  private final AnswerStore one = store();
  private final AnswerStore two = store();

  private AnswerStore store() {
    return new RedisAnswers(redis.connection().async(), new Namespace("test", "secret"), BOUND);
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  private static StoredAnswer answer(String body) {
    return new StoredAnswer(
        201, List.of(Map.entry("Location", "/things/1")), body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldGiveAKeyToOneGatewayAndItsAnswerToBoth() {
    assertThat(one.claim("k", "print", "a", MINUTE)).isEqualTo(new Taken());
    assertThat(two.claim("k", "print", "b", MINUTE)).isEqualTo(new Running("print"));
    one.finish("k", "print", "a", answer("tea ✓"), MINUTE);
    Done done = (Done) two.claim("k", "other", "b", MINUTE);
    assertThat(done.fingerprint()).isEqualTo("print");
    assertThat(done.answer().status()).isEqualTo(201);
    assertThat(done.answer().fields()).containsExactly(Map.entry("Location", "/things/1"));
    assertThat(new String(done.answer().body(), StandardCharsets.UTF_8)).isEqualTo("tea ✓");
  }

  @Test
  void shouldLetOnlyTheOwnerFinishOrDrop() {
    assertThat(one.claim("k", "print", "a", MINUTE)).isEqualTo(new Taken());
    two.drop("k", "b");
    two.finish("k", "print", "b", answer("not mine"), MINUTE);
    assertThat(two.claim("k", "print", "b", MINUTE)).isEqualTo(new Running("print"));
    one.drop("k", "a");
    assertThat(two.claim("k", "print", "b", MINUTE)).isEqualTo(new Taken());
  }

  /** A gateway that died with a key in its hand does not keep it for ever. */
  @Test
  void shouldFreeAKeyWhoseOwnerIsGone() {
    assertThat(one.claim("k", "print", "a", Duration.ofMillis(30))).isEqualTo(new Taken());
    AnswerStore.Claim claim = two.claim("k", "print", "b", MINUTE);
    while (claim instanceof Running) {
      claim = two.claim("k", "print", "b", MINUTE);
    }
    assertThat(claim).isEqualTo(new Taken());
    one.finish("k", "print", "a", answer("late"), MINUTE);
    assertThat(one.claim("k", "print", "c", MINUTE)).isEqualTo(new Running("print"));
  }

  /** Redis hangs, nobody waits any more, and then it runs the claim after all. */
  @Test
  void shouldLeaveNoClaimBehindThatCameTooLate() {
    RedisClusterAsyncCommands<byte[], byte[]> commands = redis.connection().async();
    Namespace namespace = new Namespace("test", "secret");
    AnswerStore hasty = new RedisAnswers(commands, namespace, Duration.ofMillis(50));
    AnswerStore patient = new RedisAnswers(commands, namespace, MINUTE);
    redis.freeze();
    assertThatThrownBy(() -> hasty.claim("k", "print", "a", MINUTE))
        .isInstanceOf(AnswerStore.Unreachable.class);
    redis.thaw();
    // On the same connection, so behind whatever went before.
    assertThat(patient.claim("k", "print", "b", MINUTE)).isEqualTo(new Taken());
  }

  /** Only its own: a repeat that has the key keeps it. */
  @Test
  void shouldLeaveTheKeyToWhoeverHasIt() {
    RedisClusterAsyncCommands<byte[], byte[]> commands = redis.connection().async();
    Namespace namespace = new Namespace("test", "secret");
    AnswerStore hasty = new RedisAnswers(commands, namespace, Duration.ofMillis(50));
    AnswerStore patient = new RedisAnswers(commands, namespace, MINUTE);
    assertThat(patient.claim("k", "print", "b", MINUTE)).isEqualTo(new Taken());
    redis.freeze();
    assertThatThrownBy(() -> hasty.claim("k", "print", "a", MINUTE))
        .isInstanceOf(AnswerStore.Unreachable.class);
    redis.thaw();
    assertThat(patient.claim("k", "print", "c", MINUTE)).isEqualTo(new Running("print"));
  }

  @Test
  void shouldSayThatItCannotBeReached() {
    redis.kill();
    assertThatThrownBy(() -> one.claim("k", "print", "a", MINUTE))
        .isInstanceOf(AnswerStore.Unreachable.class);
  }

  @Test
  void shouldRefuseBytesThatAreNoAnswer() {
    byte[] bytes = answer("tea").toBytes();
    for (int cut = 0; cut < bytes.length; cut++) {
      byte[] part = Arrays.copyOf(bytes, cut);
      assertThatThrownBy(() -> StoredAnswer.of(part)).isInstanceOf(IllegalArgumentException.class);
    }
    bytes[0] = 9;
    assertThatThrownBy(() -> StoredAnswer.of(bytes)).hasMessageContaining("format 9");
  }
}
