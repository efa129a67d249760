package io.millrace.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.edge.ops.OtherDisk;
import io.millrace.testkit.SimulatedClock;
import io.millrace.testkit.SimulatedDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How fast a disk fills that nobody writes to but by leaps. */
class OtherDisksTest {

  private static final long GIB = 1L << 30;
  private static final long HOUR_SECONDS = Duration.ofHours(1).toSeconds();

  private final SimulatedDisk disk = new SimulatedDisk(1);
  private final SimulatedClock clock = new SimulatedClock(1_800_000_000_000L);
  private OtherDisks disks;

  @BeforeEach
  void look() throws IOException {
    disk.createDirectories("archive");
    disk.leaveFree(100 * GIB);
    disks = new OtherDisks(disk, Map.of("archive", "archive"), clock);
  }

  private OtherDisk see() {
    return disks.look().getFirst();
  }

  private void pass(Duration time) {
    clock.passMillis(time.toMillis());
  }

  @Test
  void shouldSayWhatADiskGivesAndNoRateWhereNothingWasSeenYet() {
    assertThat(see()).isEqualTo(new OtherDisk("archive", 100 * GIB, 0));
    disk.leaveFree(99 * GIB);
    pass(Duration.ofSeconds(59));
    assertThat(see()).as("a leap is no rate").isEqualTo(new OtherDisk("archive", 99 * GIB, 0));
    assertThat(see().secondsToFull()).isEmpty();
  }

  @Test
  void shouldCountFromTheStartThoughNobodyAsked() {
    pass(Duration.ofHours(100));
    disk.leaveFree(99 * GIB);
    long perSecond = Math.round(GIB / (100.0 * HOUR_SECONDS));
    assertThat(see().growthBytesPerSecond()).isEqualTo(perSecond);
    assertThat(see().secondsToFull()).hasValue(99 * GIB / perSecond);
  }

  @Test
  void shouldForgetWhatIsADayOld() {
    for (int hour = 1; hour <= 10; hour++) { // ten leaps, and then none
      pass(Duration.ofHours(1));
      disk.leaveFree((100 - hour) * GIB);
      see();
    }
    for (int hour = 1; hour <= 20; hour++) {
      pass(Duration.ofHours(1));
      see();
    }
    assertThat(see().growthBytesPerSecond())
        .as("four of the leaps lie within the day")
        .isEqualTo(Math.round(4.0 * GIB / (24 * HOUR_SECONDS)));
    for (int hour = 1; hour <= 5; hour++) {
      pass(Duration.ofHours(1));
      see();
    }
    assertThat(see().growthBytesPerSecond()).isZero();
    assertThat(see().secondsToFull()).isEmpty();
  }

  @Test
  void shouldNotFillBackwardsWhenSomebodyMakesRoom() {
    pass(Duration.ofHours(1));
    disk.leaveFree(200 * GIB);
    assertThat(see().growthBytesPerSecond()).isZero();
  }
}
