package io.millrace.model.wire;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Field numbers of the envelope, and the two moves that every reader makes. */
final class Wire {

  static final int BATCH_FACT = 1;

  static final int LEVEL = 1;
  static final int SHOP = 2;
  static final int SHOP_SEQUENCE = 3;
  static final int ROLE = 4;
  static final int ACTOR = 5;
  static final int KEY_SCOPE_HIGH = 6;
  static final int KEY_SCOPE_LOW = 7;
  static final int KEY_COMMAND_HIGH = 8;
  static final int KEY_COMMAND_LOW = 9;

  /** From here on a field number of the envelope is a type of fact. Types are never used again. */
  static final int FIRST_FACT = 16;

  static final int OPENED = 16;
  static final int LEVEL_RAISED = 17;
  static final int SHOP_DEFINED = 18;
  static final int MERCHANT_KEY_ISSUED = 19;
  static final int MERCHANT_KEY_REVOKED = 20;
  static final int BUYER_SECRET_ISSUED = 21;
  static final int SKU_DEFINED = 22;
  static final int SKU_BATCH_ANSWERED = 23;
  static final int STOCK_MOVED = 24;
  static final int ORDER_PLACED = 25;
  static final int ORDER_MARKED_PAID = 26;
  static final int ORDER_CANCELLED = 27;
  static final int ORDER_SHIPPED = 28;
  static final int SHIPMENT_DELIVERED = 29;
  static final int ORDER_COMPLETED = 30;
  static final int TIME_PASSED = 31;
  static final int QUEUE_DEFINED = 32;
  static final int TASK_SCHEDULED = 33;
  static final int TASK_DUE = 34;
  static final int TASK_POSTPONED = 35;
  static final int TASKS_LEASED = 36;
  static final int LEASE_EXTENDED = 37;
  static final int TASK_DONE = 38;
  static final int TASK_RETURNED = 39;
  static final int TASK_DIED = 40;
  static final int TASK_ENDED = 41;
  static final int TASK_REVIVED = 42;
  static final int REVIVAL_STARTED = 43;
  static final int TASKS_REVIVED = 44;
  static final int ORDER_EXPIRED = 45;
  static final int ORDER_EXTENDED = 46;
  static final int ORDER_STUCK = 47;
  static final int COMPLETION_POSTPONED = 48;
  static final int ORDERS_ARCHIVED = 52;
  static final int WEBHOOK_ENDPOINT_DEFINED = 60;
  static final int WEBHOOK_ENDPOINT_REMOVED = 61;
  static final int WEBHOOK_SECRET_ROTATED = 62;
  static final int WEBHOOK_ENDPOINT_DISABLED = 63;
  static final int WEBHOOK_ENDPOINT_ENABLED = 64;
  static final int QUEUE_SECRET_ROTATED = 66;

  private Wire() {}

  static int field(int tag) {
    return tag >>> 3;
  }

  static <T> T nested(CodedInputStream in, Reader<T> reader) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    T value = reader.read(in);
    in.popLimit(limit);
    return value;
  }

  /** The enum constant with this number; a number that nobody has stops the reader. */
  static <E extends Enum<E>> E known(E[] values, ToIntFunction<E> numberOf, int number) {
    for (E value : values) {
      if (numberOf.applyAsInt(value) == number) {
        return value;
      }
    }
    throw new UnreadableFacts(
        values[0].getDeclaringClass().getSimpleName()
            + " "
            + number
            + " is not known to this build");
  }

  static <T> T require(@Nullable T value, String what) {
    if (value == null) {
      throw new UnreadableFacts("a fact without its " + what);
    }
    return value;
  }

  /** Reads a message up to the limit that was set for it. */
  interface Reader<T> {
    T read(CodedInputStream in) throws IOException;
  }
}
