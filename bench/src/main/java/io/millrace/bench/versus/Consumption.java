package io.millrace.bench.versus;

import io.millrace.bench.report.BenchmarkFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What processes cost, as the kernel counts it. Of a process that has ended, its time is with the
 * parent that waited for it: a database has many short ones.
 */
final class Consumption {

  private static final Path PROCESSES = Path.of("/proc");

  /** The unit in which the kernel tells processor time, on every Linux. */
  private static final double TICKS_PER_SECOND = 100;

  /** Of {@code stat}, counted from behind the name, which may hold anything. */
  private static final int USER = 11;

  private static final int TIMES = 4;

  /** Pages that several share are counted once: a database's processes share most of theirs. */
  private static final String SHARE = "Pss:";

  private static final long BYTES_PER_KIB = 1_024;

  private Consumption() {}

  static double processorSeconds(Stream<ProcessHandle> processes) {
    return processes.mapToLong(Consumption::ticks).sum() / TICKS_PER_SECOND;
  }

  private static long ticks(ProcessHandle process) {
    String stat = read(process, "stat");
    if (stat.isEmpty()) {
      return 0;
    }
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = 0;
    for (int i = USER; i < USER + TIMES; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return ticks;
  }

  static long residentBytes(Stream<ProcessHandle> processes) {
    return processes.mapToLong(Consumption::residentBytes).sum();
  }

  private static long residentBytes(ProcessHandle process) {
    return read(process, "smaps_rollup")
        .lines()
        .filter(line -> line.startsWith(SHARE))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KIB)
        .sum();
  }

  /** Empty if it has ended. */
  private static String read(ProcessHandle process, String file) {
    if (!Files.isDirectory(PROCESSES)) {
      throw new BenchmarkFailed("what processes cost is read from /proc, which is not here");
    }
    try {
      return Files.readString(PROCESSES.resolve(Long.toString(process.pid())).resolve(file));
    } catch (NoSuchFileException _) {
      return "";
    } catch (IOException e) {
      if (!process.isAlive()) {
        return "";
      }
      throw new UncheckedIOException(e);
    }
  }
}
