package io.millrace.bench.versus.peer;

import io.millrace.bench.server.NotRun;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A shop that takes orders over HTTP, with all that it needs. */
public interface Peer extends AutoCloseable {

  /** As it stands in names of figures. */
  String name();

  /** As it stands in tables. */
  String title();

  /** What an answer survives, in few words. */
  String durability();

  /** Programs beside the shop's own, with their versions. */
  List<String> servers();

  /**
   * Starts all of it on empty data, and opens the shop.
   *
   * @throws NotRun if something that it needs is not on this machine
   */
  void start(Path directory, Goods goods) throws NotRun;

  /** After a part was started again it may be another. */
  Door door();

  /** Returns when what was acknowledged is where it belongs, and nothing is under way. */
  void settle();

  /** All of its processes, as they are now. */
  Stream<ProcessHandle> processes();

  /** What can be killed; the shop's own program first. */
  List<Part> parts();

  /** How many orders its store holds. */
  long orders();

  /** Those of these orders that its store does not hold. */
  Set<String> missing(Collection<String> ids);

  Stock stock();

  @Override
  void close();
}
