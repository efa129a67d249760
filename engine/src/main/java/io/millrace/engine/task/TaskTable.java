package io.millrace.engine.task;

import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.engine.proof.Mix;
import io.millrace.engine.table.HashIndex;
import io.millrace.engine.table.Places;
import io.millrace.model.TaskId;
import io.millrace.model.TaskState;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All tasks that have not ended, a row each, found by number and by queue and name. A row is 76
 * bytes with the name in it, and no object but the payload, and the bytes of a long name: ten
 * million tasks are four arrays for each four thousand of them.
 *
 * <p>A task that is due waits in the list of its group and has no timer; every other has a timer
 * and waits in no group. So the handle and the links of the group share their eight bytes.
 */
final class TaskTable implements Places.Chunks {
  static final int NONE = HashIndex.NONE;

  static final int NUMBER = 0;
  static final int DUE = 1;
  static final int WISH = 2;
  private static final int LONGS = 3;

  static final int QUEUE = 0;
  static final int GROUP = 1;
  static final int NEXT = 2;
  static final int PREV = 3;
  static final int GROUP_NEXT = 4;
  static final int GROUP_PREV = 5;
  static final int EPOCH = 6;
  static final int STANDING = 7;
  private static final int INTS = 8;

  /** Of the standing: eight bits each of state and priority, the rest is attempts. */
  private static final int PRIORITY_SHIFT = 8;

  private static final int ATTEMPTS_SHIFT = 16;
  private static final int BYTE = 0xff;
  private static final long LOW = 0xffff_ffffL;

  private static final TaskState[] STATES = TaskState.values();

  /** Most names are shorter; the few that are not lie apart. Beyond its end a name is zeros. */
  private static final int SHORT_NAME_BYTES = 16;

  private static final int REFERENCE_BYTES = 4;
  private static final int ROW_BYTES =
      LONGS * Long.BYTES + INTS * Integer.BYTES + SHORT_NAME_BYTES + REFERENCE_BYTES;

  private static final class Chunk {
    final long[] longs = new long[Places.CHUNK_PLACES * LONGS];
    final int[] ints = new int[Places.CHUNK_PLACES * INTS];
    final byte[] names = new byte[Places.CHUNK_PLACES * SHORT_NAME_BYTES];

    /** Null until a name of this chunk is long. */
    byte @Nullable [] @Nullable [] longNames;

    final @Nullable String[] payloads = new String[Places.CHUNK_PLACES];
  }

  private final Places places = new Places(this);
  private @Nullable Chunk[] chunks = new Chunk[8];
  private final HashIndex byNumber = new HashIndex();
  private final HashIndex byName = new HashIndex();

  @Override
  public void make(int number) {
    if (number >= chunks.length) {
      chunks = Arrays.copyOf(chunks, number * 2);
    }
    chunks[number] = new Chunk();
  }

  @Override
  public void drop(int number) {
    chunks[number] = null;
  }

  int size() {
    return places.size();
  }

  /** Without long names and payloads, which vary. */
  long estimatedBytes() {
    return (long) places.chunksThere() * Places.CHUNK_PLACES * ROW_BYTES
        + byNumber.bytes()
        + byName.bytes();
  }

  int add(long number, Queue queue, TaskId task, String payload) {
    int row = places.claim();
    Chunk chunk = chunk(row);
    int place = row & Places.CHUNK_MASK;
    Arrays.fill(chunk.longs, place * LONGS, (place + 1) * LONGS, 0);
    Arrays.fill(chunk.ints, place * INTS, (place + 1) * INTS, 0);
    chunk.longs[place * LONGS + NUMBER] = number;
    chunk.ints[place * INTS + QUEUE] = queue.index;
    name(chunk, place, bytes(task));
    chunk.payloads[place] = payload;
    byNumber.add(hash(number), row);
    byName.add(hash(queue, task), row);
    return row;
  }

  void remove(int row, Queue queue) {
    byNumber.remove(hash(number(row)), row);
    byName.remove(hash(queue, name(row)), row);
    Chunk chunk = chunk(row);
    if (chunk.longNames != null) {
      chunk.longNames[row & Places.CHUNK_MASK] = null;
    }
    chunk.payloads[row & Places.CHUNK_MASK] = null;
    places.release(row);
  }

  int find(long number) {
    int hash = hash(number);
    int row = byNumber.first(hash);
    while (row != NONE && number(row) != number) {
      row = byNumber.after(hash, row);
    }
    return row;
  }

  int find(Queue queue, TaskId task) {
    int hash = hash(queue, task);
    int row = byName.first(hash);
    while (row != NONE && !isNamed(row, queue, task)) {
      row = byName.after(hash, row);
    }
    return row;
  }

