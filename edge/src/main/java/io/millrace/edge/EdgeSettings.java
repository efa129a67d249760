package io.millrace.edge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/**
 * How the edge listens.
 *
 * @param port 0 picks a free one
 * @param arrivalMax how long a request may take to arrive, from its first line to its last byte
 * @param departureMax how long a client may take to read an answer
 * @param idleMax how long a connection may wait for its next request; longer than clients keep
 *     theirs, so that none sends into a closing one
 * @param stopGrace how long a stop waits for what was taken to be answered
 * @param durability the log's mode, for {@code /health/ready}
 * @param keepLog how old facts must be to be deleted, for the same; empty if nothing ever is
 * @param eventStreamsMax how many may listen to events at a time
 */
public record EdgeSettings(
    String host,
    int port,
    Duration arrivalMax,
    Duration departureMax,
    Duration idleMax,
    Duration stopGrace,
    String durability,
    Optional<Duration> keepLog,
    int eventStreamsMax) {
  /** A phone on a bad line sends 64 KiB in less. */
  public static final Duration ARRIVAL_MAX = Duration.ofSeconds(10);

  /**
   * The longest page is 200 orders of 100 lines, about 5 MB: a client on a slow line asks for fewer
   * at a time.
   */
  public static final Duration DEPARTURE_MAX = Duration.ofSeconds(30);

  /** The JDK's client keeps a connection for 30 seconds, most others for 60 or less. */
  public static final Duration IDLE_MAX = Duration.ofSeconds(75);

  /** Any answer that the disk can still give has come by then. */
  public static final Duration STOP_GRACE = Duration.ofSeconds(10);

  /**
   * Ten thousand idle connections and as many busy ones; a connection costs some KiB of heap and a
   * descriptor. More than this wait in the backlog.
   */
  static final int CONNECTIONS_MAX = 20_000;

  private static final int CONNECTIONS_TO_ASK = 5_000;

  /** With those who ask they stay below the open files that most systems give a process. */
  public static final int EVENT_STREAMS_MAX = 15_000;

  public static EdgeSettings of(String host, int port, String durability) {
    return new EdgeSettings(
        host,
        port,
        ARRIVAL_MAX,
        DEPARTURE_MAX,
        IDLE_MAX,
        STOP_GRACE,
        durability,
        Optional.empty(),
        EVENT_STREAMS_MAX);
  }

  public EdgeSettings withArrivalMax(Duration other) {
    return new EdgeSettings(
        host, port, other, departureMax, idleMax, stopGrace, durability, keepLog, eventStreamsMax);
  }

  public EdgeSettings withDepartureMax(Duration other) {
    return new EdgeSettings(
        host, port, arrivalMax, other, idleMax, stopGrace, durability, keepLog, eventStreamsMax);
  }

  public EdgeSettings withKeepLog(Duration deleted) {
    return new EdgeSettings(
        host,
        port,
        arrivalMax,
        departureMax,
        idleMax,
        stopGrace,
        durability,
        Optional.of(deleted),
        eventStreamsMax);
  }

  public EdgeSettings withEventStreamsMax(int other) {
    return new EdgeSettings(
        host, port, arrivalMax, departureMax, idleMax, stopGrace, durability, keepLog, other);
  }

  /** Beside all who listen there is room for a few thousand who ask. */
  int connectionsMax() {
    return Math.max(CONNECTIONS_MAX, eventStreamsMax + CONNECTIONS_TO_ASK);
  }

  boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
