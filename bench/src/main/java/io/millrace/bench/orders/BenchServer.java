package io.millrace.bench.orders;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.bench.disk.BenchLog;
import io.millrace.bench.writer.FrameMaker;
import io.millrace.edge.EdgeParts;
import io.millrace.edge.EdgeServer;
import io.millrace.edge.EdgeSettings;
import io.millrace.edge.auth.Credentials;
import io.millrace.edge.auth.NodeKey;
import io.millrace.edge.auth.OperatorKey;
import io.millrace.edge.auth.RandomBytes;
import io.millrace.journal.Durability;
import io.millrace.node.IngressLimits;
import io.millrace.node.Node;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import io.millrace.node.SystemClock;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/**
 * The server process: what {@code millrace start} starts, on one shard and with fsync, and one
 * route more, {@link NoOpRoute}. It says where it listens and ends when its standard input does, so
 * none outlives its benchmark.
 */
final class BenchServer {

  /** What its one line begins with; a JVM with a recorder or a debugger says more than that. */
  static final String READY = "ready ";

  private BenchServer() {}

  public static void main(String[] arguments) throws IOException {
    RandomBytes random = new SecureRandom()::nextBytes;
    String operatorKey = OperatorKey.generate(random);
    NodeKey nodeKey = NodeKey.parse(NodeKey.generate(random));
    Credentials credentials = new Credentials(nodeKey.seal(random));
    NodeSettings settings =
        new NodeSettings(
            1, NodeSettings.MAX_STOP_DEFAULT, false, FrameMaker.LIMITS, IngressLimits.DEFAULT);
    try (BenchLog log = new BenchLog(Path.of(arguments[0]), Durability.FSYNC);
        Node node =
            Node.start(
                settings,
                log.kept(), // the checkpointer follows while orders are counted
                new SystemClock(),
                List.of(credentials),
                NodeWatch.NONE)) {
      EdgeParts parts =
          new EdgeParts(
              node,
              node::statuses,
              credentials,
              OperatorKey.parse(operatorKey),
              nodeKey,
              random,
              InstantSource.system(),
              System::nanoTime,
              new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
      EdgeSettings edge = EdgeSettings.of("127.0.0.1", 0, "fsync");
      try (EdgeServer server = new EdgeServer(edge, parts, NoOpRoute.of(parts))) {
        server.start();
        System.out.println(READY + server.port() + " " + operatorKey);
        awaitEndOfInput();
      }
    }
  }

  private static void awaitEndOfInput() throws IOException {
    while (System.in.read() >= 0) {
      // Nobody says anything; the end is all that matters.
    }
  }
}
