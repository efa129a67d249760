package io.millrace.engine.proof;

/** What kind of thing a term of the digest is about. Numbers never change: frames rest on them. */
public enum Kind {
  SHARD(1),
  SHOP(2),
  MERCHANT_KEY(3),
  BUYER_SECRET(4),
  SKU(5),
  STOCK(6),
  ORDER(7),
  SHIPMENT(8),
  REMEMBERED_KEY(9),
  SPENT_TOKEN(10),
  PURCHASE(11),
  QUEUE(12),
  TASK(13),
  ENDED_TASK(14),
  WEBHOOK_ENDPOINT(20);

  private final long salt;

  Kind(int number) {
    this.salt = Mix.mix(number);
  }

  long salt() {
    return salt;
  }
}
