package io.millrace.app.audit;

import io.millrace.app.Terminal;
import io.millrace.app.data.DataDirectory;
import io.millrace.app.data.DataOption;
import io.millrace.app.running.NodeOption;
import io.millrace.app.running.RunningNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace audit}: every promise against the logs of a data directory, read only. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {
      "Check every promise against a data directory, or ask a running node to.",
      "Exit status 1 if a promise is broken, 3 if a log is damaged."
    })
public final class AuditCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private DataOption data = new DataOption();

  @Option(names = "--json", description = "Print one JSON object; with --url always.")
  private boolean asJson;

  @Mixin private NodeOption running = new NodeOption();

  public AuditCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    DataDirectory directory = data.directory(terminal.environment());
    Optional<RunningNode> node = running.node(directory);
    return node.isPresent() ? ask(node.get()) : auditFiles(directory);
  }

  private int auditFiles(DataDirectory directory) throws IOException {
    Audit audit = new Audit();
    for (DataDirectory.Shard shard : directory.shardsOrStop()) {
      audit.take(shard, Long.MAX_VALUE);
    }
    AuditReport report = audit.report();
    if (asJson) {
      terminal.out().println(new String(report.json(), StandardCharsets.UTF_8));
    } else {
      report.print(terminal.out());
    }
    return report.status().number();
  }

  private int ask(RunningNode node) throws IOException, InterruptedException {
    String report = node.post(ToldReport.ROUTE);
    terminal.out().println(report);
    return ToldReport.status(report).number();
  }
}
