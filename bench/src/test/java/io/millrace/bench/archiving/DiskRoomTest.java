package io.millrace.bench.archiving;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bench.report.BenchmarkFailed;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskRoomTest {

  /** More than any disk has. */
  private static final long TOO_MUCH = 1L << 60;

  @TempDir Path directory;

  @Test
  void shouldNotBeginWhatTheDiskCannotHold() {
    DiskRoom room = new DiskRoom(directory, 0);
    assertThatNoException().isThrownBy(() -> room.require(1));
    assertThatThrownBy(() -> room.require(TOO_MUCH))
        .isInstanceOf(BenchmarkFailed.class)
        .hasMessageContaining("run it on a larger one");
  }

  @Test
  void shouldLeaveRoomForOthers() {
    DiskRoom room = new DiskRoom(directory, TOO_MUCH);
    assertThatThrownBy(() -> room.require(0))
        .isInstanceOf(BenchmarkFailed.class)
        .hasMessageContaining("are to stay free");
    assertThatThrownBy(room::check)
        .isInstanceOf(BenchmarkFailed.class)
        .hasMessageContaining("the run ends here");
    assertThatNoException().isThrownBy(new DiskRoom(directory, 0)::check);
  }
}
