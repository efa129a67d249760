package io.millrace.bench.writer;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much was done in the measured spans, in what time, with how much garbage. One thread. */
public final class Pace {

  private static final double NANOS_PER_SECOND = 1e9;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private long count;
  private long nanos;
  private long cpuNanos;
  private long allocatedBytes;
  private long beginNanos;
  private long beginCpuNanos;
  private long beginBytes;

  public void begin() {
    beginBytes = THREADS.getCurrentThreadAllocatedBytes();
    beginCpuNanos = THREADS.getCurrentThreadCpuTime();
    beginNanos = System.nanoTime();
  }

  public void end(long done) {
    nanos += System.nanoTime() - beginNanos;
    cpuNanos += THREADS.getCurrentThreadCpuTime() - beginCpuNanos;
    allocatedBytes += THREADS.getCurrentThreadAllocatedBytes() - beginBytes;
    count += done;
  }

  public long count() {
    return count;
  }

  public double seconds() {
    return nanos / NANOS_PER_SECOND;
  }

  public double perSecond() {
    return count / seconds();
  }

  /**
   * How much of the time the thread had a processor: far below 1 without a disk to wait for, others
   * were using the machine and the figures are worth little.
   */
  public double processorShare() {
    return (double) cpuNanos / nanos;
  }

  public double allocatedBytesEach() {
    return (double) allocatedBytes / count;
  }
}
