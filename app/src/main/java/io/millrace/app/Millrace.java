package io.millrace.app;

import io.millrace.app.audit.AuditCommand;
import io.millrace.app.config.Nearest;
import io.millrace.app.logfile.LogCommand;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
      "  test   the whole test suite",
      "  bench  benchmarks",
      "",
      "Exit statuses: 0 well, 1 a promise is broken or a test failed, 2 wrong use,",
      "3 damaged data, 4 the environment (port, lock, disk, clock)."
    })
public final class Millrace implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  private Millrace() {}

  public static void main(String[] arguments) {
    System.exit(run(Terminal.ofProcess(), arguments));
  }

  static int run(Terminal terminal, String... arguments) {
    return commandLine(terminal).execute(arguments);
  }

  private static CommandLine commandLine(Terminal terminal) {
    CommandLine root =
        new CommandLine(new Millrace())
            .addSubcommand(LogCommand.of(terminal))
            .addSubcommand(new AuditCommand(terminal));
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
    terminal.err().println(wrong.getMessage() + suggestion(wrong));
    terminal
        .err()
        .printf(
            "`%s --help` lists everything.%n",
            wrong.getCommandLine().getCommandSpec().qualifiedName());
    return ExitStatus.WRONG_USE.number();
  }

  private static String suggestion(ParameterException wrong) {
    if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    CommandSpec command = wrong.getCommandLine().getCommandSpec();
    String first = unmatched.getUnmatched().getFirst();
    List<String> known = new ArrayList<>();
    if (first.startsWith("-")) {
      command.options().forEach(option -> known.add(option.longestName()));
      first = first.split("=", 2)[0];
    } else {
      known.addAll(command.subcommands().keySet());
    }
    return known.isEmpty() ? "" : ". Did you mean " + Nearest.to(first, known) + "?";
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
