package io.millrace.engine.order;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.snapshot.StateWriter;
import io.millrace.engine.table.Rows;
import io.millrace.model.Course;
import io.millrace.model.Fulfilment;
import io.millrace.model.Payment;
import java.util.Arrays;
import java.util.function.ToIntFunction;

/**
 * What every order has, a row of 64 bytes each, and its id in a column beside them. Owned by the
 * shard's writer.
 *
 * <pre>
 *  63                      32 31        24 23   16 15     8 7          0
 * ┌───────────────────────────────────────────────────────────────────┐
 * │ created                                                           │ 0
 * │ updated                                              milliseconds │ 1
 * ├──────────────────────────┬────────────────────────────────────────┤
 * │ its newer order, plus 1  │ payment deadline, millis after created │ 2
 * ├──────────────────────────┴────────────────────────────────────────┤
 * │ total                                                 minor units │ 3
 * ├──────────────────────────┬────────────────────────────────────────┤
 * │ buyer                    │ the buyer's older order, plus 1        │ 4
 * ├──────────────────────────┼────────────────────────────────────────┤
 * │ first line               │ version                                │ 5
 * ├──────────────────────────┼───────────┬────────┬────────┬──────────┤
 * │ extras, plus 1           │ lines     │ course │ payment│fulfilment│ 6
 * ├──────────────────────────┴───────────┴────────┴────────┴──────────┤
 * │ handle of its timer in the wheel                                  │ 7
 * └───────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>Plus 1, so that 0 says there is none; a handle of 0 is none, too. A new order touches memory
 * that the last one has just touched: so the buyer's order before it is not told that it has a
 * newer one until somebody must know, see {@link BuyerChains}.
 */
final class OrderRows {
  private static final int CREATED = 0;
  private static final int UPDATED = 1;
  private static final int NEWER_AND_DEADLINE = 2;
  private static final int TOTAL = 3;
  private static final int BUYER_AND_OLDER = 4;
  private static final int LINE_AND_VERSION = 5;
  private static final int EXTRAS_AND_AXES = 6;
  private static final int TIMER = 7;
  private static final int WORDS = 8;

  private static final int LINES_SHIFT = 24;
  private static final int COURSE_SHIFT = 16;
  private static final int PAYMENT_SHIFT = 8;
  private static final int NUMBER_MAX = 0xff;
  private static final int AXES = 0xff_ffff;
  private static final long LOW = 0xffff_ffffL;

  private static final Course[] COURSES = byNumber(Course.values(), Course::number);
  private static final Payment[] PAYMENTS = byNumber(Payment.values(), Payment::number);
  private static final Fulfilment[] FULFILMENTS = byNumber(Fulfilment.values(), Fulfilment::number);

  private final Rows rows = new Rows(WORDS);
  private final Rows ids = new Rows(1);

  /** An order as it is right after placing. */
  int add(
      long id,
      long createdAtMillis,
      long deadlineMillis,
      long total,
      int buyer,
      int older,
      Span lines) {
    long unpaidMillis = deadlineMillis - createdAtMillis;
    check(unpaidMillis >>> Integer.SIZE == 0, "an order must be paid within so many weeks");
    int order = rows.add();
    int alike = ids.add();
    check(alike == order, "an order's id lies beside its row");
    ids.set(order, 0, id);
    long[] chunk = rows.chunkOf(order);
    int place = rows.placeOf(order);
    chunk[place + CREATED] = createdAtMillis;
    chunk[place + UPDATED] = createdAtMillis;
    chunk[place + NEWER_AND_DEADLINE] = unpaidMillis;
    chunk[place + TOTAL] = total;
    chunk[place + BUYER_AND_OLDER] = pair(buyer, older + 1);
    chunk[place + LINE_AND_VERSION] = pair(lines.first(), 1);
    chunk[place + EXTRAS_AND_AXES] =
        axes(lines.count(), Course.OPEN, Payment.UNPAID, Fulfilment.NONE);
    return order;
  }

  /** Its place is another's from now on. */
  void remove(int order) {
    rows.remove(order);
    ids.remove(order);
  }

  long id(int order) {
    return ids.get(order, 0);
  }

  long createdAtMillis(int order) {
    return rows.get(order, CREATED);
  }

  long updatedAtMillis(int order) {
    return rows.get(order, UPDATED);
  }

  long deadlineMillis(int order) {
    return createdAtMillis(order) + (rows.get(order, NEWER_AND_DEADLINE) & LOW);
  }

  long total(int order) {
    return rows.get(order, TOTAL);
  }

  int buyer(int order) {
    return high(order, BUYER_AND_OLDER);
  }

  /** The position of the buyer's order before this one, or {@link Buyers#NONE}. */
  int older(int order) {
    return low(order, BUYER_AND_OLDER) - 1;
  }

  void older(int order, int older) {
    rows.set(order, BUYER_AND_OLDER, pair(buyer(order), older + 1));
  }

