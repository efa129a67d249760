package io.millrace.bench.server;

import io.millrace.bench.process.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * RocketMQ: a name server and a broker that forces each message before it is answered. Its timer
 * ticks as finely as it can be told to.
 */
public final class RocketMq implements Server {

  private static final String NAME_SERVER = "org.apache.rocketmq.namesrv.NamesrvStartup";
  private static final String BROKER = "org.apache.rocketmq.broker.BrokerStartup";
  private static final String BOOTED = "boot success";
  private static final int TIMER_MILLIS = 100;

  /** As it comes, it refuses what it has not taken within 200 ms, which a busy disk can need. */
  private static final int SEND_QUEUE_MILLIS_MAX = 5_000;

  /** A log of a gigabyte, as it comes, is zero-filled before the first message. */
  private static final int LOG_FILE_BYTES = 64 << 20;

  private final int namePort = Ports.free();
  private final int brokerPort = Ports.free();
  private final int followerPort = Ports.free();
  private Optional<Path> home = Optional.empty();
  private Optional<Child> names = Optional.empty();
  private Optional<Child> broker = Optional.empty();

  /** What it runs on; empty if it was not built. */
  public static Optional<String> classPath() {
    try {
      Path classes =
          Path.of(RocketMq.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      // …/bench/target/classes or …/bench/target/millrace-bench.jar
      Path lib = classes.resolve("../../rocketmq/target/lib").normalize();
      return Files.isDirectory(lib) ? Optional.of(lib.resolve("*").toString()) : Optional.empty();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class path entry is a file", e);
    }
  }

  @Override
  public String title() {
    return "RocketMQ 5.3.3";
  }

  @Override
  public int programs() {
    return 2;
  }

  @Override
  public void start(Path directory) throws NotRun {
    if (classPath().isEmpty()) {
      throw new NotRun("RocketMQ's libraries are not built: bench/rocketmq/target/lib is missing");
    }
    Path here = directory.resolve("rocketmq");
    try {
      Files.createDirectories(here);
      Files.writeString(
          here.resolve("names.conf"),
          """
          listenPort=%d
          bindAddress=127.0.0.1
          """
              .formatted(namePort));
      Files.writeString(
          here.resolve("broker.conf"),
          """
          brokerName=bench
          brokerIP1=127.0.0.1
          namesrvAddr=127.0.0.1:%d
          listenPort=%d
          bindAddress=127.0.0.1
          haListenPort=%d
          storePathRootDir=%s
          storePathCommitLog=%s
          mappedFileSizeCommitLog=%d
          flushDiskType=SYNC_FLUSH
          waitTimeMillsInSendQueue=%d
          timerPrecisionMs=%d
          """
              .formatted(
                  namePort,
                  brokerPort,
                  followerPort,
                  here.resolve("store"),
                  here.resolve("store/commitlog"),
                  LOG_FILE_BYTES,
                  SEND_QUEUE_MILLIS_MAX,
                  TIMER_MILLIS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    home = Optional.of(here);
    names = Optional.of(start(NAME_SERVER, "names", List.of("-Xmx256m")));
    restart();
  }

  @Override
  public void restart() {
    broker = Optional.of(start(BROKER, "broker", List.of("-Xmx1g", "-XX:MaxDirectMemorySize=1g")));
  }

  private Child start(String main, String what, List<String> flags) {
    Path here = home.orElseThrow();
    Path output = here.resolve(what + ".log");
    List<String> all = new ArrayList<>(flags);
    // Its logs go below the home of the user, which is not to be touched.
    all.add("-Duser.home=" + here);
    all.add("-Drocketmq.home.dir=" + here);
    try {
      Files.deleteIfExists(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Child started =
        Child.start(
            JavaProcess.builder(
                    all,
                    classPath().orElseThrow(),
                    main,
                    "-c",
                    here.resolve(what + ".conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile()));
    Readiness.await(started, output, () -> says(output));
    return started;
  }

  private static boolean says(Path output) {
    try {
      return Files.exists(output) && Files.readString(output).contains(BOOTED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, String> where() {
    return Map.of("rocketmq", "127.0.0.1:" + namePort);
  }

  @Override
  public void kill() {
    broker.orElseThrow().kill();
  }

  @Override
  public List<Child> children() {
    List<Child> all = new ArrayList<>(broker.stream().toList());
    names.ifPresent(all::add);
    return all;
  }

  @Override
  public long memoryBytes() {
    return broker.orElseThrow().reachableBytes();
  }

  @Override
  public void close() {
    broker.ifPresent(Child::close);
    names.ifPresent(Child::close);
  }
}
