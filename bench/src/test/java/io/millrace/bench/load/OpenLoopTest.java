package io.millrace.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class OpenLoopTest {

  private static final int CREATED = 201;
  private static final int CONNECTIONS = 4;
  private static final double PER_SECOND = 1_000;

  /** A client that waits for its answers would have met the stall once a connection. */
  @Test
  void shouldChargeAStalledServerWithAllWhoWouldHaveCome() throws IOException {
    Duration stall = Duration.ofMillis(400);
    Kind kind = kind();
    try (StallingServer server = new StallingServer(stall);
        Crowd crowd = Crowd.connect(server.address(), CONNECTIONS)) {
      Histogram latencies = new OpenLoop(crowd).run(kind, PER_SECOND, 1_000);

      assertThat(latencies.getTotalCount()).isEqualTo(1_000);
      assertThat(kind.answered()).isEqualTo(1_000);
      // Due in the first 300 ms of 400: each waited for at least the last 100.
      long waited =
          latencies.getCountBetweenValues(
              Duration.ofMillis(100).toNanos(), latencies.getHighestTrackableValue());
      assertThat(waited).isGreaterThanOrEqualTo(290);
      assertThat(latencies.getMaxValue()).isGreaterThanOrEqualTo(stall.toNanos() * 99 / 100);
    }
  }

  @Test
  void shouldSpaceRequestsEvenlyWithoutDrift() {
    OpenLoop.Schedule schedule = new OpenLoop.Schedule(5, 3_000);
    assertThat(schedule.dueNanos(0)).isEqualTo(5);
    assertThat(schedule.dueNanos(3_000_000)).isEqualTo(5 + Duration.ofSeconds(1_000).toNanos());
  }

  @Test
  void shouldCountWhatAClosedLoopWasAnswered() throws IOException {
    Kind kind = kind();
    ClosedLoop.Tally tally = new ClosedLoop.Tally();
    try (StallingServer server = new StallingServer(Duration.ZERO);
        Crowd crowd = Crowd.connect(server.address(), CONNECTIONS)) {
      new ClosedLoop(crowd).run(kind, 50, tally);
      assertThat(crowd.allIdle()).isTrue();
    }
    assertThat(kind.answered()).isGreaterThanOrEqualTo(CONNECTIONS);
    assertThat(kind.units()).isEqualTo(kind.answered() * 2);
    assertThat(tally.perSecond()).isBetween(tally.slowestSlice(), tally.fastestSlice());
  }

  private static Kind kind() {
    Template template = Template.post("/orders", "localhost", "token", "", 2);
    return new Kind("orders", CREATED, List.of(template));
  }
}
