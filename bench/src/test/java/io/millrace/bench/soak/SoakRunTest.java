package io.millrace.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.process.House;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A soak of a few seconds, on a disk that is never full: that it looks at everything. */
final class SoakRunTest {

  @Test
  @Timeout(240)
  void shouldKillTheServerAndFindEverythingThatWasAcknowledged() throws Exception {
    Findings findings = new Findings();
    Plan plan = new Plan(Duration.ofSeconds(9), 1);
    try (House house = House.plain(Plan.FLAGS);
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      SoakRun.Outcome outcome = new SoakRun(plan, house, http, findings).run();
      assertThat(findings.told()).isEmpty();
      assertThat(outcome.deaths())
          .isEqualTo(Map.of(Plan.Death.IN_A_SNAPSHOT, 1, Plan.Death.UNDER_LOAD, 2));
      assertThat(outcome.snapshots()).isEqualTo(6);
      assertThat(outcome.orderCount()).isPositive();
      assertThat(outcome.changes()).isGreaterThan(outcome.orderCount());
      assertThat(outcome.trends().rows())
          .as("nothing is called a drift that had no time to be one")
          .noneMatch(row -> row.verdict() == Trend.Verdict.DRIFTS);
    }
  }
}
