package io.millrace.bench.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Where the figures were taken: without it they mean nothing. */
public record Machine(int cores, String memory, String cpu, String os, String jdk) {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final String CPU_MODEL = "model name";
  private static final double GIB = 1 << 30;

  public static Machine here() {
    Runtime.Version jdk = Runtime.version();
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        memoryHere(),
        cpuHere(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        jdk + " (" + System.getProperty("java.vm.vendor") + ")");
  }

  private static String memoryHere() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? String.format(Locale.ROOT, "%.1f GiB", system.getTotalMemorySize() / GIB)
        : "unknown";
  }

  /** Linux tells the model; elsewhere the architecture has to do. */
  private static String cpuHere() {
    String architecture = System.getProperty("os.arch");
    if (!Files.isReadable(CPU_INFO)) {
      return architecture;
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith(CPU_MODEL))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(architecture);
    } catch (IOException _) {
      return architecture;
    }
  }
}
