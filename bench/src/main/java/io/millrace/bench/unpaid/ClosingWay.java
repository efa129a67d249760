package io.millrace.bench.unpaid;

import io.millrace.bench.server.NotRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A way to close what nobody paid, as a trial sees it: the same for all. */
sealed interface ClosingWay extends AutoCloseable permits ClassicWay, MillraceWay {

  /** As it stands in names of figures. */
  String name();

  /** Programs beside the shop's own that have to run, with their versions. */
  List<String> servers();

  /** How many those are. */
  int extraPrograms();

  /**
   * Starts servers and worker, all empty.
   *
   * @throws NotRun if something that it needs is not on this machine
   */
  void start(Path directory) throws NotRun;

  /**
   * Returns when the orders and their deadlines are durable: the orders with the deadlines that
   * they have got.
   */
  List<UnpaidOrder> place(List<UnpaidOrder> orders);

  /** Returns when that is durable: how many were still unpaid, so that the money was taken. */
  int pay(List<UnpaidOrder> orders);

  Closes closes();

  /** Whether its store says that some of them are still unpaid. */
  boolean hasOpen(List<UnpaidOrder> orders);

  /** The shop's own program. */
  Killable worker();

  /** What can be killed beside it; empty if there is nothing. */
  Optional<Killable> server();

  /**
   * Something that can die at any moment.
   *
   * @param kill as {@code kill -9}
   * @param restart on the data that it has; returns when it serves
   */
  record Killable(Runnable kill, Runnable restart) {}

  /** Processor time of all its programs. */
  Duration processorTime();

  /** What its programs hold in memory; where that can be, after a collection. */
  long memoryBytes();

  /** The proof, from its store. */
  Tally tally();

  @Override
  void close();
}
