package io.millrace.app.config;

import java.util.Locale;
import java.util.Optional;

/**
 * Everything {@code start} can be told. A row here is a flag, an environment variable and a key of
 * the file, all spelled alike.
 */
public enum Setting {
  PORT("8080", "PORT", "Port to listen on; 0 picks a free one."),
  HOST("127.0.0.1", "ADDRESS", "Address to listen on."),
  DATA("./data", "DIR", "Directory of the log and the keys; made if it is not there."),
  DURABILITY(
      "fsync",
      "MODE",
      "fsync: an answer survives the loss of power. os: it survives the process only."),
  SHARDS("1", "N", "Writers, each with a log of its own; fixed by the first start."),
  MAX_STOP(
      "P7D", "DURATION", "The longest stop (P7D, 7d, 12h) after which the wall clock is believed."),
  ACCEPT_CLOCK("false", "", "Believe the wall clock this once, however long the stop was."),
  SEGMENT_SIZE("64MiB", "SIZE", "How large a segment of the log is (2MiB to 1GiB)."),
  RESERVE(
      "256MiB",
      "SIZE",
      "What is kept free on the disk for what finishes orders, beside two segments a shard."),
  SNAPSHOTS("", "DIR", "Where snapshots are kept, such as another disk; with the log without it."),
  ARCHIVE(
      "", "DIR", "Where packed segments are kept, such as another disk; with the log without it."),
  KEEP_LOG(
      "", "DURATION", "Delete packed segments when all in them is older; without it nothing is."),
  DATABASE(
      "",
      "URL",
      "Where the read model is kept: jdbc:postgresql:…, jdbc:mariadb:…, jdbc:mysql:…, jdbc:sqlite:…, or none. In the data directory without it. Given several times, it is split over all of them."),
  DATABASE_DRIVER(
      "", "JAR", "JDBC driver for --database; those of MariaDB and MySQL do not come along."),
  NEXT_DATABASE(
      "",
      "URL",
      "Where a read model is to be made that a later start names as --database; nobody asks it yet. May be given several times, too."),
  EVENT_STREAMS("15000", "N", "How many may listen to events at a time."),
  KAFKA(
      "",
      "SERVERS",
      "Publish facts to Kafka: HOST:PORT of some brokers, with commas between them."),
  KAFKA_TOPIC("millrace", "NAME", "The topic that gets them; NAME.cursors is beside it."),
  KAFKA_CONFIG(
      "", "FILE", "File of the client's properties: security.*, sasl.*, ssl.*, compression.type."),
  ALLOW_PRIVATE_TARGETS(
      "false", "", "Let webhooks and pushed tasks go to loopback and private addresses."),
  NO_WEBHOOKS("false", "", "Send no webhook and push no task: for a copy that is only looked at."),
  PARTIES(
      "",
      "FILE",
      "File of third parties that webhooks may be sent through, and how each is called."),
  TRUSTED_PROXIES(
      "",
      "BLOCKS",
      "Proxies that are believed when X-Forwarded-For says for whom they ask: addresses or CIDR blocks, with commas between them. Nobody without it."),
  LIMITS("", "FILE", "File of rate limits, followed while it runs; built-in ones without it."),
  CONFIG("", "FILE", "File of properties with these names; flags and environment stand above it.");

  public static final String ENVIRONMENT_PREFIX = "MILLRACE_";

  private final String fallback;
  private final String parameter;
  private final String meaning;

  Setting(String fallback, String parameter, String meaning) {
    this.fallback = fallback;
    this.parameter = parameter;
    this.meaning = meaning;
  }

  /** As it stands in the file. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String flag() {
    return "--" + key();
  }

  public String variable() {
    return ENVIRONMENT_PREFIX + name();
  }

  /** The value when nobody says anything; empty for {@link #CONFIG}, which has none. */
  public String fallback() {
    return fallback;
  }

  /** What the flag is followed by; empty for a switch. */
  public String parameter() {
    return parameter;
  }

  public boolean isSwitch() {
    return parameter.isEmpty();
  }

  /** Whether the flag may be given several times; elsewhere its values stand in lines or blanks. */
  public boolean isList() {
    return this == DATABASE || this == NEXT_DATABASE;
  }

  public String meaning() {
    return meaning;
  }

  static Optional<Setting> ofKey(String key) {
    for (Setting setting : values()) {
      if (setting.key().equals(key)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }

  static Optional<Setting> ofVariable(String variable) {
    for (Setting setting : values()) {
      if (setting.variable().equals(variable)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }
}
