package io.millrace.bench.unpaid;

import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.server.Child;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The benchmark's end of the pipes to a worker. */
final class WorkerLink implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 16;

  /** Placing a batch in every way takes less by far. */
  private static final long ANSWER_SECONDS_MAX = 90;

  private static final int LAST_LINES = 20;

  private final Child child;
  private final Closes closes;
  private final Path log;
  private final DataOutputStream out;
  private final Thread reader;

  /** Empty: the worker has ended. */
  private final BlockingQueue<Optional<List<Integer>>> done = new LinkedBlockingQueue<>();

  /**
   * Returns when the worker is ready.
   *
   * @param log what the worker and its libraries complain of
   */
  WorkerLink(ProcessBuilder builder, Path log, Closes closes) {
    this.child = Child.start(builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())));
    this.closes = closes;
    this.log = log;
    this.out =
        new DataOutputStream(
            new BufferedOutputStream(child.process().getOutputStream(), BUFFER_BYTES));
    this.reader = Thread.ofVirtual().start(this::read);
    answer();
  }

  private interface Saying {
    void to(DataOutputStream out) throws IOException;
  }

  void place(List<UnpaidOrder> orders) {
    ask(out -> {
      out.writeByte(Wire.PLACE);
      Wire.writeOrders(out, orders);
    });
  }

  /** The ids of those that took the payment. */
  List<Integer> pay(List<Integer> ids) {
    return ask(out -> {
      out.writeByte(Wire.PAY);
      Wire.writeIds(out, ids);
    });
  }

  Child child() {
    return child;
  }

  private List<Integer> ask(Saying saying) {
    try {
      saying.to(out);
      out.flush();
    } catch (IOException e) {
      throw new BenchmarkFailed("a worker does not listen", e);
    }
    return answer();
  }

  private List<Integer> answer() {
    try {
      Optional<List<Integer>> answer = done.poll(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
      if (answer == null || answer.isEmpty()) {
        throw new BenchmarkFailed(
            (answer == null ? "a worker hangs: " : "a worker ended: ") + lastWords());
      }
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }

  private String lastWords() {
    try (Stream<String> lines = Files.lines(log)) {
      List<String> all = lines.toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - LAST_LINES), all.size()));
    } catch (IOException _) {
      return "";
    }
  }

  private void read() {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(child.process().getInputStream(), BUFFER_BYTES))) {
      while (true) {
        switch (in.readByte()) {
          case Wire.DONE -> done.add(Optional.of(Wire.readIds(in)));
          case Wire.CLOSED -> {
            long micros = in.readLong();
            closes.add(Wire.readIds(in), micros);
          }
          default -> throw new IOException("a worker said something else");
        }
      }
    } catch (EOFException _) {
      done.add(Optional.empty());
    } catch (IOException e) {
      e.printStackTrace();
      done.add(Optional.empty());
    }
  }

  /** Returns when all that it had said was read. */
  void kill() {
    child.kill();
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException _) {
      // It has ended.
    }
    child.close();
  }
}
