package io.millrace.bench.torture;

import io.millrace.app.Millrace;
import io.millrace.bench.process.JavaProcess;
import io.millrace.bench.process.Reaper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A start on files that it must refuse. */
final class DamagedCopy {
  static final int EXIT_DAMAGED = 3;

  /** It did not end, but served. */
  private static final int SERVED = 0;

  private DamagedCopy() {}

  /** How it ended, and what it said on standard error. */
  record Start(int exitStatus, String said) {}

  static Start start(Path data, Path errors) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("start", "--port", "0", "--data", data.toString()));
    command.addAll(Plan.FLAGS);
    Process process =
        JavaProcess.builder(List.of("-Xmx1g"), Millrace.class, command.toArray(String[]::new))
            .redirectError(errors.toFile())
            .start();
    try (Reaper _ = Reaper.of(process)) {
      String line = process.inputReader().readLine(); // none, if it ends instead of being ready
      return new Start(line == null ? process.waitFor() : SERVED, Files.readString(errors));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
