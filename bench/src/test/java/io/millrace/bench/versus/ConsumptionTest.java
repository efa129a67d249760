package io.millrace.bench.versus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ConsumptionTest {

  private static final double WORK_SECONDS = 0.1;

  /** Of this process: time that its work takes, and at least the heap that it has touched. */
  @Test
  void shouldCountWhatAProcessTakes() {
    double before = seconds();
    long work = 0;
    while (seconds() - before < WORK_SECONDS) {
      work++;
    }
    assertThat(work).isPositive();
    assertThat(seconds()).isGreaterThanOrEqualTo(before + WORK_SECONDS);
    assertThat(Consumption.residentBytes(Stream.of(ProcessHandle.current())))
        .isGreaterThan(1 << 20);
  }

  /** A database has short processes; their time must not be lost with them. */
  @Test
  void shouldCountChildrenThatHaveEnded() throws Exception {
    Process shell =
        new ProcessBuilder(
                "sh",
                "-c",
                "sh -c 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done'; echo over; read _")
            .start();
    try (BufferedReader lines = shell.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("over");
      assertThat(shell.descendants()).isEmpty();
      assertThat(Consumption.processorSeconds(Stream.of(shell.toHandle()))).isPositive();
    } finally {
      shell.destroyForcibly();
    }
  }

  private static double seconds() {
    return Consumption.processorSeconds(Stream.of(ProcessHandle.current()));
  }
}
