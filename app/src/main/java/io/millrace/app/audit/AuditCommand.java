package io.millrace.app.audit;

import io.millrace.app.Terminal;
import io.millrace.app.data.DataDirectory;
import io.millrace.app.data.DataOption;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Ask the node that runs at http://HOST:PORT.")
  private @Nullable URI url;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description =
          "The operator's key for --url; operator.key of the data directory if not given.")
  private @Nullable Path keyFile;

  public AuditCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    DataDirectory directory = data.directory(terminal.environment());
    return url == null ? auditFiles(directory) : askNode(url, directory);
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

  private int askNode(URI node, DataDirectory directory) throws IOException, InterruptedException {
    Path key =
        Objects.requireNonNullElse(keyFile, directory.path().resolve(DataDirectory.OPERATOR_KEY));
    RunningNode.Told told = new RunningNode(node, key).audit();
    terminal.out().println(told.json());
    return told.status().number();
  }
}
