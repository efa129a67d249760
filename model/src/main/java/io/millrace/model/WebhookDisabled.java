package io.millrace.model;

/** Why nothing is sent to an endpoint. Numbers are on the wire: they are never used again. */
public enum WebhookDisabled {
  /** The shop wanted it so. */
  BY_HAND(1),
  /** The receiver answered 410. */
  GONE(2),
  /** Nothing was delivered for days, however often it was tried. */
  FAILING(3),
  /** More waits for it than may. */
  BACKLOG(4);

  private final int number;

  WebhookDisabled(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
