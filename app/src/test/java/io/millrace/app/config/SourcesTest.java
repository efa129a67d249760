package io.millrace.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.app.ExitStatus;
import io.millrace.app.Stop;
import io.millrace.diana.rule.AddressBlock;
import io.millrace.journal.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flags, environment and file against each other, and against those who cannot spell. */
class SourcesTest {

  @TempDir Path directory;

  @Test
  void shouldStartOnDefaultsWhenNobodySaysAnything() {
    assertThat(Sources.read(Map.of(), Map.of("PATH", "/bin")))
        .isEqualTo(
            new Configuration(
                "127.0.0.1",
                8080,
                Path.of("./data"),
                Durability.FSYNC,
                1,
                Duration.ofDays(7),
                false,
                64 << 20,
                256 << 20,
                new Configuration.Keeping(Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty(),
                List.of(),
                new Configuration.ReadModel.InDataDirectory(),
                new Configuration.ReadModel.None(),
                15_000,
                Optional.empty(),
                new Configuration.Webhooks(false, false, List.of())));
  }

  @Test
  void shouldPutFlagAboveEnvironmentAboveFileAboveDefault() throws IOException {
    Path file = file("port=1\nhost=file\nshards=2\nmax-stop=1d\ndurability = os \n");
    Configuration read =
        Sources.read(
            Map.of(Setting.PORT, "3", Setting.CONFIG, file.toString()),
            Map.of("MILLRACE_PORT", "2", "MILLRACE_HOST", "environment"));
    assertThat(read.port()).isEqualTo(3);
    assertThat(read.host()).isEqualTo("environment");
    assertThat(read.shards()).isEqualTo(2);
    assertThat(read.maxStop()).isEqualTo(Duration.ofDays(1));
    assertThat(read.durability()).isEqualTo(Durability.OS);
    assertThat(read.acceptClock()).isFalse();
  }

  @Test
  void shouldBelieveTheProxiesThatAreNamedAndNoWordsInTheirPlace() {
    List<AddressBlock> two = List.of(AddressBlock.of("10.0.0.0/8"), AddressBlock.of("fd00::1"));
    assertThat(proxies(Map.of(Setting.TRUSTED_PROXIES, "10.0.0.0/8, fd00::1"))).isEqualTo(two);
    Map<String, String> environment = Map.of("MILLRACE_TRUSTED_PROXIES", "10.0.0.0/8,fd00::1");
    assertThat(Sources.read(Map.of(), environment).trustedProxies()).isEqualTo(two);
    String right = "must be addresses or blocks such as 10.0.0.0/8 with commas between: ";
    assertWrong(
        () -> proxies(Map.of(Setting.TRUSTED_PROXIES, "lb.example")),
        right + "\"lb.example\" is no address.");
    assertWrong(
        () -> proxies(Map.of(Setting.TRUSTED_PROXIES, "10.0.0.0/8,")),
        right + "\"\" is no address.");
  }

  private static List<AddressBlock> proxies(Map<Setting, String> flags) {
    return Sources.read(flags, Map.of()).trustedProxies();
  }

  @Test
  void shouldTakeADriverOnlyForADatabase() {
    Map<Setting, String> flags = Map.of(Setting.DATABASE_DRIVER, "maria.jar");
    assertThat(
            Sources.read(flags, Map.of("MILLRACE_DATABASE", "jdbc:mariadb://db/shop")).database())
        .isEqualTo(
            new Configuration.ReadModel.At(
                List.of("jdbc:mariadb://db/shop"), Optional.of(Path.of("maria.jar"))));
    assertWrong(
        () -> Sources.read(flags, Map.of()),
        "--database-driver is \"maria.jar\", but must be left out without --database jdbc:….");
  }

  @Test
  void shouldTakeSeveralDatabasesFromWhereverTheyAreNamed() throws IOException {
    String maria = "jdbc:mariadb://db/shop";
    String file = "jdbc:sqlite:/a directory/part.db";
    Configuration.ReadModel both =
        new Configuration.ReadModel.At(List.of(maria, file), Optional.empty());
    assertThat(databases(Map.of(Setting.DATABASE, maria + "\n" + file))).isEqualTo(both);
    Map<String, String> environment = Map.of("MILLRACE_DATABASE", " " + maria + "  " + file + " ");
    assertThat(Sources.read(Map.of(), environment).database()).isEqualTo(both);
    Path properties = file("database=" + maria + " " + file);
    assertThat(databases(Map.of(Setting.CONFIG, properties.toString()))).isEqualTo(both);
    Map<Setting, String> later = Map.of(Setting.NEXT_DATABASE, maria + "\n" + file);
    assertThat(Sources.read(later, Map.of()).nextDatabase()).isEqualTo(both);
    assertThat(databases(later)).isEqualTo(new Configuration.ReadModel.InDataDirectory());
  }

  private static Configuration.ReadModel databases(Map<Setting, String> flags) {
    return Sources.read(flags, Map.of()).database();
  }

  @Test
  void shouldRefuseDatabasesThatCannotBeTogether() {
    String url = "jdbc:mariadb://db/shop?password=secret";
    assertWrong(
        () -> databases(Map.of(Setting.DATABASE, url + "\nnone")),
        "--database is \"none\", but must be jdbc:");
    assertWrong(
        () -> databases(Map.of(Setting.DATABASE, url + "\n" + url)),
        "--database names a database twice.");
    assertWrong(
        () -> databases(Map.of(Setting.DATABASE, url, Setting.NEXT_DATABASE, url)),
        "--next-database names a database that --database names too.");
    assertWrong(
        () -> databases(Map.of(Setting.NEXT_DATABASE, "none")),
        "--next-database is \"none\", but must be jdbc:");
    String many =
        IntStream.rangeClosed(0, Configuration.DATABASES_MAX)
            .mapToObj(i -> "jdbc:mariadb://db/" + i)
            .collect(Collectors.joining("\n"));
    assertWrong(
        () -> databases(Map.of(Setting.DATABASE, many)),
        "--database names 65 databases, and 64 are the most.");
  }

  @Test
  void shouldTakeTheFileThatTheEnvironmentNames() throws IOException {
    Path file = file("accept-clock=true");
    assertThat(Sources.read(Map.of(), Map.of("MILLRACE_CONFIG", file.toString())).acceptClock())
        .isTrue();
  }

  @Test
  void shouldRefuseVariablesItDoesNotKnowWithTheNearestOne() {
    assertWrong(
        () -> Sources.read(Map.of(), Map.of("MILLRACE_PROT", "1")),
        "Unknown environment variable: MILLRACE_PROT. Did you mean MILLRACE_PORT?");
  }

  @Test
  void shouldLeaveTheLaunchersVariablesAlone() {
    Map<String, String> launchers =
        Map.of("MILLRACE_JAVA_HOME", "/jdk", "MILLRACE_JAVA_OPTS", "-Xmx1g");
    assertThat(Sources.read(Map.of(), launchers).port()).isEqualTo(8080);
  }

  @Test
  void shouldRefuseKeysItDoesNotKnowWithTheNearestOne() throws IOException {
    Path file = file("durabilty=os");
    assertWrong(
        () -> Sources.read(Map.of(Setting.CONFIG, file.toString()), Map.of()),
        "Unknown key in %s: durabilty. Did you mean durability?".formatted(file));
  }

  @Test
  void shouldNotLetAFileNameAnotherFile() throws IOException {
    Path file = file("config=other");
    assertWrong(
        () -> Sources.read(Map.of(Setting.CONFIG, file.toString()), Map.of()), "Unknown key");
  }

  @Test
  void shouldRefuseAFileThatIsNotThere() {
    assertWrong(
        () -> Sources.read(Map.of(Setting.CONFIG, "nowhere.properties"), Map.of()),
        "The file that --config names cannot be read");
  }

  @ParameterizedTest
  @CsvSource({
    "PORT, 65536, a number from 0 to 65535",
    "PORT, -1, a number from 0 to 65535",
    "PORT, http, a number from 0 to 65535",
    "SHARDS, 0, a number from 1 to 1024",
    "SHARDS, 1025, a number from 1 to 1024",
    "DURABILITY, none, fsync or os",
    "ACCEPT_CLOCK, yes, true or false",
    "MAX_STOP, 7, a duration such as P7D",
    "MAX_STOP, PT0S, a duration such as P7D",
    "MAX_STOP, P3661D, a duration such as P7D",
    "SEGMENT_SIZE, 64, a size in MiB or GiB from 2MiB to 1024MiB",
    "SEGMENT_SIZE, 1MiB, a size in MiB or GiB from 2MiB to 1024MiB",
    "SEGMENT_SIZE, 2GiB, a size in MiB or GiB from 2MiB to 1024MiB",
    "RESERVE, -1MiB, a size in MiB or GiB from 0MiB to 1048576MiB",
    "RESERVE, 256 MB, a size in MiB or GiB from 0MiB to 1048576MiB",
    "KEEP_LOG, 90, a duration such as P90D",
    "KEEP_LOG, 12h, 'a duration such as P90D, 90d or 72h, from 1 to 36600 days'",
    "HOST, '', an address",
    "DATA, ' ', a directory"
  })
  void shouldRefuseValuesThatCannotBe(Setting setting, String value, String right) {
    assertWrong(
        () -> Sources.read(Map.of(setting, value), Map.of()),
        "%s is \"%s\", but must be %s".formatted(setting.flag(), value, right));
  }

  @ParameterizedTest
  @CsvSource({"P7D, P7D", "7d, P7D", "12h, PT12H", "30m, PT30M", "pt5s, PT5S"})
  void shouldReadDurationsAsPeopleWriteThem(String written, Duration meant) {
    assertThat(Sources.read(Map.of(Setting.MAX_STOP, written), Map.of()).maxStop())
        .isEqualTo(meant);
  }

  @Test
  void shouldReadWhereThePastLiesAndForHowLong() {
    Map<Setting, String> flags =
        Map.of(Setting.SNAPSHOTS, "/fast", Setting.ARCHIVE, "/large", Setting.KEEP_LOG, "90d");
    assertThat(Sources.read(flags, Map.of()).keeping())
        .isEqualTo(
            new Configuration.Keeping(
                Optional.of(Path.of("/fast")),
                Optional.of(Path.of("/large")),
                Optional.of(Duration.ofDays(90))));
  }

  @Test
  void shouldReadSizesWithTheirUnit() {
    Configuration read =
        Sources.read(Map.of(Setting.SEGMENT_SIZE, "2MiB", Setting.RESERVE, "1GiB"), Map.of());
    assertThat(read.segmentBytes()).isEqualTo(2 << 20);
    assertThat(read.reserveBytes()).isEqualTo(1 << 30);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("millrace.properties"), text);
  }

  private static void assertWrong(Runnable read, String sentence) {
    assertThatThrownBy(read::run)
        .isInstanceOfSatisfying(
            Stop.class, stop -> assertThat(stop.status()).isEqualTo(ExitStatus.WRONG_USE))
        .hasMessageContaining(sentence);
  }
}
