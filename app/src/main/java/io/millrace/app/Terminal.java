package io.millrace.app;

import java.io.PrintStream;
import java.util.Map;

/** What a command is given by whoever started the process. */
public record Terminal(PrintStream out, PrintStream err, Map<String, String> environment) {
  public Terminal {
    environment = Map.copyOf(environment);
  }

  public static Terminal ofProcess() {
    return new Terminal(System.out, System.err, System.getenv());
  }
}
