package io.millrace.bench.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.bench.report.Guard.Better;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeptResultsTest {

  private static final Machine MACHINE = new Machine(2, "24.0 GiB", "a mill", "Linux", "25");

  @TempDir Path directory;

  @Test
  void shouldReadWhatWasKept() throws Exception {
    Guard noisy = new Guard(Better.MORE, OptionalDouble.of(0.04));
    List<Figure> figures =
        List.of(
            new Figure("orders.perSecond", 40_000, "orders/s"),
            new Figure("orders.ratio.durable", 0.57, "of the no-ops", Optional.of(noisy)),
            new Figure("heap.ratio", 1.9, "of it", Optional.of(Guard.of(Better.LESS))));
    Results.Result result = new Results.Result("orders", "fsync", figures, List.of());
    Results results = new Results(MACHINE, "abc", true, List.of(result));

    KeptResults kept = KeptResults.read(written(ResultsJson.of(results)));

    assertThat(kept.machine()).isEqualTo(MACHINE);
    assertThat(kept.commit()).isEqualTo("abc");
    assertThat(kept.quick()).isTrue();
    assertThat(kept.ratios())
        .containsOnly(
            entry("orders.ratio.durable", new KeptResults.KeptRatio(0.57, OptionalDouble.of(0.04))),
            entry("heap.ratio", new KeptResults.KeptRatio(1.9, OptionalDouble.empty())));
  }

  @Test
  void shouldReadWhatWasKeptBeforeRatiosWereToldApart() throws Exception {
    String old =
        """
        {"machine":{"cores":2,"memory":"24.0 GiB","cpu":"a mill","os":"Linux"},"jdk":"25",\
        "commit":"old","quick":false,"durability":{},\
        "figures":{"orders.ratio.durable":0.5,"a.latencyRatio.p99.9":2,"orders.perSecond":7}}\
        """;

    KeptResults kept = KeptResults.read(written(old.getBytes(UTF_8)));

    assertThat(kept.machine()).isEqualTo(MACHINE);
    assertThat(kept.ratios()).containsOnlyKeys("orders.ratio.durable", "a.latencyRatio.p99.9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "[1,2]",
        "7",
        "{\"machine\":{}}",
        "{\"figures\":{}}",
        "{\"format\":2,\"machine\":{},\"figures\":{}}",
        "{\"machine\":{},\"figures\":{\"a.ratio\":\"much\"}}",
        "{\"machine\":{},\"figures\":{\"a\":1},\"ratios\":{\"a\":{\"noise\":\"loud\"}}}",
        "{\"machine\":{},\"figures\":{",
      })
  void shouldRefuseWhatIsNone(String content) throws IOException {
    Path file = written(content.getBytes(UTF_8));
    assertThatExceptionOfType(KeptResults.Unreadable.class)
        .isThrownBy(() -> KeptResults.read(file))
        .withMessageStartingWith(file + " holds no results of a benchmark: ");
  }

  @Test
  void shouldRefuseAFileThatIsNotThere() {
    Path file = directory.resolve("nowhere.json");
    assertThatExceptionOfType(KeptResults.Unreadable.class)
        .isThrownBy(() -> KeptResults.read(file))
        .withMessageContaining("cannot be read");
  }

  private Path written(byte[] content) throws IOException {
    return Files.write(directory.resolve("kept.json"), content);
  }
}
