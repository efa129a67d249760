package io.millrace.bench.versus;

import io.millrace.bench.load.LoadOrders;
import io.millrace.bench.versus.peer.Ceiling;
import io.millrace.bench.versus.peer.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A peer in the contest, and what it came to. Owned by the benchmark's thread. */
final class Entrant {

  private final Supplier<Peer> kind;
  private final Peer peer;
  private final Score hot = new Score();
  private final Score spread = new Score();
  private final List<LineChart.Point> byConnections = new ArrayList<>();
  private final List<LineChart.Point> byLoad = new ArrayList<>();
  private final List<LineChart.Point> byOrders = new ArrayList<>();
  private long promised;
  private long residentBytes;
  private Optional<String> out = Optional.empty();
  private Optional<Survival.Found> survival = Optional.empty();

  /**
   * One that has not started.
   *
   * @param kind makes it, and others like it
   */
  Entrant(Supplier<Peer> kind) {
    this.kind = kind;
    this.peer = kind.get();
  }

  /** One of its kind that has not started. */
  Peer another() {
    return kind.get();
  }

  Peer peer() {
    return peer;
  }

  /** The yardstick keeps no orders. */
  boolean keepsOrders() {
    return !(peer instanceof Ceiling);
  }

  Score score(String kind) {
    return kind.equals(LoadOrders.HOT) ? hot : spread;
  }

  void promised(long orders) {
    promised += orders;
  }

  /** Orders that the load was promised so far. */
  long promised() {
    return promised;
  }

  void resides(long bytes) {
    residentBytes = bytes;
  }

  /** With all the orders that it was given. */
  long residentBytes() {
    return residentBytes;
  }

  /** It goes without figures from here on. */
  void leave(String why) {
    out = Optional.of(why);
  }

  boolean isIn() {
    return out.isEmpty();
  }

  void survived(Survival.Found found) {
    survival = Optional.of(found);
  }

  Optional<Survival.Found> survival() {
    return survival;
  }

  List<LineChart.Point> byConnections() {
    return byConnections;
  }

  List<LineChart.Point> byLoad() {
    return byLoad;
  }

  List<LineChart.Point> byOrders() {
    return byOrders;
  }
}
