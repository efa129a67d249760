package io.millrace.bench.archiving;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.model.OrderStatus;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class NodeProofTest {

  private static final long MIB = 1 << 20;

  @Test
  void shouldLetPassWhatIsWhole() {
    assertThatNoException()
        .isThrownBy(() -> NodeProof.requireStored(OrderLives.ends(1_000), 1_000));
    assertThatNoException().isThrownBy(() -> NodeProof.requireLeft(10, 1_000));
    assertThatNoException()
        .isThrownBy(() -> NodeProof.requireFlat(List.of(200 * MIB, 232 * MIB, 190 * MIB)));
  }

  @Test
  void shouldFailWhenAnOrderIsMissingInTheTables() {
    Map<OrderStatus, Long> one = new EnumMap<>(OrderLives.ends(1_000));
    one.merge(OrderStatus.COMPLETED, -1L, Long::sum);
    fails(() -> NodeProof.requireStored(one, 1_000), "%,d".formatted(1_000), "699");
  }

  @Test
  void shouldFailWhenAnOrderEndedOtherwise() {
    Map<OrderStatus, Long> one = new EnumMap<>(OrderLives.ends(1_000));
    one.merge(OrderStatus.COMPLETED, -1L, Long::sum);
    one.put(OrderStatus.SHIPPED, 1L);
    fails(() -> NodeProof.requireStored(one, 1_000), "SHIPPED=1");
  }

  @Test
  void shouldFailWhenMoreThanOneInAHundredStay() {
    fails(() -> NodeProof.requireLeft(11, 1_000), "11 stay");
  }

  @Test
  void shouldFailWhenTheHeapGrowsWhetherOrNotItFallsAgain() {
    fails(() -> NodeProof.requireFlat(List.of(200 * MIB, 220 * MIB, 233 * MIB)), "33 MiB");
    fails(() -> NodeProof.requireFlat(List.of(200 * MIB, 240 * MIB, 200 * MIB)), "40 MiB");
  }

  private static void fails(ThrowingCallable proof, String... says) {
    assertThatThrownBy(proof).isInstanceOf(BenchmarkFailed.class).message().contains(says);
  }
}
