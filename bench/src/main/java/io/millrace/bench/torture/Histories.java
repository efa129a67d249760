package io.millrace.bench.torture;

import io.millrace.proof.audit.BrokenPromise;
import io.millrace.proof.audit.Promise;
import io.millrace.proof.linear.Event;
import io.millrace.proof.linear.Linearizability;
import io.millrace.proof.linear.OneSku;
import io.millrace.proof.linear.OneSku.Operation;
import io.millrace.proof.linear.OneSku.Shelf;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the clients of the rush saw of the hot SKU, searched for an order piece by piece. A piece
 * that is not over is kept for the next time. Used by one thread.
 */
final class Histories {
  private static final int ORDER = 4;

  private final Linearizability<Shelf, Operation> search = new Linearizability<>(new OneSku());
  private final List<Event<Operation>> waiting = new ArrayList<>();
  private Set<Shelf> states = Set.of(Shelf.of(0));
  private int pieces;
  private int operations;
  private int unanswered;

  void add(Event<Operation> event) {
    waiting.add(event);
  }

  /**
   * What has come to a rest must have an order.
   *
   * @param underWay when requests were sent whose end is not known yet
   */
  void search(List<Long> underWay) {
    long openNanos = underWay.stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    List<Event<Operation>> left = new ArrayList<>();
    for (List<Event<Operation>> piece : Linearizability.pieces(waiting)) {
      boolean isOver = piece.stream().allMatch(event -> event.returnedNanos() < openNanos);
      if (isOver && left.isEmpty()) {
        searchPiece(piece);
      } else {
        left.addAll(piece);
      }
    }
    waiting.clear();
    waiting.addAll(left);
  }

  private void searchPiece(List<Event<Operation>> piece) {
    Set<Shelf> before = states;
    states = search.ends(before, piece);
    pieces++;
    operations += piece.size();
    unanswered += (int) piece.stream().filter(Event::mayBeMissing).count();
    if (states.isEmpty()) {
      throw new BrokenPromise(
          Promise.NEVER_OVERSELL,
          "what clients saw of %s at the same time has no order; it began with one of %s:%n%s"
              .formatted(Premises.HOT, before, lines(piece)));
    }
  }

  private static String lines(List<Event<Operation>> piece) {
    StringBuilder lines = new StringBuilder();
    long begin = piece.getFirst().invokedNanos();
    for (Event<Operation> event : piece) {
      lines.append(
          "    from %,d to %,d µs%s  %s%n"
              .formatted(
                  (event.invokedNanos() - begin) / 1_000,
                  (event.returnedNanos() - begin) / 1_000,
                  event.mayBeMissing() ? ", perhaps" : "",
                  event.operation()));
    }
    return lines.toString();
  }

  int pieces() {
    return pieces;
  }

  int operations() {
    return operations;
  }

  /** Of them, those that nobody knows the outcome of. */
  int unanswered() {
    return unanswered;
  }

  /** What one request did to the hot SKU, as its client was told; null for nothing. */
  static @Nullable Operation told(Asking asking, Answered answered) {
    if (!asking.shop().equals(Premises.RUSH)) {
      return null;
    }
    Operation wish = wish(asking);
    if (answered.isWell()) {
      return switch (wish) {
        case OneSku.Ordered(String _, long units) ->
            new OneSku.Ordered(answered.json().required("id").asString(), units);
        case OneSku.Looked _ -> {
          JsonNode stock = answered.json();
          yield new OneSku.Looked(
              stock.required("available").asLong(), stock.required("held").asLong());
        }
        case OneSku.Received _, OneSku.SoldOut _, OneSku.Cancelled _, OneSku.CancelledBefore _ ->
            wish;
      };
    }
    return switch (answered.code()) {
      case "sold_out" ->
          new OneSku.SoldOut(
              ((OneSku.Ordered) wish).units(), answered.json().required("available").asLong());
      case "order_state" -> new OneSku.CancelledBefore(((OneSku.Cancelled) wish).order());
      default -> null;
    };
  }

  /** The same where nothing was told; null where it would change nothing. */
  static @Nullable Operation unheard(Asking asking) {
    boolean isOfRush = asking.shop().equals(Premises.RUSH);
    return isOfRush && !asking.method().equals("GET") ? wish(asking) : null;
  }

  private static Operation wish(Asking asking) {
    List<String> path = asking.segments();
    if (asking.method().equals("GET")) {
      return new OneSku.Looked(0, 0);
    }
    if (path.getLast().equals("movements")) {
      return new OneSku.Received(asking.json().required("quantity").asLong());
    }
    return path.getLast().equals("cancel")
        ? new OneSku.Cancelled(path.get(ORDER))
        : new OneSku.Ordered(null, asking.json().path("lines").path(0).path("quantity").asLong());
  }
}
