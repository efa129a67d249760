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
 * All tasks that have not ended, a row each, found by number and by queue and name. A row is 72
 * bytes and no object but its name's bytes and its payload: ten million tasks are five arrays for
 * each four thousand of them.
 */
final class TaskTable implements Places.Chunks {
  static final int NONE = HashIndex.NONE;

  static final int NUMBER = 0;
  static final int DUE = 1;
  static final int WISH = 2;
  static final int TIMER = 3;
  private static final int LONGS = 4;

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

  private static final TaskState[] STATES = TaskState.values();
  private static final int ROW_BYTES = LONGS * Long.BYTES + INTS * Integer.BYTES + 8;

  private static final class Chunk {
    final long[] longs = new long[Places.CHUNK_PLACES * LONGS];
    final int[] ints = new int[Places.CHUNK_PLACES * INTS];
    final byte[] @Nullable [] names = new byte[Places.CHUNK_PLACES][];
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

  /** Without names and payloads, which vary. */
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
    chunk.names[place] = bytes(task);
    chunk.payloads[place] = payload;
    byNumber.add(hash(number), row);
    byName.add(hash(queue, task), row);
    return row;
  }

  void remove(int row, Queue queue) {
    byNumber.remove(hash(number(row)), row);
    byName.remove(hash(queue, name(row)), row);
    Chunk chunk = chunk(row);
    chunk.names[row & Places.CHUNK_MASK] = null;
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
    byte[] name = nameBytes(row);
    String wanted = task.value();
    if (get(row, QUEUE) != queue.index || name.length != wanted.length()) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (name[i] != (byte) wanted.charAt(i)) {
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

  TaskId name(int row) {
    byte[] bytes = nameBytes(row);
    char[] name = new char[bytes.length];
    for (int i = 0; i < name.length; i++) {
      name[i] = (char) bytes[i];
    }
    return new TaskId(String.valueOf(name));
  }

  private byte[] nameBytes(int row) {
    byte[] name = chunk(row).names[row & Places.CHUNK_MASK];
    if (name == null) {
      throw new BrokenInvariant("a task has its name");
    }
    return name;
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
