package io.millrace.delivery.http;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Which names are wanted by whom, and whose turn it is. Owned by whoever holds the lock of {@link
 * Lookups}.
 *
 * <p>A name is looked up once for all who want it meanwhile. Senders take turns, a name each; one
 * that several wait for comes with the first of their turns. Up to half of the turns at a time go
 * to whoever comes; from there on each sender has one, so names that hang hold up others of their
 * own sender only, until half as many senders as there are turns have such.
 */
final class Wanted {

  private final int turnsMax;
  private final int waitingMax;
  private final Map<String, Name> byHost = new HashMap<>();

  /** Who waits for a name or has a turn; whose turn is next stands first. */
  private final LinkedHashMap<String, Sender> senders = new LinkedHashMap<>();

  private int turns;

  /** One look-up, for all who want the name. */
  static final class Name {
    private final String host;
    private final CompletableFuture<InetAddress[]> found = new CompletableFuture<>();

    /** How many of each sender. */
    private final Map<String, Integer> wantedBy = new HashMap<>();

    /** In whose turn it is looked up; null while it waits. */
    private @Nullable String turnOf;

    private Name(String host) {
      this.host = host;
    }

    String host() {
      return host;
    }

    CompletableFuture<InetAddress[]> found() {
      return found;
    }
  }

  private static final class Sender {
    private final Set<Name> waiting = new LinkedHashSet<>();
    private int turns;
  }

  /**
   * With bounds.
   *
   * @param turnsMax names at a time
   * @param waitingMax names of a sender that wait for their turn
   */
  Wanted(int turnsMax, int waitingMax) {
    this.turnsMax = turnsMax;
    this.waitingMax = waitingMax;
  }

  /** Null if too many names of the sender wait already. */
  @Nullable Name want(String sender, String host) {
    Name known = byHost.get(host);
    Name name = known == null ? new Name(host) : known;
    if (name.turnOf == null && !tryWait(sender, name)) {
      return null;
    }
    byHost.put(host, name);
    name.wantedBy.merge(sender, 1, Integer::sum);
    return name;
  }

  private boolean tryWait(String sender, Name name) {
    Set<Name> waiting = senders.computeIfAbsent(sender, _ -> new Sender()).waiting;
    return waiting.contains(name) || (waiting.size() < waitingMax && waiting.add(name));
  }

  /** One of those who want it wants it no more; what nobody wants gets no turn. */
  void leave(String sender, Name name) {
    Integer left = name.wantedBy.computeIfPresent(sender, (_, many) -> many == 1 ? null : many - 1);
    if (left == null && name.turnOf == null) {
      waitNoMore(sender, name);
      if (name.wantedBy.isEmpty()) {
        byHost.remove(name.host, name);
      }
    }
  }

  private void waitNoMore(String of, Name name) {
    Sender sender = senders.get(of);
    if (sender != null) {
      sender.waiting.remove(name);
      forgetIfIdle(of, sender);
    }
  }

  private void forgetIfIdle(String of, Sender sender) {
    if (sender.turns == 0 && sender.waiting.isEmpty()) {
      senders.remove(of);
    }
  }

  /** What is to be looked up now; null if nothing is, or there is no turn to be had. */
  @Nullable Name next() {
    for (Map.Entry<String, Sender> entry : senders.entrySet()) {
      Sender sender = entry.getValue();
      if (!sender.waiting.isEmpty() && mayHaveTurn(sender)) {
        return begin(entry.getKey(), sender);
      }
    }
    return null;
  }

  private boolean mayHaveTurn(Sender sender) {
    return turns < turnsMax / 2 || (turns < turnsMax && sender.turns == 0);
  }

  private Name begin(String of, Sender sender) {
    Name name = sender.waiting.iterator().next();
    sender.turns++;
    turns++;
    senders.putLast(of, sender);
    name.turnOf = of;
    name.wantedBy.keySet().forEach(each -> waitNoMore(each, name));
    return name;
  }

  /** It was looked up: whoever wants it from now on asks anew. */
  void end(Name name) {
    String of = name.turnOf;
    Sender sender = of == null ? null : senders.get(of);
    if (of == null || sender == null) {
      throw new IllegalStateException("it had no turn");
    }
    turns--;
    sender.turns--;
    forgetIfIdle(of, sender);
    byHost.remove(name.host, name);
  }
}
