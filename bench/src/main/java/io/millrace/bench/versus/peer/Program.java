package io.millrace.bench.versus.peer;

import io.millrace.bench.process.JavaProcess;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.server.Child;
import io.millrace.bench.server.NotRun;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A peer's own program, of {@code bench/peers}, on its own class path. */
final class Program implements AutoCloseable {

  /** More than it fills; Millrace gets more, because it keeps its orders there. */
  private static final List<String> JVM_FLAGS = List.of("-Xmx1g");

  private static final String READY = "ready ";

  /** Of the bytes for HS256 at least as long as its hash. */
  private static final String SECRET = "a-secret-of-the-shop-for-benchmarks-only";

  private final Child child;
  private final int port;

  private Program(Child child, int port) {
    this.child = child;
    this.port = port;
  }

  /**
   * Looked for before anything is started.
   *
   * @throws NotRun if it was not built
   */
  static String classPath() throws NotRun {
    try {
      Path classes =
          Path.of(Program.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      // …/bench/target/classes or …/bench/target/millrace-bench.jar
      Path target = classes.resolve("../../peers/target").normalize();
      if (!Files.isDirectory(target.resolve("lib"))
          || !Files.isDirectory(target.resolve("classes"))) {
        throw new NotRun("the peers are not built: bench/peers/target is missing");
      }
      return target.resolve("classes") + File.pathSeparator + target.resolve("lib").resolve("*");
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class path entry is a file", e);
    }
  }

  /** Starts it and waits until it takes orders. */
  static Program start(String main, Path log, String... arguments) throws NotRun {
    Child child =
        Child.start(
            JavaProcess.builder(JVM_FLAGS, classPath(), main, arguments)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())));
    try {
      Writer in = child.process().outputWriter();
      in.write(SECRET + '\n');
      in.flush();
      BufferedReader lines = child.process().inputReader();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(READY)) {
          // What it logs later must go somewhere: a full pipe would stop it.
          Thread.ofVirtual().start(() -> copy(lines, log));
          return new Program(child, Integer.parseInt(line.substring(READY.length())));
        }
      }
      throw new BenchmarkFailed("a peer did not start: " + Files.readString(log));
    } catch (IOException e) {
      throw new BenchmarkFailed("a peer did not start", e);
    }
  }

  private static void copy(BufferedReader lines, Path log) {
    try (Writer out =
        Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      lines.transferTo(out);
    } catch (IOException _) {
      // It has ended.
    }
  }

  Door door() {
    return new Door(port, Door.ORDERS, "peer", SECRET);
  }

  Child child() {
    return child;
  }

  void kill() {
    child.kill();
  }

  @Override
  public void close() {
    child.close();
  }
}