  private boolean isNamed(int row, Queue queue, TaskId task) {
    String wanted = task.value();
    if (get(row, QUEUE) != queue.index || nameLength(row) != wanted.length()) {
      return false;
    }
    byte[] bytes = nameBytes(row);
    int from = nameStart(row);
    for (int i = 0; i < wanted.length(); i++) {
      if (bytes[from + i] != (byte) wanted.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int hash(long number) {
    return (int) Mix.mix(number);
  }

  private static int hash(Queue queue, TaskId task) {
    return (int) Mix.mix(queue.digestId, Mix.text(task.value()));
  }

  /** Names are ASCII: a byte a character, which is half the weight of a text. */
  private static byte[] bytes(TaskId task) {
    String name = task.value();
    byte[] bytes = new byte[name.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) name.charAt(i);
    }
    return bytes;
  }

  private Chunk chunk(int row) {
    Chunk chunk = chunks[row >>> Places.CHUNK_BITS];
    if (chunk == null) {
      throw new BrokenInvariant("a row of a task that is not there");
    }
    return chunk;
  }

  long getLong(int row, int column) {
    return chunk(row).longs[(row & Places.CHUNK_MASK) * LONGS + column];
  }

  void set(int row, int column, long value) {
    chunk(row).longs[(row & Places.CHUNK_MASK) * LONGS + column] = value;
  }

  int get(int row, int column) {
    return chunk(row).ints[(row & Places.CHUNK_MASK) * INTS + column];
  }

  void set(int row, int column, int value) {
    chunk(row).ints[(row & Places.CHUNK_MASK) * INTS + column] = value;
  }

  long number(int row) {
    return getLong(row, NUMBER);
  }

  /** Of a task that is not due. */
  long timer(int row) {
    return (long) get(row, GROUP_NEXT) << Integer.SIZE | (get(row, GROUP_PREV) & LOW);
  }

  void timer(int row, long handle) {
    set(row, GROUP_NEXT, (int) (handle >>> Integer.SIZE));
    set(row, GROUP_PREV, (int) handle);
  }

  TaskId name(int row) {
    byte[] bytes = nameBytes(row);
    int from = nameStart(row);
    char[] name = new char[nameLength(row)];
    for (int i = 0; i < name.length; i++) {
      name[i] = (char) bytes[from + i];
    }
    return new TaskId(String.valueOf(name));
  }

  private static void name(Chunk chunk, int place, byte[] name) {
    int from = place * SHORT_NAME_BYTES;
    Arrays.fill(chunk.names, from, from + SHORT_NAME_BYTES, (byte) 0);
    if (name.length <= SHORT_NAME_BYTES) {
      for (int i = 0; i < name.length; i++) {
        chunk.names[from + i] = name[i];
      }
    } else {
      byte @Nullable [] @Nullable [] longNames = chunk.longNames;
      if (longNames == null) {
        longNames = new byte[Places.CHUNK_PLACES][];
        chunk.longNames = longNames;
      }
      longNames[place] = name;
    }
  }

  /** Null if it is short. */
  private byte @Nullable [] longName(int row) {
    byte @Nullable [] @Nullable [] longNames = chunk(row).longNames;
    return longNames == null ? null : longNames[row & Places.CHUNK_MASK];
  }

  /** What the name lies in, from {@link #nameStart} on. */
  private byte[] nameBytes(int row) {
    byte[] apart = longName(row);
    return apart == null ? chunk(row).names : apart;
  }

  private int nameStart(int row) {
    return longName(row) == null ? (row & Places.CHUNK_MASK) * SHORT_NAME_BYTES : 0;
  }

  private int nameLength(int row) {
    byte[] apart = longName(row);
    if (apart != null) {
      return apart.length;
    }
    byte[] names = chunk(row).names;
    int from = nameStart(row);
    int length = 0;
    while (length < SHORT_NAME_BYTES && names[from + length] != 0) {
      length++;
    }
    return length;
  }

  String payload(int row) {
    String payload = chunk(row).payloads[row & Places.CHUNK_MASK];
    if (payload == null) {
      throw new BrokenInvariant("a task has its payload");
    }
    return payload;
  }

  void payload(int row, String payload) {
    chunk(row).payloads[row & Places.CHUNK_MASK] = payload;
  }

  /** State, priority and attempts in one number, as the digest has them. */
  int standing(int row) {
    return get(row, STANDING);
  }

  void standing(int row, TaskState state, int priority, int attempts) {
    set(row, STANDING, state.number() | priority << PRIORITY_SHIFT | attempts << ATTEMPTS_SHIFT);
  }

  TaskState state(int row) {
    return STATES[(standing(row) & BYTE) - 1];
  }

  void state(int row, TaskState state) {
    set(row, STANDING, (standing(row) & ~BYTE) | state.number());
  }

  int priority(int row) {
    return standing(row) >>> PRIORITY_SHIFT & BYTE;
  }

  int attempts(int row) {
    return standing(row) >>> ATTEMPTS_SHIFT;
  }

  void attempts(int row, int attempts) {
    standing(row, state(row), priority(row), attempts);
  }

  /** The next row that is taken, or {@link #NONE}; the first is after -1. */
  int rowAfter(int row) {
    for (int next = row + 1; next < rowsEnd(); next++) {
      if (places.isTaken(next)) {
        return next;
      }
    }
    return NONE;
  }

  /** No row is beyond it. */
  int rowsEnd() {
    return places.numbers() << Places.CHUNK_BITS;
  }

  /** In no order that may matter. */
  void forEach(IntConsumer action) {
    for (int number = 0; number < places.numbers(); number++) {
      for (int place = 0; place < Places.CHUNK_PLACES; place++) {
        int row = number << Places.CHUNK_BITS | place;
        if (places.isTaken(row)) {
          action.accept(row);
        }
      }
    }
  }
}
