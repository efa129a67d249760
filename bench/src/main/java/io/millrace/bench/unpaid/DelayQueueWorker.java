package io.millrace.bench.unpaid;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** The JDK's {@link DelayQueue}: the deadlines are in the worker's heap and nowhere else. */
final class DelayQueueWorker implements Trigger {

  private final DelayQueue<Deadline> queue = new DelayQueue<>();

  public static void main(String[] arguments) {
    Worker.run(arguments, (_, closing) -> start(closing));
  }

  static DelayQueueWorker start(Closing closing) {
    DelayQueueWorker trigger = new DelayQueueWorker();
    closing.watch(() -> trigger.run(closing));
    return trigger;
  }

  private void run(Closing closing) throws Exception {
    List<Deadline> due = new ArrayList<>();
    while (true) {
      due.clear();
      due.add(queue.take());
      queue.drainTo(due, Closing.BATCH_MAX - 1);
      closing.close(due.stream().map(Deadline::id).toList());
    }
  }

  @Override
  public void arm(List<UnpaidOrder> orders) {
    for (UnpaidOrder order : orders) {
      queue.add(new Deadline(order.id(), order.deadlineMillis()));
    }
  }

  /** Taking one out of the middle would look at all of them. */
  @Override
  public void disarm(List<Integer> paid) {
    // It will find nothing to close.
  }

  private record Deadline(int id, long millis) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(millis - WallClock.millis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return other instanceof Deadline deadline
          ? Long.compare(millis, deadline.millis)
          : Long.compare(getDelay(TimeUnit.MILLISECONDS), other.getDelay(TimeUnit.MILLISECONDS));
    }
  }
}