  /** The position of the buyer's order after this one; {@link Buyers#NONE} if it was not told. */
  int newer(int order) {
    return high(order, NEWER_AND_DEADLINE) - 1;
  }

  void newer(int order, int newer) {
    rows.set(order, NEWER_AND_DEADLINE, pair(newer + 1, low(order, NEWER_AND_DEADLINE)));
  }

  Span lines(int order) {
    return new Span(high(order, LINE_AND_VERSION), low(order, EXTRAS_AND_AXES) >>> LINES_SHIFT);
  }

  int version(int order) {
    return low(order, LINE_AND_VERSION);
  }

  Course course(int order) {
    return COURSES[low(order, EXTRAS_AND_AXES) >>> COURSE_SHIFT & NUMBER_MAX];
  }

  Payment payment(int order) {
    return PAYMENTS[low(order, EXTRAS_AND_AXES) >>> PAYMENT_SHIFT & NUMBER_MAX];
  }

  Fulfilment fulfilment(int order) {
    return FULFILMENTS[low(order, EXTRAS_AND_AXES) & NUMBER_MAX];
  }

  /** The number of its extras, or -1. */
  int extras(int order) {
    return high(order, EXTRAS_AND_AXES) - 1;
  }

  void extras(int order, int extras) {
    rows.set(order, EXTRAS_AND_AXES, pair(extras + 1, low(order, EXTRAS_AND_AXES)));
  }

  long timer(int order) {
    return rows.get(order, TIMER);
  }

  void timer(int order, long handle) {
    rows.set(order, TIMER, handle);
  }

  void stand(int order, Course course, Payment payment, Fulfilment fulfilment) {
    int lines = low(order, EXTRAS_AND_AXES) >>> LINES_SHIFT;
    long axes = axes(lines, course, payment, fulfilment);
    rows.set(order, EXTRAS_AND_AXES, (rows.get(order, EXTRAS_AND_AXES) & ~LOW) | axes);
  }

  /** One version more. */
  void update(int order, long atMillis) {
    rows.set(order, UPDATED, atMillis);
    rows.set(order, LINE_AND_VERSION, rows.get(order, LINE_AND_VERSION) + 1);
  }

  /** As a snapshot has it, with the number that its buyer has there. */
  void write(int order, int buyer, StateWriter to) {
    to.number(createdAtMillis(order))
        .number(updatedAtMillis(order))
        .number(deadlineMillis(order))
        .number(total(order))
        .small(buyer)
        .small(version(order))
        .small(low(order, EXTRAS_AND_AXES) & AXES);
  }

  /** An order as a snapshot has it. */
  record Standing(
      long createdAtMillis,
      long updatedAtMillis,
      long deadlineMillis,
      long total,
      int buyer,
      int version,
      int axes) {

    static Standing read(StateReader from) {
      return new Standing(
          from.number(),
          from.number(),
          from.number(),
          from.number(),
          from.small(),
          from.small(),
          from.small());
    }
  }

  int restore(long id, Standing standing, int older, Span lines) {
    int order =
        add(
            id,
            standing.createdAtMillis,
            standing.deadlineMillis,
            standing.total,
            standing.buyer,
            older,
            lines);
    rows.set(order, UPDATED, standing.updatedAtMillis);
    rows.set(order, LINE_AND_VERSION, pair(lines.first(), standing.version));
    stand(
        order,
        COURSES[standing.axes >>> COURSE_SHIFT & NUMBER_MAX],
        PAYMENTS[standing.axes >>> PAYMENT_SHIFT & NUMBER_MAX],
        FULFILMENTS[standing.axes & NUMBER_MAX]);
    return order;
  }

  /** Orders that are there. */
  int size() {
    return rows.used();
  }

  /** Positions that there are, taken or not. */
  int places() {
    return rows.size();
  }

  long bytes() {
    return rows.bytes() + ids.bytes();
  }

  private int high(int order, int word) {
    return (int) (rows.get(order, word) >>> Integer.SIZE);
  }

  private int low(int order, int word) {
    return (int) rows.get(order, word);
  }

  private static long pair(int high, int low) {
    return (long) high << Integer.SIZE | (low & LOW);
  }

  private static long axes(int lines, Course course, Payment payment, Fulfilment fulfilment) {
    return (long) lines << LINES_SHIFT
        | course.number() << COURSE_SHIFT
        | payment.number() << PAYMENT_SHIFT
        | fulfilment.number();
  }

  /** Numbers and not ordinals: what lies in rows will lie in files. */
  private static <E extends Enum<E>> E[] byNumber(E[] values, ToIntFunction<E> numberOf) {
    int last = 0;
    for (E value : values) {
      last = Math.max(last, numberOf.applyAsInt(value));
    }
    E[] table = Arrays.copyOf(values, last + 1);
    for (E value : values) {
      table[numberOf.applyAsInt(value)] = value;
    }
    return table;
  }
}
