package io.millrace.edge;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.millrace.edge.auth.Identity;
import io.millrace.edge.http.Arrivals;
import io.millrace.edge.http.Cors;
import io.millrace.edge.http.Dates;
import io.millrace.edge.http.Departures;
import io.millrace.edge.http.DirectProblem;
import io.millrace.edge.http.Dispatcher;
import io.millrace.edge.http.Doorkeeper;
import io.millrace.edge.http.Route;
import io.millrace.edge.http.RouteTable;
import io.millrace.edge.http.Traffic;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server. Each connection is a virtual thread that reads, parses, hands a command to the
 * node, waits until the answer is durable, and writes it.
 */
public final class EdgeServer implements AutoCloseable {
  /** Connections that have come and were not yet accepted: a rush's first moment. */
  private static final int BACKLOG = 4_096;

  /** A path with all its names, and a cursor, fit in half of it. */
  static final int FIRST_LINE_BYTES_MAX = 4_096;

  /** A JWT of 4 KiB and a browser's own headers fit. */
  static final int HEADERS_BYTES_MAX = 16_384;

  /**
   * A chunk comes whole into memory before the limit of its route can be looked at, so no body may
   * be longer than this, whatever its route.
   */
  private static final long PAYLOAD_BYTES_MAX = 2L * Route.BATCH_BYTES_MAX;

  /**
   * Only answers that are made while they are sent write through a buffer, and they write each
   * piece whole: four KiB for each of those who listen would hold nothing.
   */
  private static final int UNBUFFERED = 0;

  private final EdgeSettings settings;
  private final List<Route> routes;
  private final Traffic traffic;
  private final Departures departures;
  private final Arrivals arrivals;
  private final Dispatcher dispatcher;
  private @Nullable WebServer server;
  private int port;

  public EdgeServer(EdgeSettings settings, EdgeParts parts) {
    this(settings, parts, List.of());
  }

  /**
   * With more routes than the API has.
   *
   * @param more routes beside those of the API, which the API's documents do not know: a
   *     benchmark's yardstick
   */
  public EdgeServer(EdgeSettings settings, EdgeParts parts, List<Route> more) {
    this.settings = settings;
    this.routes = Stream.concat(Routes.all(settings, parts).stream(), more.stream()).toList();
    this.departures = new Departures(settings.departureMax(), parts.nanos());
    this.traffic = new Traffic(parts.registry(), parts.nanos(), parts.random());
    this.arrivals = new Arrivals(settings.arrivalMax(), parts.nanos(), departures, traffic::nextId);
    this.dispatcher =
        new Dispatcher(
            new RouteTable(routes),
            parts.gate(),
            new Doorkeeper(new Identity(parts.operatorKey(), parts.credentials(), parts.clock())),
            new Cors(parts.credentials()),
            parts.limits(),
            arrivals,
            departures,
            traffic,
            new Dates(parts.clock(), parts.nanos()));
  }

  /**
   * Listens when it returns.
   *
   * @throws CannotListen if the port is in use, or address or port are not to be had
   */
  public void start() {
    WebServer starting = listening();
    port = starting.port();
    if (port < 0) { // all that shows when the server beneath could not bind: it only logs why
      starting.stop();
      throw new CannotListen(settings.host(), settings.port(), null);
    }
    server = starting;
    departures.start();
    arrivals.start();
  }

  private WebServer listening() {
    try {
      return configured().build().start();
    } catch (IllegalArgumentException e) { // a host without an address
      throw new CannotListen(settings.host(), settings.port(), e);
    }
  }

  /** The port it listens on, also after a stop; another than the asked one if that was 0. */
  public int port() {
    return port;
  }

  /** The table of routes, for documents and tests that walk it. */
  List<Route> routes() {
    return routes;
  }

  /** Takes no more, answers what was taken, and returns within the grace of the settings. */
  public void stop() {
    dispatcher.stopping();
    running().stop();
    arrivals.close();
    departures.close();
  }

  @Override
  public void close() {
    if (server != null && server.isRunning()) {
      stop();
    }
  }

  private WebServer running() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server;
  }

  private WebServerConfig.Builder configured() {
    Http1Config http1 =
        Http1Config.builder()
            .maxPrologueLength(FIRST_LINE_BYTES_MAX)
            .maxHeadersSize(HEADERS_BYTES_MAX)
            .addReceiveListener(arrivals)
            .build();
    return WebServer.builder()
        .host(settings.host())
        .port(settings.port())
        .backlog(BACKLOG)
        .maxTcpConnections(settings.connectionsMax())
        .maxPayloadSize(PAYLOAD_BYTES_MAX)
        .idleConnectionTimeout(settings.idleMax())
        .idleConnectionPeriod(settings.idleMax().dividedBy(4))
        .shutdownGracePeriod(settings.stopGrace())
        .shutdownHook(false)
        .writeBufferSize(UNBUFFERED)
        .connectionOptions(options -> options.tcpNoDelay(true))
        .protocolsDiscoverServices(false)
        .addProtocol(http1)
        .directHandlers(DirectProblem.handlers(traffic::nextId))
        .addRouting(HttpRouting.builder().any(dispatcher));
  }
}
