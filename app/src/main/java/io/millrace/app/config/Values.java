package io.millrace.app.config;

import io.millrace.app.Stop;
import io.millrace.app.config.Sources.Told;
import io.millrace.diana.rule.AddressBlock;
import io.millrace.journal.Durability;
import io.millrace.journal.FileLogSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From texts to values; each refusal names who said it and what would be right. */
final class Values {

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(MiB|GiB)");

  /** A URL may have blanks in it, but none before what begins another. */
  private static final Pattern BETWEEN_URLS = Pattern.compile("\\R|\\s+(?=jdbc:)");

  private static final Pattern COMMA = Pattern.compile(",");

  private final Map<Setting, Told> told;

  private Values(Map<Setting, Told> told) {
    this.told = told;
  }

  /**
   * Takes a text for every setting.
   *
   * @param environment what files may name instead of saying it
   */
  static Configuration parse(Map<Setting, Told> told, Map<String, String> environment) {
    Values values = new Values(told);
    Configuration.ReadModel database = values.database();
    return new Configuration(
        values.host(),
        values.number(Setting.PORT, 0, Configuration.PORT_MAX),
        values.data(),
        values.durability(),
        values.number(Setting.SHARDS, 1, Configuration.SHARDS_MAX),
        values.maxStop(),
        values.yesOrNo(Setting.ACCEPT_CLOCK),
        values.size(
            Setting.SEGMENT_SIZE,
            Configuration.SEGMENT_BYTES_MIN,
            FileLogSettings.SEGMENT_BYTES_MAX),
        values.size(Setting.RESERVE, 0, Configuration.RESERVE_BYTES_MAX),
        new Configuration.Keeping(
            values.file(Setting.SNAPSHOTS, "a directory"),
            values.file(Setting.ARCHIVE, "a directory"),
            values.keepLog()),
        values.file(Setting.LIMITS, "a file"),
        values.trustedProxies(),
        database,
        values.nextDatabase(database),
        values.number(Setting.EVENT_STREAMS, 0, Configuration.EVENT_STREAMS_MAX),
        values.kafka(),
        new Configuration.Webhooks(
            values.yesOrNo(Setting.NO_WEBHOOKS),
            values.yesOrNo(Setting.ALLOW_PRIVATE_TARGETS),
            values
                .file(Setting.PARTIES, "a file")
                .map(file -> new PartiesFile(environment).read(file))
                .orElse(List.of())));
  }

  private Told told(Setting setting) {
    return Objects.requireNonNull(told.get(setting));
  }

  private String host() {
    Told said = told(Setting.HOST);
    if (said.value().isBlank()) {
      throw refuse(said, "an address or a name of this machine");
    }
    return said.value();
  }

  private Path data() {
    Told said = told(Setting.DATA);
    if (said.value().isBlank()) {
      throw refuse(said, "a directory");
    }
    return path(said, "a directory");
  }

  /** None if nobody names one. */
  private Optional<Path> file(Setting setting, String right) {
    Told said = told(setting);
    return said.value().isBlank() ? Optional.empty() : Optional.of(path(said, right));
  }

  private static Path path(Told said, String right) {
    try {
      return Path.of(said.value());
    } catch (InvalidPathException _) {
      throw refuse(said, right);
    }
  }

  private int number(Setting setting, int least, int most) {
    Told said = told(setting);
    try {
      int number = Integer.parseInt(said.value());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // refused below, like a number out of bounds
    }
    throw refuse(said, "a number from %d to %d".formatted(least, most));
  }

  /** Always with its unit, so that nobody takes bytes for mebibytes; so it is whole blocks, too. */
  private long size(Setting setting, long least, long most) {
    Told said = told(setting);
    Matcher parts = SIZE.matcher(said.value());
    if (parts.matches()) {
      long bytes = Long.parseLong(parts.group(1)) << (parts.group(2).equals("GiB") ? 30 : 20);
      if (bytes >= least && bytes <= most) {
        return bytes;
      }
    }
    throw refuse(
        said, "a size in MiB or GiB from %dMiB to %dMiB".formatted(least >> 20, most >> 20));
  }

  private Durability durability() {
    Told said = told(Setting.DURABILITY);
    return switch (said.value()) {
      case "fsync" -> Durability.FSYNC;
      case "os" -> Durability.OS;
      default -> throw refuse(said, "fsync or os");
    };
  }

