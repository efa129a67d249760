package io.millrace.bench.unpaid.server;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The orders' database, as it comes: {@code fsync} and {@code synchronous_commit} are on. The
 * programs come from a Maven artifact.
 */
public final class Postgres implements Server {

  private static final String BINARIES = "/postgres-linux-x86_64.txz";
  private static final String USER = "bench";
  private static final int EXECUTABLE_BIT = 0100;
  private static final long INIT_SECONDS_MAX = 60;

  private final int port = Ports.free();
  private Optional<Path> home = Optional.empty();
  private Optional<Child> child = Optional.empty();

  @Override
  public String title() {
    return "PostgreSQL 17.6";
  }

  @Override
  public int programs() {
    return 1;
  }

  @Override
  public void start(Path directory) throws NotRun {
    Path here = directory.resolve("postgres");
    try (InputStream binaries = Postgres.class.getResourceAsStream(BINARIES)) {
      if (binaries == null || !System.getProperty("os.name").equals("Linux")) {
        throw new NotRun("PostgreSQL's programs are for Linux on x86-64");
      }
      unpack(binaries, here);
      initialise(here);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    home = Optional.of(here);
    restart();
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

  private static void initialise(Path home) throws IOException, NotRun {
    Path output = home.resolve("initdb.log");
    Process init =
        new ProcessBuilder(
                asUser(
                    home.resolve("bin/initdb"),
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

  @Override
  public void restart() {
    Path here = home.orElseThrow();
    Path output = here.resolve("server.log");
    Child started =
        Child.start(
            new ProcessBuilder(
                    asUser(
                        here.resolve("bin/postgres"),
                        "-D",
                        here.resolve("data").toString(),
                        "-c",
                        "port=" + port,
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories="))
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
