package io.millrace.app.upgrade;

import io.millrace.app.ExitStatus;
import io.millrace.app.Stop;
import io.millrace.app.Terminal;
import io.millrace.app.data.DataOption;
import io.millrace.app.running.NodeOption;
import io.millrace.app.running.RunningNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace upgrade}: asks the node what reads its logs, and raises their level. */
@Command(
    name = "upgrade",
    mixinStandardHelpOptions = true,
    description = {
      "Raise the level of a running node's logs by one, after asking what reads them.",
      "Once it is raised, older releases do not read the logs any more; that cannot be undone."
    })
public final class UpgradeCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private DataOption data = new DataOption();

  @Mixin private NodeOption running = new NodeOption();

  @Option(names = "--yes", description = "Raise it; without this it is only looked at.")
  private boolean isWanted;

  public UpgradeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    RunningNode node =
        running
            .node(data.directory(terminal.environment()))
            .orElseThrow(() -> Stop.wrongUse("Say with --url which node: it must be running."));
    LogLevels levels = LogLevels.of(node.get(LogLevels.ROUTE));
    levels.print(terminal.out());
    if (levels.lowest() == levels.known()) {
      terminal
          .out()
          .printf(
              "Nothing to do: level %d is the newest that this release knows.%n", levels.known());
      return ExitStatus.WELL.number();
    }
    int next = levels.lowest() + 1;
    levels.behind(next).ifPresent(behind -> refuse(behind, next));
    if (!isWanted) {
      throw Stop.wrongUse(
          "Nothing was raised. Releases that know less than level %d will not read these logs any more, nor backups of them. Make a backup, then say --yes."
              .formatted(next));
    }
    node.put(LogLevels.ROUTE, "{\"level\":%d}".formatted(next));
    terminal.out().printf("Raised to level %d.%n", next);
    if (next < levels.known()) {
      terminal
          .out()
          .printf(
              "This release knows level %d: when new snapshots were made, upgrade again.%n",
              levels.known());
    }
    return ExitStatus.WELL.number();
  }

  private static void refuse(LogLevels.Behind behind, int level) {
    throw Stop.wrongUse(
        "Nothing was raised: of shard %d's log, %s reads levels up to %d, and not %d."
            .formatted(behind.shard(), behind.reader().name(), behind.reader().reads(), level));
  }
}
