package io.millrace.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * RabbitMQ from Debian's package, on data and ports of its own; so is the Erlang port mapper, as
 * one that it starts by itself would stay behind.
 */
public final class RabbitMq implements Server {

  private static final Path HOME = Path.of("/usr/lib/rabbitmq");
  private static final Path PROGRAM = HOME.resolve("bin/rabbitmq-server");
  private static final Path MAPPER = Path.of("/usr/bin/epmd");
  private static final String VERSION_FOLDER = "rabbitmq_server-";

  private final int port = Ports.free();
  private final int mapperPort = Ports.free();
  private final int clusterPort = Ports.free();
  private Optional<Path> home = Optional.empty();
  private Optional<Child> mapper = Optional.empty();
  private Optional<Child> child = Optional.empty();

  @Override
  public String title() {
    return "RabbitMQ " + version();
  }

  private static String version() {
    try (Stream<Path> folders = Files.list(HOME.resolve("lib"))) {
      return folders
          .map(folder -> folder.getFileName().toString())
          .filter(name -> name.startsWith(VERSION_FOLDER))
          .map(name -> name.substring(VERSION_FOLDER.length()))
          .findFirst()
          .orElse("of an unknown version");
    } catch (IOException _) {
      return "of an unknown version";
    }
  }

  @Override
  public int programs() {
    return 1;
  }

  @Override
  public void start(Path directory) throws NotRun {
    if (!Files.isExecutable(PROGRAM) || !Files.isExecutable(MAPPER)) {
      throw new NotRun("Debian's package rabbitmq-server is not installed");
    }
    Path here = directory.resolve("rabbitmq");
    try {
      Files.createDirectories(here);
      Files.writeString(
          here.resolve("rabbitmq.conf"), "listeners.tcp.1 = 127.0.0.1:" + port + "\n");
      Files.writeString(here.resolve("plugins"), "[].");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    home = Optional.of(here);
    Child map =
        Child.start(
            new ProcessBuilder(
                    MAPPER.toString(),
                    "-port",
                    Integer.toString(mapperPort),
                    "-address",
                    "127.0.0.1")
                .redirectErrorStream(true)
                .redirectOutput(here.resolve("mapper.log").toFile()));
    mapper = Optional.of(map);
    Readiness.await(map, here.resolve("mapper.log"), () -> Ports.answers(mapperPort));
    restart();
  }

  @Override
  public void restart() {
    Path here = home.orElseThrow();
    Path output = here.resolve("server.log");
    ProcessBuilder builder =
        new ProcessBuilder(PROGRAM.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder
        .environment()
        .putAll(
            Map.ofEntries(
                Map.entry("HOME", here.toString()),
                Map.entry("ERL_EPMD_PORT", Integer.toString(mapperPort)),
                Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
                Map.entry("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
                Map.entry("RABBITMQ_NODENAME", "bench@localhost"),
                Map.entry("RABBITMQ_CONFIG_FILE", here.resolve("rabbitmq.conf").toString()),
                Map.entry("RABBITMQ_MNESIA_BASE", here.resolve("data").toString()),
                Map.entry("RABBITMQ_LOG_BASE", here.resolve("log").toString()),
                Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", here.resolve("plugins").toString()),
                Map.entry("RABBITMQ_PID_FILE", here.resolve("pid").toString()),
                Map.entry("RABBITMQ_DIST_PORT", Integer.toString(clusterPort)),
                Map.entry(
                    "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                    "-kernel inet_dist_use_interface {127,0,0,1}")));
    Child started = Child.start(builder);
    child = Optional.of(started);
    Readiness.await(started, output, () -> Ports.answers(port));
  }

  @Override
  public Map<String, String> where() {
    return Map.of("rabbitmq", Integer.toString(port));
  }

  @Override
  public void kill() {
    child.orElseThrow().kill();
  }

  @Override
  public List<Child> children() {
    List<Child> all = new ArrayList<>(child.stream().toList());
    mapper.ifPresent(all::add);
    return all;
  }

  @Override
  public long memoryBytes() {
    return child.orElseThrow().anonymousBytes();
  }

  @Override
  public void close() {
    child.ifPresent(Child::close);
    mapper.ifPresent(Child::close);
  }
}
