package io.millrace.delivery.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * A broker that is its own controller, in a process that ends with its standard input. Arguments: a
 * directory, two ports, and settings that others do not need.
 */
final class BrokerMain {
  private static final String CLUSTER = "bWlsbHJhY2UtdGVzdHMtMQ";

  private BrokerMain() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    Path settings = directory.resolve("server.properties");
    if (!Files.exists(settings)) {
      List<String> more = List.of(arguments).subList(3, arguments.length);
      Files.writeString(
          settings,
          settings(directory.resolve("data"), arguments[1], arguments[2])
              + String.join("\n", more));
      int status =
          StorageTool.execute(
              new String[] {"format", "-t", CLUSTER, "-c", settings.toString()}, System.err);
      if (status != 0) {
        throw new IllegalStateException("the broker's directory was not made");
      }
    }
    Thread.ofPlatform().daemon().start(BrokerMain::endWithInput);
    Kafka.main(new String[] {settings.toString()});
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {
        // nobody says anything
      }
    } catch (IOException _) {
      // the end, too
    }
    Runtime.getRuntime().halt(0);
  }

  private static String settings(Path data, String port, String controllerPort) {
    return """
    process.roles=broker,controller
    node.id=1
    controller.quorum.voters=1@127.0.0.1:%2$s
    listeners=PLAINTEXT://127.0.0.1:%1$s,CONTROLLER://127.0.0.1:%2$s
    advertised.listeners=PLAINTEXT://127.0.0.1:%1$s
    controller.listener.names=CONTROLLER
    listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
    log.dirs=%3$s
    num.partitions=3
    offsets.topic.num.partitions=1
    offsets.topic.replication.factor=1
    transaction.state.log.num.partitions=1
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    group.initial.rebalance.delay.ms=0
    """
        .formatted(port, controllerPort, data);
  }
}
