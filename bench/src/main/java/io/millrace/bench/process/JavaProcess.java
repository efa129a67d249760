package io.millrace.bench.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another process of this JDK, on this class path and with the flags that this one was given. */
public final class JavaProcess {

  private JavaProcess() {}

  /**
   * A process that is still to be started.
   *
   * @param jvmFlags beside and above those of this process, which are the launcher's: what is
   *     measured runs as what users run
   */
  public static ProcessBuilder builder(List<String> jvmFlags, Class<?> main, String... arguments) {
    return builder(jvmFlags, System.getProperty("java.class.path"), main.getName(), arguments);
  }

  /** The same on another class path: of a program whose libraries are not ours. */
  public static ProcessBuilder builder(
      List<String> jvmFlags, String classPath, String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(JavaProcess::isFlag)
        .forEach(command::add);
    command.addAll(jvmFlags);
    command.add("-cp");
    command.add(classPath);
    command.add(main);
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  /** Agents and properties are this process's own. */
  private static boolean isFlag(String argument) {
    return argument.startsWith("-X") || argument.startsWith("--");
  }
}
