package io.millrace.app.audit;

import static io.millrace.app.audit.HandMadeLog.CNY;
import static io.millrace.app.audit.HandMadeLog.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.model.Actor;
import io.millrace.model.Recorded;
import io.millrace.model.ShopSettings;
import io.millrace.model.SlotTable;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.ShopDefined;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Promise 7, with digests that the real engine gives. */
class DigestWitnessTest {

  private static final long NOW = 1_000_000;

  private final Findings findings = new Findings();
  private final DigestWitness witness = new DigestWitness(0, findings);
  private final Engine writer = new Engine(0, EngineLimits.DEFAULT);

  @Test
  void shouldLetThroughWhatComesOutAgain() {
    take(1, opened(), 0);
    take(2, shop("Demo", 1), 0);
    assertThat(findings.broken()).isZero();
    assertThat(findings.checked(Promise.SAME_FACTS_SAME_STATE)).isEqualTo(2);
  }

  @Test
  void shouldFindTheFirstFrameWhoseDigestIsAnother() {
    take(1, opened(), 0);
    take(2, shop("Demo", 1), 1);
    take(3, shop("Demo again", 2), 1);
    assertThat(findings.violations())
        .singleElement()
        .satisfies(violation -> {
          assertThat(violation.promise()).isEqualTo(Promise.SAME_FACTS_SAME_STATE);
          assertThat(violation.sequence()).isEqualTo(2);
        });
  }

  @Test
  void shouldFindAFactThatDoesNotFitTheState() {
    take(1, opened(), 0);
    witness.take(new Place(0, 2, NOW), List.of(shop("Demo", 2)), 0);
    assertThat(findings.violations())
        .singleElement()
        .satisfies(violation -> assertThat(violation.sentence()).startsWith("the engine stops"));
  }

  /** Applies the fact as the writer does, and shows it to the witness with a digest that is off. */
  private void take(long sequence, Recorded fact, long off) {
    writer.apply(fact, NOW);
    witness.take(new Place(0, sequence, NOW), List.of(fact), writer.digest() + off);
  }

  private static Recorded opened() {
    return new Recorded(
        1, null, 0, Actor.NODE, null, new Opened(1, 2, 1, 0, 1, SlotTable.dealt(1)));
  }

  private static Recorded shop(String name, int version) {
    ShopSettings settings =
        new ShopSettings(name, CNY, ZoneId.of("UTC"), Duration.ofMinutes(30), List.of());
    return new Recorded(1, SHOP, version, Actor.OPERATOR, null, new ShopDefined(settings, version));
  }
}
