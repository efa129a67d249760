package io.millrace.bench.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A server that a way needs beside the shop's own program. */
public sealed interface Server extends AutoCloseable permits Postgres, RabbitMq, Redis, RocketMq {

  /** With its version. */
  String title();

  /** How many programs an operator has to keep running for it. */
  int programs();

  /**
   * Starts it on empty data.
   *
   * @throws NotRun if it is not to be had here
   */
  void start(Path directory) throws NotRun;

  /** How a client finds it: argument → value. */
  Map<String, String> where();

  /** As {@code kill -9} on what holds the data. */
  void kill();

  /** Starts it again on the data that it has. */
  void restart();

  List<Child> children();

  /** What it holds in memory, as far as that grows with what is pending. */
  long memoryBytes();

  @Override
  void close();
}
