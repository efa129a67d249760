package io.millrace.bench.unpaid;

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
import io.millrace.journal.FileSystemDisk;
import io.millrace.journal.Log;
import io.millrace.journal.Snapshots;
import io.millrace.model.Recorded;
import io.millrace.model.fact.OrderExpired;
import io.millrace.node.DurableFrame;
import io.millrace.node.Follower;
import io.millrace.node.IngressLimits;
import io.millrace.node.LogSource;
import io.millrace.node.Node;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import io.millrace.node.SystemClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/**
 * What {@code millrace start} starts, on one shard and with fsync, and one follower more: it says
 * on standard output which orders have expired, when the frame that says so has been forced. The
 * keys come in on standard input, and it ends when that does.
 */
final class MillraceServer {

  /** Followed by the port. */
  static final String READY = "ready ";

  /** Followed by a time in microseconds, and the ids of orders that expired. */
  static final String EXPIRED = "expired ";

  /** Followed by the same; the log says so of a time before this process. */
  static final String HAD_EXPIRED = "had-expired ";

  private MillraceServer() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    OperatorKey operatorKey = OperatorKey.parse(in.readLine());
    NodeKey nodeKey = NodeKey.parse(in.readLine());
    RandomBytes random = new SecureRandom()::nextBytes;
    Credentials credentials = new Credentials(nodeKey.seal(random));
    Teller teller = new Teller();
    NodeSettings settings =
        new NodeSettings(
            1, NodeSettings.MAX_STOP_DEFAULT, false, FrameMaker.LIMITS, IngressLimits.DEFAULT);
    try (BenchLog log = new BenchLog(directory, Durability.FSYNC);
        Node node =
            Node.start(
                settings,
                kept(log, directory),
                new SystemClock(),
                List.of(credentials, teller),
                NodeWatch.NONE)) {
      EdgeParts parts =
          new EdgeParts(
              node,
              node::statuses,
              credentials,
              operatorKey,
              nodeKey,
              random,
              InstantSource.system(),
              System::nanoTime,
              new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
      try (EdgeServer server = new EdgeServer(EdgeSettings.of("127.0.0.1", 0, "fsync"), parts)) {
        server.start();
        teller.replayed();
        System.out.println(READY + server.port());
        while (in.read() >= 0) {
          // Nobody says anything; the end is all that matters.
        }
      }
    }
  }

  /** With snapshots, as the real one: the checkpointer's work is in what is measured. */
  private static LogSource kept(BenchLog log, Path directory) {
    return new LogSource() {
      @Override
      public Log open(int shard) {
        return log.log();
      }

      @Override
      public Snapshots snapshots(int shard) {
        return new Snapshots(
            new FileSystemDisk(), directory.resolve("snapshots").toString(), shard);
      }
    };
  }

  /** On the writer's thread. */
  private static final class Teller implements Follower {

    /** What closes between the replay and this is live and told as replayed: at a start only. */
    private volatile boolean live;

    void replayed() {
      live = true;
    }

    @Override
    public void take(DurableFrame frame) {
      StringBuilder line = new StringBuilder();
      for (Recorded recorded : frame.facts()) {
        if (recorded.fact() instanceof OrderExpired expired) {
          line.append(' ').append(expired.order().value());
        }
      }
      if (!line.isEmpty()) {
        System.out.println((live ? EXPIRED : HAD_EXPIRED) + WallClock.micros() + line);
      }
    }
  }
}
