package io.millrace.engine.snapshot;

/**
 * What a block of a snapshot holds. In this order they are written and read, since later ones name
 * things of earlier ones. Numbers are in files: they never change and are never used again.
 */
public enum SectionKind {
  SHARD(1, 1),
  SHOP(2, 3),
  ACCESS(3, 1),
  SKU(4, 1),
  FROZEN_NAME(5, 1),
  BUYER(6, 1),
  ORDER(7, 1),
  EXTRAS(8, 2),
  PARCEL(9, 1),
  SPENT_TOKEN(10, 2),
  REMEMBERED_KEY(11, 1),
  PURCHASE(12, 1),
  QUEUE(13, 1),
  TASK(14, 1),
  ENDED_TASK(15, 1),
  ORDER_TIMES(16, 1),
  WEBHOOK_ENDPOINT(20, 1),
  QUEUE_SECRET(21, 1);

  private final int number;
  private final int version;

  SectionKind(int number, int version) {
    this.number = number;
    this.version = version;
  }

  int number() {
    return number;
  }

  /** Of what is written now. Whoever raises it keeps reading those before. */
  int version() {
    return version;
  }

  /** What is written now, and whatever was before. */
  boolean reads(int other) {
    return other > 0 && other <= version;
  }

  static SectionKind ofNumber(int number) {
    for (SectionKind kind : values()) {
      if (kind.number == number) {
        return kind;
      }
    }
    throw new UnreadableState("it holds things of a kind " + number + " that this build knows not");
  }
}
