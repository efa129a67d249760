package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.report.Figure;
import io.millrace.bench.report.Guard;
import io.millrace.bench.report.Guard.Better;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchCommandTest {

  private static final int WRONG_USE = 2;

  @TempDir Path directory;

  /** Before it measures anything, or this test would take minutes. */
  @Test
  void shouldRefuseToCompareWithGarbage() throws IOException {
    Path garbage = Files.writeString(directory.resolve("garbage"), "fast");
    assertThat(Bench.execute("--against", garbage.toString())).isEqualTo(WRONG_USE);
    assertThat(Bench.execute("--against", directory.resolve("none").toString()))
        .isEqualTo(WRONG_USE);
  }

  @Test
  void shouldRefuseABenchmarkThatIsNone() {
    assertThat(Bench.execute("sleep")).isEqualTo(WRONG_USE);
  }

  @Test
  void shouldBringFiguresWholeFromOneProcessToTheOther() {
    Guard noisy = new Guard(Better.LESS, OptionalDouble.of(0.25));
    for (Figure figure :
        new Figure[] {
          new Figure("plain", 1.5, "orders/s"),
          new Figure("watched", 0.5, "of it", Optional.of(noisy)),
          new Figure("watched.once", 2, "", Optional.of(Guard.of(Better.MORE)))
        }) {
      assertThat(Fork.figureOf(Fork.lineOf(figure))).isEqualTo(figure);
    }
  }
}
