package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The handoff of a durable answer, in the orders that a model checker chooses: from a client's
 * thread to the writer, to the disk, and back. What is between two steps of the engine is nobody
 * else's business, so the engine counts as one step.
 */
final class HandoffModelTest {

  /** As it is. */
  public static class Sound extends HandoffModel {
    public Sound() {
      super(false);
    }
  }

  /** The control: its log says "durable" before it is so. */
  public static class Hasty extends HandoffModel {
    public Hasty() {
      super(true);
    }
  }

  private static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .iterations(6)
        .invocationsPerIteration(100)
        .threads(3)
        .actorsPerThread(4)
        .actorsBefore(2)
        .actorsAfter(0)
        .minimizeFailedScenario(false)
        .addGuarantee(
            ManagedStrategyGuaranteeKt.forClasses(HandoffModelTest::isOneStep)
                .allMethods()
                .treatAsAtomic());
  }

  private static boolean isOneStep(String name) {
    return name.startsWith("io.millrace.engine.")
        || name.startsWith("io.millrace.model.")
        || name.startsWith("com.google.protobuf.");
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void shouldAnswerEachRequestOnceAndNoneTooEarlyInAnyOrder() {
    options().check(Sound.class);
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void shouldFindALogThatIsHasty() {
    assertThatThrownBy(() -> options().check(Hasty.class))
        .hasMessageContaining("before it was durable");
  }
}
