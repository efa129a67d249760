package io.millrace.bench.streams;

import io.millrace.bench.report.BenchmarkFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server holds.
 *
 * @param heapBytes that are reachable, after a collection
 * @param rssBytes of the process, at the same moment
 */
record ServerMemory(long heapBytes, long rssBytes) {

  private static final Pattern USED = Pattern.compile("used (\\d+)K");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final long KIBI = 1_024;

  static ServerMemory of(long pid) {
    String _ = jcmd(pid, "GC.run");
    try {
      return new ServerMemory(
          find(USED, jcmd(pid, "GC.heap_info")),
          find(RESIDENT, Files.readString(Path.of("/proc", Long.toString(pid), "status"))));
    } catch (IOException e) {
      throw new BenchmarkFailed("the server's memory cannot be seen", e);
    }
  }

  private static long find(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new BenchmarkFailed("there is no " + pattern + " in " + text);
    }
    return Long.parseLong(found.group(1)) * KIBI;
  }

  private static String jcmd(long pid, String what) {
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(pid),
                  what)
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new BenchmarkFailed("jcmd: " + said);
      }
      return said;
    } catch (IOException e) {
      throw new BenchmarkFailed("jcmd cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }
}
