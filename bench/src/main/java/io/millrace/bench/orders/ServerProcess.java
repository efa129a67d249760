package io.millrace.bench.orders;

import io.millrace.bench.process.JavaProcess;
import io.millrace.bench.report.BenchmarkFailed;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running {@link BenchServer}, which has the no-op route. */
public final class ServerProcess implements AutoCloseable {

  /** A few million orders with their keys, and room for garbage. */
  private static final List<String> FLAGS = List.of("-Xmx6g");

  private static final long STOP_SECONDS_MAX = 30;

  private final Process process;
  private final int port;
  private final String operatorKey;

  private ServerProcess(Process process, int port, String operatorKey) {
    this.process = process;
    this.port = port;
    this.operatorKey = operatorKey;
  }

  public static ServerProcess start(Path data) {
    try {
      Process process =
          JavaProcess.builder(FLAGS, BenchServer.class, data.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String[] ready = readyLine(process).split(" ", -1);
      return new ServerProcess(process, Integer.parseInt(ready[1]), ready[2]);
    } catch (IOException e) {
      throw new BenchmarkFailed("the server could not be started", e);
    }
  }

  private static String readyLine(Process process) throws IOException {
    BufferedReader lines = process.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(BenchServer.READY)) {
        return line;
      }
    }
    throw new BenchmarkFailed("the server did not start");
  }

  public int port() {
    return port;
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  public String operatorKey() {
    return operatorKey;
  }

  /** Lets it end in its own way, but not for ever. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException _) {
      process.destroyForcibly();
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
