package io.millrace.testkit.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another process of this JDK, on this class path. */
public final class TestProcess {

  private TestProcess() {}

  /** A process that is still to be started. */
  public static ProcessBuilder java(List<String> jvmFlags, String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