  private Configuration.ReadModel database() {
    Told said = told(Setting.DATABASE);
    String value = said.value().strip();
    Told driver = told(Setting.DATABASE_DRIVER);
    boolean anyUrl = value.startsWith("jdbc:") || !told(Setting.NEXT_DATABASE).value().isBlank();
    if (!anyUrl && !driver.value().isBlank()) {
      throw refuse(driver, "left out without --database jdbc:…");
    }
    if (value.isEmpty()) {
      return new Configuration.ReadModel.InDataDirectory();
    }
    if (value.equals("none")) {
      return new Configuration.ReadModel.None();
    }
    return at(urls(said, "jdbc:postgresql:…, jdbc:mariadb:…, jdbc:mysql:…, jdbc:sqlite:… or none"));
  }

  private Configuration.ReadModel nextDatabase(Configuration.ReadModel now) {
    Told said = told(Setting.NEXT_DATABASE);
    if (said.value().isBlank()) {
      return new Configuration.ReadModel.None();
    }
    List<String> urls =
        urls(said, "jdbc:postgresql:…, jdbc:mariadb:…, jdbc:mysql:… or jdbc:sqlite:…");
    if (now instanceof Configuration.ReadModel.At at
        && urls.stream().anyMatch(at.urls()::contains)) {
      throw Stop.wrongUse(said.place() + " names a database that --database names too.");
    }
    return at(urls);
  }

  private Configuration.ReadModel at(List<String> urls) {
    return new Configuration.ReadModel.At(urls, file(Setting.DATABASE_DRIVER, "a jar"));
  }

  /** What is wrong with several is said without them: a URL may hold a password. */
  private static List<String> urls(Told said, String right) {
    List<String> urls =
        BETWEEN_URLS
            .splitAsStream(said.value())
            .map(String::strip)
            .filter(url -> !url.isEmpty())
            .toList();
    for (String url : urls) {
      if (!url.startsWith("jdbc:")) {
        throw refuse(new Told(url, said.place()), right);
      }
    }
    if (urls.size() > Configuration.DATABASES_MAX) {
      throw Stop.wrongUse(
          "%s names %d databases, and %d are the most."
              .formatted(said.place(), urls.size(), Configuration.DATABASES_MAX));
    }
    if (new HashSet<>(urls).size() < urls.size()) {
      throw Stop.wrongUse(said.place() + " names a database twice.");
    }
    return urls;
  }

  private List<AddressBlock> trustedProxies() {
    Told said = told(Setting.TRUSTED_PROXIES);
    List<AddressBlock> blocks = new ArrayList<>();
    for (String block : COMMA.split(said.value(), -1)) {
      try {
        if (!said.value().isBlank()) {
          blocks.add(AddressBlock.of(block.strip()));
        }
      } catch (IllegalArgumentException e) {
        throw refuse(
            said, "addresses or blocks such as 10.0.0.0/8 with commas between: " + e.getMessage());
      }
    }
    return blocks;
  }

  /** None if no broker is named. */
  private Optional<Configuration.Kafka> kafka() {
    String servers = told(Setting.KAFKA).value().strip();
    if (servers.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Configuration.Kafka(
            servers, told(Setting.KAFKA_TOPIC).value(), file(Setting.KAFKA_CONFIG, "a file")));
  }

  private boolean yesOrNo(Setting setting) {
    Told said = told(setting);
    return switch (said.value()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refuse(said, "true or false");
    };
  }

  private Duration maxStop() {
    return duration(
        told(Setting.MAX_STOP),
        Duration.ofNanos(1),
        Configuration.MAX_STOP_MAX,
        "a duration such as P7D, PT12H, 7d, 12h or 30m, at most %d days"
            .formatted(Configuration.MAX_STOP_MAX.toDays()));
  }

  /** None if nothing is to be deleted. */
  private Optional<Duration> keepLog() {
    Told said = told(Setting.KEEP_LOG);
    if (said.value().isBlank()) {
      return Optional.empty();
    }
    return Optional.of(
        duration(
            said,
            Configuration.Keeping.KEEP_LOG_MIN,
            Configuration.Keeping.KEEP_LOG_MAX,
            "a duration such as P90D, 90d or 72h, from %d to %d days"
                .formatted(
                    Configuration.Keeping.KEEP_LOG_MIN.toDays(),
                    Configuration.Keeping.KEEP_LOG_MAX.toDays())));
  }

  private static Duration duration(Told said, Duration least, Duration most, String right) {
    try {
      Duration duration = Duration.parse(iso(said.value().toUpperCase(Locale.ROOT)));
      if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
        return duration;
      }
    } catch (DateTimeException _) {
      // refused below, like a duration out of bounds
    }
    throw refuse(said, right);
  }

  /** Lets people write 7d and 12h. */
  private static String iso(String value) {
    if (value.startsWith("P")) {
      return value;
    }
    return value.endsWith("D") ? "P" + value : "PT" + value;
  }

  private static Stop refuse(Told said, String right) {
    return Stop.wrongUse(
        "%s is \"%s\", but must be %s.".formatted(said.place(), said.value(), right));
  }
}
