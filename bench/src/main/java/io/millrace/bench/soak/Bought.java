package io.millrace.bench.soak;

/**
 * An order as the client that placed it knows it. Nobody else touches it, so it must be in exactly
 * this stage whenever it is looked at. Owned by its shopper.
 */
final class Bought {

  private final String id;
  private final Calls.Call placing;
  private final int answerHash;
  private Stage stage = Stage.PENDING_PAYMENT;

  /** Names are those of the API. */
  enum Stage {
    PENDING_PAYMENT,
    PAID,
    SHIPPED,
    COMPLETED,
    CANCELLED;

    boolean isFinal() {
      return this == COMPLETED || this == CANCELLED;
    }
  }

  /** Placed by this call, and acknowledged with this answer. */
  Bought(String id, Calls.Call placing, String answer) {
    this.id = id;
    this.placing = placing;
    this.answerHash = answer.hashCode();
  }

  String path() {
    return Shelves.SHOP + "/orders/" + id;
  }

  /** Asked again, it must give the same answer for at least a day. */
  Calls.Call placing() {
    return placing;
  }

  boolean isFirstAnswer(String answer) {
    return answer.hashCode() == answerHash;
  }

  Stage stage() {
    return stage;
  }

  void reach(Stage next) {
    stage = next;
  }
}
