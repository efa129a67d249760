package io.millrace.engine.proof;

/**
 * The sum modulo 2⁶⁴ of one term for each field of the state. Addition knows no order, so neither
 * hash tables nor the way by which a state was reached can be seen in it. A field at its default
 * (0) has no term, so a field that a later level adds does not change what old states sum to.
 */
public final class Digest {
  private static final long FIELD_STEP = 0xd1342543de82ef95L;
  private static final long VALUE_FACTOR = 0xaf251af3b0f025b5L;

  private long sum;

  public long sum() {
    return sum;
  }

  /** From a snapshot: whatever reading it has added, the sum is this. */
  public void goOnFrom(long standing) {
    sum = standing;
  }

  public void add(Kind kind, long id, int field, long value) {
    sum += term(kind, id, field, value);
  }

  public void remove(Kind kind, long id, int field, long value) {
    sum -= term(kind, id, field, value);
  }

  /** What another digest has come to, of things that leave. */
  public void removeAll(Digest leaving) {
    sum -= leaving.sum;
  }

  public void change(Kind kind, long id, int field, long before, long after) {
    sum += term(kind, id, field, after) - term(kind, id, field, before);
  }

  /**
   * Puts a field's new term in the place of the old, and returns it, to be given here the next
   * time. For fields that change with every order: it halves their cost.
   *
   * @param before 0 for a field that has never changed
   */
  public long replace(long before, Kind kind, long id, int field, long value) {
    long after = term(kind, id, field, value);
    sum += after - before;
    return after;
  }

  private static long term(Kind kind, long id, int field, long value) {
    if (value == 0) {
      return 0;
    }
    long place = Mix.mix(id + kind.salt() + field * FIELD_STEP);
    return Mix.mix(place ^ value * VALUE_FACTOR);
  }
}
