package io.millrace.app;

import io.millrace.app.audit.AuditCommand;
import io.millrace.app.backup.BackupCommand;
import io.millrace.app.config.Nearest;
import io.millrace.app.logfile.LogCommand;
import io.millrace.app.start.StartCommand;
import io.millrace.app.upgrade.UpgradeCommand;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code millrace} command line. */
@Command(
    name = "millrace",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "An order engine for peaks and for every day.",
    footer = {
      "",
      "The launcher adds:",
      "  test      the whole test suite",
      "  simulate  a simulated node on which everything breaks, its answers audited",
      "  torture   a real server that is killed, stopped, filled and damaged, its answers audited",
      "  bench     benchmarks",
      "  soak      a server under load for a long time, killed again and again",
      "",
      "Exit statuses: 0 well, 1 a promise is broken or a test failed, 2 wrong use,",
      "3 damaged data, 4 the environment (port, lock, disk, clock)."
    })
public final class Millrace implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  private Millrace() {}

  public static void main(String[] arguments) {
    // What programs read, the ready line first, has the same digits in every country.
    Locale.setDefault(Locale.ROOT);
    try {
      System.exit(run(Terminal.ofProcess(), arguments));
    } catch (Error broken) {
      // Other threads would keep the process alive, as a server that nobody leads.
      broken.printStackTrace();
      Runtime.getRuntime().halt(ExitStatus.BROKEN.number());
    }
  }

  /** The same for whoever has another terminal than the process has. Gives the exit status. */
  public static int run(Terminal terminal, String... arguments) {
    return commandLine(terminal).execute(arguments);
  }

  private static CommandLine commandLine(Terminal terminal) {
    CommandLine root =
        new CommandLine(new Millrace())
            .addSubcommand(StartCommand.of(terminal))
            .addSubcommand(LogCommand.of(terminal))
            .addSubcommand(new AuditCommand(terminal))
            .addSubcommand(new BackupCommand(terminal))
            .addSubcommand(new UpgradeCommand(terminal));
    root.setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()));
    root.setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()));
    root.setParameterExceptionHandler((wrong, _) -> explain(terminal, wrong));
    root.setExecutionExceptionHandler((failure, _, _) -> explain(terminal, failure));
    return root;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: millrace start, for example.");
  }

  private static int explain(Terminal terminal, ParameterException wrong) {
    terminal.err().println(sentenceOf(wrong));
    terminal
        .err()
        .printf(
            "`%s --help` lists everything.%n",
            wrong.getCommandLine().getCommandSpec().qualifiedName());
    return ExitStatus.WRONG_USE.number();
  }

  private static String sentenceOf(ParameterException wrong) {
    if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
      return String.valueOf(wrong.getMessage());
    }
    CommandSpec command = wrong.getCommandLine().getCommandSpec();
    String unknown = unmatched.getUnmatched().getFirst();
    if (unknown.startsWith("-")) {
      String flag = unknown.split("=", 2)[0];
      List<String> flags = command.options().stream().map(OptionSpec::longestName).toList();
      return "Unknown flag: %s. Did you mean %s?".formatted(flag, Nearest.to(flag, flags));
    }
    Set<String> commands = command.subcommands().keySet();
    return commands.isEmpty()
        ? "%s takes no argument: %s".formatted(command.qualifiedName(), unknown)
        : "Unknown command: %s. Did you mean %s?".formatted(unknown, Nearest.to(unknown, commands));
  }

  private static int explain(Terminal terminal, Exception failure) throws Exception {
    Optional<ExitStatus> status = Failures.statusOf(failure);
    if (status.isEmpty()) {
      throw failure;
    }
    terminal.err().println(Failures.sentenceOf(failure));
    return status.get().number();
  }
}
