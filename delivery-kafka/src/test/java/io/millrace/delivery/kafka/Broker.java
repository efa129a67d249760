package io.millrace.delivery.kafka;

import io.millrace.testkit.process.TestProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** A real broker in a process of its own, which can be killed and started again. */
final class Broker implements AutoCloseable {
  private static final int ASKED_MAX = 60;

  private final Path directory;
  private final int port;
  private final int controllerPort;
  private final String[] settings;
  private Process process;

  Broker(Path directory, String... settings) throws IOException, InterruptedException {
    this.directory = directory;
    this.settings = settings;
    try (ServerSocket one = free();
        ServerSocket other = free()) {
      port = one.getLocalPort();
      controllerPort = other.getLocalPort();
    }
    process = started();
    awaitReady();
  }

  private static ServerSocket free() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private Process started() throws IOException {
    ProcessBuilder command =
        TestProcess.java(
            List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            BrokerMain.class.getName(),
            directory.toString(),
            Integer.toString(port),
            Integer.toString(controllerPort));
    command.command().addAll(List.of(settings));
    return command
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  Admin admin() {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            address(),
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            2_000,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            2_000));
  }

  private void awaitReady() throws InterruptedException {
    try (Admin admin = admin()) {
      for (int i = 0; i < ASKED_MAX; i++) {
        try {
          if (!admin.describeCluster().nodes().get().isEmpty()) {
            return;
          }
        } catch (ExecutionException _) {
          // not yet
        }
      }
    }
    throw new IllegalStateException("the broker did not come up");
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void startAgain() throws IOException, InterruptedException {
    process = started();
    awaitReady();
  }

  /** Its directory is somebody's to delete then. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
