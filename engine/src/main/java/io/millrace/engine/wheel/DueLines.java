package io.millrace.engine.wheel;

import it.unimi.dsi.fastutil.ints.IntArrayFIFOQueue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is due, a line for each owner. Within a line timers stand in the order of (deadline, id);
 * the lines take turns, so ten million due timers of one owner keep nobody else's waiting.
 *
 * <p>Timers come nearly in order: those that do are linked at the end of their line, which costs
 * the same however long it is. The few that do not go into a heap beside it.
 */
final class DueLines {
  private final Slab slab;
  private final Lists lists;
  private final int firstList;
  private int lines;
  private @Nullable TimerHeap[] heaps = new TimerHeap[8];
  private boolean[] isWaiting = new boolean[8];

  /** Lines with something due, in the order of their turns; some may have run empty since. */
  private final IntArrayFIFOQueue turns = new IntArrayFIFOQueue();

  private int size;

  DueLines(Slab slab, Lists lists, int firstList) {
    this.slab = slab;
    this.lists = lists;
    this.firstList = firstList;
  }

  int open() {
    lists.add();
    if (lines == heaps.length) {
      heaps = Arrays.copyOf(heaps, lines * 2);
      isWaiting = Arrays.copyOf(isWaiting, lines * 2);
    }
    return lines++;
  }

  int lines() {
    return lines;
  }

  int size() {
    return size;
  }

  void add(int timer) {
    int line = slab.line(timer);
    slab.due(timer, true);
    long deadlineMillis = slab.deadlineMillis(timer);
    long id = slab.id(timer);
    int last = lists.last(firstList + line);
    if (last == Slab.NONE || isInOrder(last, deadlineMillis, id)) {
      lists.append(firstList + line, timer);
    } else {
      TimerHeap heap = heaps[line];
      if (heap == null) {
        heap = new TimerHeap(slab);
        heaps[line] = heap;
      }
      slab.prev(timer, Lists.UNLINKED);
      heap.add(deadlineMillis, id, Wheel.handle(slab, timer));
    }
    size++;
    if (!isWaiting[line]) {
      isWaiting[line] = true;
      turns.enqueue(line);
    }
  }

  private boolean isInOrder(int last, long deadlineMillis, long id) {
    long lastMillis = slab.deadlineMillis(last);
    return lastMillis < deadlineMillis || (lastMillis == deadlineMillis && slab.id(last) < id);
  }

  /** Before its place is given back or it gets another deadline. */
  void remove(int timer) {
    int line = slab.line(timer);
    TimerHeap heap = heaps[line];
    if (lists.isLinked(timer)) {
      lists.unlink(timer);
    } else if (heap != null) {
      heap.losing();
    }
    slab.due(timer, false);
    size--;
    if (!turns.isEmpty() && turns.firstInt() == line) { // it had its turn
      turns.enqueue(turns.dequeueInt());
    }
  }

  /** The first of the line whose turn it is, or {@link Wheel#NONE}. */
  long first() {
    while (!turns.isEmpty()) {
      int line = turns.firstInt();
      long first = first(line);
      if (first != Wheel.NONE) {
        return first;
      }
      turns.dequeueInt();
      isWaiting[line] = false;
      heaps[line] = null;
    }
    return Wheel.NONE;
  }

  private long first(int line) {
    int linked = lists.first(firstList + line);
    TimerHeap heap = heaps[line];
    long heaped = heap == null ? Wheel.NONE : heap.first();
    if (linked == Slab.NONE) {
      return heaped;
    }
    if (heaped != Wheel.NONE && !isInOrder(linked, heaped)) {
      return heaped;
    }
    return Wheel.handle(slab, linked);
  }

  private boolean isInOrder(int linked, long heaped) {
    return isInOrder(linked, slab.deadlineMillis((int) heaped), slab.id((int) heaped));
  }

  long bytes() {
    long bytes = 0;
    for (TimerHeap heap : heaps) {
      bytes += heap == null ? 0 : heap.bytes();
    }
    return bytes;
  }
}
