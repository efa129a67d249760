package io.millrace.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.SkuId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that look, through the front door. */
class CommandLineTest {

  @TempDir Path data;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void writeLog() throws IOException {
    try (WrittenLog log = WrittenLog.in(data)) {
      log.writeLife();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "strat, Unknown command: strat. Did you mean start?",
    "start --prot=1, Unknown flag: --prot. Did you mean --port?",
    "start --port=x, '--port is \"x\", but must be a number from 0 to 65535.'",
    "log vrify, Unknown command: vrify. Did you mean verify?",
    "log dump --odrer 7, Unknown flag: --odrer. Did you mean --order?",
    "audit now, millrace audit takes no argument: now",
    "log dump --order x, '--order: x is not an order''s id, which is a number'",
    "log, 'Say which: log info, log verify or log dump.'",
    "log dump --from x, Invalid value for option '--from': 'x' is not a long"
  })
  void shouldRefuseWrongUseWithAHint(String arguments, String sentence) {
    assertThat(run(arguments.split(" ", -1))).isEqualTo(2);
    assertThat(err.toString(UTF_8)).startsWith(sentence);
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @Test
  void shouldSayItsVersion() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString(UTF_8)).startsWith("Millrace ");
  }

  @Test
  void shouldRefuseADirectoryWithoutALog() {
    assertThat(run("log", "info", "--data", data.resolve("none").toString())).isEqualTo(2);
    assertThat(run("audit", "--data", data.resolve("none").toString())).isEqualTo(2);
  }

  @Test
  void shouldTellWhatALogIs() {
    assertThat(run("log", "info", "--data", data.toString())).isZero();
    assertThat(out.toString(UTF_8))
        .contains("shard 0", "epoch     1", "last      sequence 9 at 2023-11-14T22:13:20Z");
  }

  @Test
  void shouldFindNothingWrongWithAWholeLog() {
    assertThat(run("log", "verify", "--data", data.toString())).isZero();
    assertThat(out.toString(UTF_8)).contains("9 facts up to sequence 9: well");
    assertThat(run("audit", "--data", data.toString())).isZero();
    assertThat(out.toString(UTF_8)).contains("9 facts in 1 shards").doesNotContain("BROKEN");
  }

  @Test
  void shouldNameTheBadPlaceOfADamagedLog() throws IOException {
    flipOneBitOfTheFirstSegment();
    assertThat(run("log", "verify", "--data", data.toString())).isEqualTo(3);
    assertThat(out.toString(UTF_8)).contains("1 bad places", "at offset ");
    assertThat(run("log", "dump", "--data", data.toString())).isEqualTo(3);
    assertThat(run("audit", "--data", data.toString())).isEqualTo(3);
    assertThat(out.toString(UTF_8)).contains("damaged: Log damaged in ");
  }

  @Test
  void shouldFindABrokenPromise() throws IOException {
    Path other = data.resolve("other");
    try (WrittenLog log = WrittenLog.in(other)) {
      log.writeLife();
      log.write(WrittenLog.order(WrittenLog.SECOND_ORDER + 1, new SkuId("mug"), 1), 1);
    }
    assertThat(run("audit", "--data", other.toString())).isEqualTo(1);
    assertThat(out.toString(UTF_8)).contains("broken (7): shard 0, sequence 10: the frame up to");
    out.reset();
    assertThat(run("audit", "--json", "--data", other.toString())).isEqualTo(1);
    assertThat(out.toString(UTF_8))
        .startsWith("{\"well\":false,\"shards\":1,\"facts\":10,\"checked\":{\"1\":")
        .contains("\"violations\":[{\"promise\":\"7\",\"shard\":0,\"sequence\":10,");
  }

  @Test
  void shouldDumpOneLinePerFact() {
    assertThat(dump()).hasSize(9);
    assertThat(dump().getLast())
        .isEqualTo(
            "{\"shard\":0,\"sequence\":9,\"time\":\"2023-11-14T22:13:20Z\",\"shop\":\"demo\","
                + "\"shopSequence\":8,\"actor\":{\"role\":\"OPERATOR\"},\"type\":\"OrderCancelled\","
                + "\"fact\":{\"order\":\"1099511627776\",\"status\":\"CANCELLED\",\"version\":2}}");
  }

  @Test
  void shouldDumpOnlyWhatIsAskedFor() {
    assertThat(types(dump("--order", Long.toString(WrittenLog.FIRST_ORDER))))
        .containsExactly("OrderPlaced", "OrderCancelled");
    assertThat(types(dump("--sku", "mug")))
        .containsExactly("SkuDefined", "StockMoved", "OrderPlaced", "OrderCancelled");
    assertThat(types(dump("--sku", "mug", "--from", "8"))).containsExactly("OrderCancelled");
    assertThat(types(dump("--from", "8", "--limit", "1"))).containsExactly("OrderPlaced");
    assertThat(dump("--shop", "demo")).hasSize(8);
    assertThat(dump("--shop", "other")).isEmpty();
    assertThat(dump("--limit", "0")).isEmpty();
    assertThat(dump("--shard", "0", "--limit", "2")).hasSize(2);
  }

  @Test
  void shouldRefuseAShardThatIsNotThere() {
    assertThat(run("log", "dump", "--data", data.toString(), "--shard", "1")).isEqualTo(2);
    assertThat(err.toString(UTF_8)).startsWith("There is no shard 1; the last one is 0.");
  }

  @Test
  void shouldFindTheDirectoryThatTheEnvironmentNames() {
    assertThat(run(Map.of("MILLRACE_DATA", data.toString()), "log", "info")).isZero();
  }

  private List<String> dump(String... arguments) {
    out.reset();
    String[] all = new String[arguments.length + 4];
    all[0] = "log";
    all[1] = "dump";
    all[2] = "--data";
    all[3] = data.toString();
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    assertThat(run(all)).isZero();
    return out.toString(UTF_8).lines().toList();
  }

  private static List<String> types(List<String> lines) {
    return lines.stream().map(line -> line.replaceAll(".*\"type\":\"(\\w+)\".*", "$1")).toList();
  }

  private void flipOneBitOfTheFirstSegment() throws IOException {
    Path first;
    try (var files = Files.list(data.resolve("shard-000"))) {
      first = files.filter(file -> file.toString().endsWith(".log")).sorted().findFirst().get();
    }
    try (RandomAccessFile file = new RandomAccessFile(first.toFile(), "rw")) {
      long place = 4_096 + 100; // in the payload of the first frame
      file.seek(place);
      int value = file.read();
      file.seek(place);
      file.write(value ^ 1);
    }
  }

  private int run(String... arguments) {
    return run(Map.of(), arguments);
  }

  private int run(Map<String, String> environment, String... arguments) {
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), environment);
    return Millrace.run(terminal, arguments);
  }
}
