package io.millrace.bench.load;

import io.millrace.bench.report.BenchmarkFailed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** The benchmark's end of the pipes to {@link PeerLoad}. Owned by one thread. */
public final class LoadOrders implements AutoCloseable {

  /** All want the same SKU. */
  public static final String HOT = "hot";

  /** Each wants another one. */
  public static final String SPREAD = "spread";

  static final String TARGET = "target";
  static final String CLOSED = "closed";
  static final String OPEN = "open";
  static final String DONE = "done ";
  static final String FAILED = "failed ";

  private final Process process;
  private final Writer orders;
  private final BufferedReader answers;

  /** Of a process that runs {@link PeerLoad}. */
  public LoadOrders(Process process) {
    this.process = process;
    this.orders = process.outputWriter();
    this.answers = process.inputReader();
  }

  /** What a slice came to. */
  public record Slice(long answers, long nanos) {
    private static final double NANOS_PER_SECOND = 1e9;

    public double perSecond() {
      return answers * NANOS_PER_SECOND / nanos;
    }
  }

  /**
   * Makes a server known.
   *
   * @param path of orders
   * @param skus over which orders are spread
   */
  public void target(
      String name, int port, String path, String kid, String secret, int buyers, int skus) {
    ask("%s %s %d %s %s %s %d %d".formatted(TARGET, name, port, path, kid, secret, buyers, skus));
  }

  /**
   * As fast as it answers.
   *
   * @throws BenchmarkFailed if one answer is not that an order was placed
   */
  public Slice closed(String name, String kind, int connections, int millis) {
    String[] fields =
        ask("%s %s %s %d %d".formatted(CLOSED, name, kind, connections, millis)).split(" ", -1);
    return new Slice(Long.parseLong(fields[0]), Long.parseLong(fields[1]));
  }

  /**
   * At a given rate; latencies in nanoseconds from the moment when a request was due.
   *
   * @throws BenchmarkFailed as above
   */
  public Histogram open(String name, String kind, int connections, double perSecond, int millis) {
    String said =
        ask(OPEN + ' ' + name + ' ' + kind + ' ' + connections + ' ' + perSecond + ' ' + millis);
    try {
      return Histogram.decodeFromCompressedByteBuffer(
          ByteBuffer.wrap(Base64.getDecoder().decode(said)), 0);
    } catch (DataFormatException e) {
      throw new IllegalStateException("the load speaks another language", e);
    }
  }

  private String ask(String order) {
    try {
      orders.write(order + '\n');
      orders.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new BenchmarkFailed("the load ended");
      }
      if (answer.startsWith(FAILED)) {
        throw new BenchmarkFailed(answer.substring(FAILED.length()));
      }
      return answer.substring(DONE.length());
    } catch (IOException e) {
      throw new BenchmarkFailed("the load does not answer", e);
    }
  }

  @Override
  public void close() {
    try {
      orders.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      process.destroyForcibly();
    }
  }
}
