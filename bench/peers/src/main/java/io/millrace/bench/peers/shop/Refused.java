package io.millrace.bench.peers.shop;

/** A no to the client, with its status. Without a stack trace: a refusal is nothing unusual. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  private Refused(int status, String code, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
  }

  public static Refused unauthorized() {
    return new Refused(401, "unauthorized", "a buyer's token is missing or not valid");
  }

  static Refused invalid(String detail) {
    return new Refused(400, "invalid", detail);
  }

  public static Refused keyMissing() {
    return new Refused(400, "idempotency_key_missing", "there is no Idempotency-Key");
  }

  public static Refused unreadable(Exception why) {
    return invalid(String.valueOf(why.getMessage()));
  }

  static Refused skuUnknown(String sku) {
    return new Refused(409, "sku_unknown", sku);
  }

  static Refused priceChanged(long total) {
    return new Refused(409, "price_changed", "it is " + total);
  }

  public static Refused soldOut(String sku) {
    return new Refused(409, "sold_out", sku);
  }

  public static Refused keyReused() {
    return new Refused(422, "idempotency_key_reused", "the key has placed another order");
  }

  public int status() {
    return status;
  }

  /** The body of the answer. */
  public record Body(int status, String code, String detail) {}

  public Body body() {
    return new Body(status, code, String.valueOf(getMessage()));
  }
}
