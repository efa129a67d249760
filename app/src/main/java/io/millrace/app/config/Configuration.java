package io.millrace.app.config;

import io.millrace.delivery.party.PartySettings;
import io.millrace.diana.rule.AddressBlock;
import io.millrace.journal.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a node is started. Made once, from {@link Sources}; nobody reads flags after it.
 *
 * @param trustedProxies may say for whom they ask
 * @param nextDatabase is filled beside the read model that is asked, for a later start
 */
public record Configuration(
    String host,
    int port,
    Path data,
    Durability durability,
    int shards,
    Duration maxStop,
    boolean acceptClock,
    long segmentBytes,
    long reserveBytes,
    Keeping keeping,
    Optional<Path> limits,
    List<AddressBlock> trustedProxies,
    ReadModel database,
    ReadModel nextDatabase,
    int eventStreams,
    Optional<Kafka> kafka,
    Webhooks webhooks) {

  /** A frame of the greatest size, with the header before it, fits into the smallest segment. */
  public static final long SEGMENT_BYTES_MIN = 2L << 20;

  /** A reserve that nobody can mean: the disk would always be too small. */
  public static final long RESERVE_BYTES_MAX = 1L << 40;

  public static final int PORT_MAX = 65_535;

  /** A slot is the least that can be moved between shards, so more shards would stay empty. */
  public static final int SHARDS_MAX = 1_024;

  /** Beyond this nobody can say that the clock is believed with care. */
  public static final Duration MAX_STOP_MAX = Duration.ofDays(3_660);

  /** Each has a follower that reads the whole log: with more, that would be most of the work. */
  public static final int DATABASES_MAX = 64;

  /** More open connections than one process should have. */
  public static final int EVENT_STREAMS_MAX = 100_000;

  public Configuration {
    trustedProxies = List.copyOf(trustedProxies);
  }

  /**
   * Where facts are published.
   *
   * @param properties of the client, such as its passwords
   */
  public record Kafka(String servers, String topic, Optional<Path> properties) {}

  /** Where the read model is kept. */
  public sealed interface ReadModel {

    /** In a file of the data directory. */
    record InDataDirectory() implements ReadModel {}

    /**
     * In the database at this URL, or split over several.
     *
     * @param driver the jar of their driver, if that does not come along
     */
    record At(List<String> urls, Optional<Path> driver) implements ReadModel {
      public At {
        urls = List.copyOf(urls);
      }
    }

    /** Nowhere: there is none. */
    record None() implements ReadModel {}
  }

  /**
   * Who may be told of events.
   *
   * @param silent nobody, and endpoints cannot be asked for
   * @param allowPrivateTargets receivers that are reachable from here only, too
   * @param parties third parties that they may be sent through
   */
  public record Webhooks(boolean silent, boolean allowPrivateTargets, List<PartySettings> parties) {
    public Webhooks {
      parties = List.copyOf(parties);
    }
  }

  /**
   * Where the past lies, and for how long.
   *
   * @param snapshots beside the log if empty
   * @param archive likewise
   * @param keepLog for ever if empty
   */
  public record Keeping(
      Optional<Path> snapshots, Optional<Path> archive, Optional<Duration> keepLog) {

    /** Who deletes by the hour has mistaken the unit. */
    public static final Duration KEEP_LOG_MIN = Duration.ofDays(1);

    /** A century; nobody who means "for ever" gives a number. */
    public static final Duration KEEP_LOG_MAX = Duration.ofDays(36_600);
  }
}
