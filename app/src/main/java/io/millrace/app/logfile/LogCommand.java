package io.millrace.app.logfile;

import io.millrace.app.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millrace log}: names its parts, and does nothing by itself. */
@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    description = "Look into a log without starting; also beside a running node, read only.")
public final class LogCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  private LogCommand() {}

  public static CommandLine of(Terminal terminal) {
    return new CommandLine(new LogCommand())
        .addSubcommand(new LogInfo(terminal))
        .addSubcommand(new LogVerify(terminal))
        .addSubcommand(new LogDump(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say which: log info, log verify or log dump.");
  }
}
