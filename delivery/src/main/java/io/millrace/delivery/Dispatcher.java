package io.millrace.delivery;

import io.millrace.delivery.Carrier.Carried;
import io.millrace.delivery.http.Post;
import io.millrace.delivery.http.PostResult;
import io.millrace.delivery.signed.Secrets;
import io.millrace.delivery.signed.Signer;
import io.millrace.model.PartyUrl;
import io.millrace.node.Clock;
import io.millrace.node.Gate;
import io.millrace.node.delivery.Holdup;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is due and writes down what became of it: a state machine that moves when somebody
 * calls {@link #step}. Requests run elsewhere and only bring their outcome back, so nothing here
 * ever waits for a receiver.
 *
 * <pre>
 *   told of deliveries ─▶ look at the endpoint's line ─▶ load what is due ─▶ send, as its pace allows
 *                               ▲                                                    │
 *                               └── settle: delivered, tried later, or dead ◀────────┘
 * </pre>
 *
 * <p>What is under way when the process dies is sent again: it is settled when it was settled in
 * the file. Owned by the thread that steps it; {@link #told}, {@link #ask} may come from any.
 */
final class Dispatcher implements DeliveryEffect.Told {

  /** Of all endpoints together. Each is a virtual thread and a connection. */
  static final int UNDER_WAY_MAX = 8_192;

  private static final int LOAD_MAX = 128;

  /** Written down in one transaction. */
  private static final int SETTLED_MAX = 512;

  /** After trouble with the file, and while the disk has no room. */
  private static final long REST_MILLIS = 1_000;

  /** An endpoint with which something of ours went wrong. */
  private static final long FAULT_MILLIS = 60_000;

  /** Whoever could not be sent to for want of room looks again. */
  private static final long CROWDED_MILLIS = 20;

  private final Parts parts;
  private final Outcomes outcomes;
  private final Lines lines = new Lines();
  private final Roll roll;
  private final Keeping keeping;
  private final ConcurrentLinkedQueue<Returned> returned = new ConcurrentLinkedQueue<>();

  /** Endpoints that have more to be delivered; a set, so that it stays small while nobody looks. */
  private final Set<Long> toldDue = ConcurrentHashMap.newKeySet();

  /** Endpoints that are not what they were. */
  private final Set<Long> toldChanged = ConcurrentHashMap.newKeySet();

  private final ConcurrentLinkedQueue<Asked<?>> asked = new ConcurrentLinkedQueue<>();

  /** Brought back and not written down yet: kept until it is. */
  private final List<Attempt> settling = new ArrayList<>();

  private boolean begun;
  private boolean isTroubled;
  private boolean isStopping;

  /** A transaction was undone that the lines had heard of. */
  private boolean isStale;

  /** Nothing is sent for now. */
  private boolean isHeld;

  private long notBeforeMillis;
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile Runnable wake = () -> {};

  /**
   * What it works with.
   *
   * @param sending runs requests, each for as long as it takes
   * @param openMax so much may wait for a receiver before it is told nothing more
   * @param obstacle why nothing is to be sent now; empty if nothing stands in the way
   */
  record Parts(
      DeliveryFile file,
      Carrier carrier,
      Executor sending,
      Clock clock,
      Secrets secrets,
      Gate gate,
      RandomGenerator chance,
      long openMax,
      Supplier<String> obstacle,
      DeliveryWatch watch) {}

  Dispatcher(Parts parts) {
    this.parts = parts;
    this.outcomes = new Outcomes(parts);
    this.roll = new Roll(parts, lines);
    this.keeping = new Keeping(parts.file());
  }

  void wakeBy(Runnable how) {
    wake = how;
  }

  @Override
  public void committed(Set<Long> due, Set<Long> changed) {
    toldChanged.addAll(changed);
    toldDue.addAll(due);
    wake.run();
  }

  /** Does something to the file, and looks at an endpoint's line after it. */
  <T> CompletableFuture<T> ask(DeliveryFile.Work<T> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    asked.add(new Asked<>(work, answer));
    wake.run();
    return answer;
  }

  int underWay() {
    return underWay.get();
  }

  /** True when something was done, so that another step may find more. */
  boolean step() {
    long now = parts.clock().wallMillis();
    if (isTroubled && now < notBeforeMillis) {
      return false;
    }
    try {
      boolean worked = begin(now);
      worked |= takeAsked(now);
      worked |= takeTold(now);
      worked |= settle(now);
      isHeld = isStopping || !parts.obstacle().get().isEmpty();
      if (!isHeld) {
        worked |= send(now);
      }
      worked |= keeping.step(now);
      if (isTroubled) {
        isTroubled = false;
        parts.watch().recovered();
      }
      return worked;
    } catch (SQLException | RuntimeException e) {
      trouble(now, e); // a fault of ours, too, is shown and tried again: the log has everything
      return false;
    }
  }

  /** What was to be looked at is looked at again; what was brought back is kept. */
  private void trouble(long now, Exception why) {
    isStale = true;
    notBeforeMillis = now + REST_MILLIS;
    if (!isTroubled) {
      isTroubled = true;
      parts
          .watch()
          .troubled(
              why instanceof SQLException
                  ? String.valueOf(why.getMessage())
                  : why.getClass().getSimpleName());
    }
    lines.all().forEach(line -> lines.lookAt(line, notBeforeMillis));
  }

  /** How long nothing will be due, unless somebody brings something. */
  long restMillis() {
    if (isHeld || isTroubled) {
      return REST_MILLIS;
    }
    long now = parts.clock().wallMillis();
    long next = Math.min(lines.nextMillis(), keeping.nextMillis());
    return Math.clamp(next - now, 1, REST_MILLIS);
  }

  private boolean begin(long now) throws SQLException {
    if (isStale) {
      for (Line line : List.copyOf(lines.all())) {
        refresh(line.endpoint().number(), now);
      }
      isStale = false;
    }
    if (begun) {
      return false;
    }
    roll.call(now);
    begun = true;
    return true;
  }

  private boolean takeAsked(long now) {
    boolean any = false;
    for (Asked<?> next = asked.poll(); next != null; next = asked.poll()) {
      next.carryOut(parts.file());
      any = true;
    }
    if (any) {
      lines.all().forEach(line -> lines.lookAt(line, now));
    }
    return any;
  }

  private boolean takeTold(long now) throws SQLException {
    boolean any = false;
    for (Long number : List.copyOf(toldChanged)) {
      toldChanged.remove(number); // before it is read: whoever changes it again tells us again
      any = true;
      try {
        refresh(number, now);
      } catch (SQLException | RuntimeException failed) {
        toldChanged.add(number);
        throw failed;
      }
    }
    for (Long number : List.copyOf(toldDue)) {
      toldDue.remove(number);
      any = true;
      Line line = lines.find(number);
      if (line != null) {
        outcomes.checkBacklog(line, now); // attempts may be a day apart
        lines.lookAt(line, now);
      }
    }
    return any;
  }

  private void refresh(long number, long now) throws SQLException {
    if (!roll.refresh(number, now)) {
      keeping.lookAgain();
    }
  }

  private boolean settle(long now) throws SQLException {
    boolean any = takeReturned(now);
    if (settling.isEmpty()) {
      return any;
    }
    Set<Long> died = new HashSet<>();
    parts
        .file()
        .write(sql -> {
          died.clear();
          for (Attempt attempt : settling) {
            if (outcomes.write(sql, lines.find(attempt.endpoint()), attempt, now)) {
              died.add(attempt.due().delivery());
            }
          }
          return true;
        });
    Set<Line> touched = new HashSet<>();
    for (Attempt attempt : settling) {
      underWay.decrementAndGet();
      Line line = lines.find(attempt.endpoint());
      if (line != null && line.underWay.remove(attempt.due().delivery())) {
        touched.add(line);
        tell(line, attempt, died.contains(attempt.due().delivery()), now);
      }
    }
    settling.clear();
    for (Line line : touched) {
      outcomes.checkBacklog(line, now);
      lines.lookAt(line, now);
    }
    return true;
  }

  /** True if something was put off: that stands nowhere, and is not written down. */
  private boolean takeReturned(long now) {
    boolean any = false;
    while (settling.size() < SETTLED_MAX) {
      Returned next = returned.poll();
      switch (next) {
        case null -> {
          return any;
        }
        case Attempt attempt -> settling.add(attempt);
        case Returned.PutOff putOff -> {
          putOff(putOff, now);
          any = true;
        }
      }
    }
    return any;
  }

  /** It is due as before, and all to its endpoint waits for what held it. */
  private void putOff(Returned.PutOff putOff, long now) {
    underWay.decrementAndGet();
    Line line = lines.find(putOff.endpoint());
    if (line != null && line.underWay.remove(putOff.due().delivery())) {
      roll.hold(putOff.endpoint(), putOff.why());
      line.pausedUntilMillis = Math.max(line.pausedUntilMillis, now + putOff.millis());
      lines.lookAt(line, now);
    }
  }

  /** Why an endpoint is sent nothing for now; null if nothing of that kind is known. Any thread. */
  @Nullable Holdup holdup(long endpoint) {
    return roll.holdup(endpoint);
  }

  private void tell(Line line, Attempt attempt, boolean died, long now) {
    roll.free(attempt.endpoint());
    try {
      outcomes.tell(line, attempt, died, now);
    } catch (RuntimeException fault) {
      rest(line, fault, now);
    }
  }

  private boolean send(long now) throws SQLException {
    boolean any = false;
    for (Line line : lines.take(now)) {
      try {
        any |= send(line, now);
      } catch (RuntimeException fault) {
        rest(line, fault, now);
      }
    }
    return any;
  }

  /** One endpoint's fault is nobody else's. Said without its words: they may hold an address. */
  private void rest(Line line, RuntimeException fault, long now) {
    Endpoint endpoint = line.endpoint();
    parts.watch().broken(endpoint.shop(), endpoint.id(), fault.getClass().getSimpleName());
    line.pausedUntilMillis = Math.max(line.pausedUntilMillis, now + FAULT_MILLIS);
    lines.lookAt(line, now);
  }

  private boolean send(Line line, long now) throws SQLException {
    if (!line.endpoint().hears() || !line.canSend()) {
      return false; // its line is looked at again when that changes
    }
    boolean any = false;
    while (line.underWay.size() < line.pace.allowed()) {
      if (line.pausedUntilMillis > now || !hasRoom(line)) {
        lines.lookAt(line, now + CROWDED_MILLIS);
        return any;
      }
      if (line.loaded.isEmpty() && !load(line, now)) {
        return any;
      }
      start(line, line.loaded.remove(), now);
      any = true;
    }
    return any; // it is looked at again when an outcome comes back
  }

  /** Beyond half of what there is, everybody has one at a time. */
  private boolean hasRoom(Line line) {
    int all = underWay.get();
    return all < UNDER_WAY_MAX / 2 || (all < UNDER_WAY_MAX && line.underWay.isEmpty());
  }

  private boolean load(Line line, long now) throws SQLException {
    long number = line.endpoint().number();
    long next =
        parts
            .file()
            .look(sql -> {
              line.loaded.addAll(DeliveryRows.due(sql, number, now, line.underWay, LOAD_MAX));
              return line.loaded.isEmpty() ? DeliveryRows.nextDueMillis(sql, number, now) : now;
            });
    if (line.loaded.isEmpty()) {
      lines.lookAt(line, next);
    }
    return !line.loaded.isEmpty();
  }

  private void start(Line line, Due due, long now) {
    Post post = line.post(due, now);
    String head = Signer.headOf(post);
    long number = line.endpoint().number();
    Endpoint endpoint = line.endpoint();
    PartyUrl through = line.through();
    String url = endpoint.settings().url();
    line.underWay.add(due.delivery());
    underWay.incrementAndGet();
    parts
        .sending()
        .execute(() -> {
          long begunNanos = parts.clock().monotonicNanos();
          Carried came = carried(endpoint, through, due, post);
          long took = Duration.ofNanos(parts.clock().monotonicNanos() - begunNanos).toMillis();
          returned.add(
              switch (came) {
                case Carried.Tried(PostResult result, boolean isLast) ->
                    new Attempt(number, url, due, head, now, took, result, isLast);
                case Carried.PutOff(Holdup why, long millis) ->
                    new Returned.PutOff(number, due, why, millis);
              });
          wake.run();
        });
  }

  /** A fault of ours must not keep a place for ever. */
  private Carried carried(Endpoint endpoint, @Nullable PartyUrl through, Due due, Post post) {
    try {
      return parts.carrier().carry(endpoint, through, due, post);
    } catch (RuntimeException | LinkageError | VirtualMachineError | AssertionError broken) {
      String name = broken.getClass().getSimpleName();
      return new Carried.Tried(new PostResult.Failed(PostResult.Failure.UNREACHABLE, name), false);
    }
  }

  /** Sends nothing more. What is under way may still come back and be written down. */
  void stop() {
    isStopping = true;
  }

  /** After the last step. */
  void close() {
    for (Asked<?> next = asked.poll(); next != null; next = asked.poll()) {
      next.answer().completeExceptionally(new IllegalStateException("the node stops"));
    }
  }
}
