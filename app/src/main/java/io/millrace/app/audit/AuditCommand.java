package io.millrace.app.audit;

import io.millrace.app.ExitStatus;
import io.millrace.app.Failures;
import io.millrace.app.Stop;
import io.millrace.app.Terminal;
import io.millrace.app.data.DataDirectory;
import io.millrace.app.data.DataOption;
import io.millrace.app.data.LoggedFacts;
import io.millrace.journal.BadPlace;
import io.millrace.journal.LogException;
import io.millrace.journal.LogInspector;
import io.millrace.journal.StoredFrame;
import io.millrace.model.Recorded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace audit}: every promise against the logs of a data directory, read only. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {
      "Check every promise against a data directory.",
      "Exit status 1 if a promise is broken, 3 if a log is damaged."
    })
public final class AuditCommand implements Callable<Integer> {

  private final Terminal terminal;
  private final Findings findings = new Findings();
  private final List<String> damages = new ArrayList<>();
  private long facts;

  @Mixin private DataOption data = new DataOption();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean asJson;

  public AuditCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    List<DataDirectory.Shard> shards = data.directory(terminal.environment()).shardsOrStop();
    for (DataDirectory.Shard shard : shards) {
      audit(shard);
    }
    AuditReport report = new AuditReport(shards.size(), facts, findings, damages);
    if (asJson) {
      report.printJson(terminal.out());
    } else {
      report.print(terminal.out());
    }
    return status().number();
  }

  private void audit(DataDirectory.Shard shard) throws IOException {
    LogInspector inspector = shard.inspector();
    for (BadPlace bad : inspector.verify().badPlaces()) {
      damages.add(bad.toString());
    }
    ShardAudit audit = new ShardAudit(shard.number(), findings);
    try {
      inspector.frames(1, frame -> take(audit, frame));
    } catch (LogException | Stop damaged) {
      String sentence = Failures.sentenceOf(damaged);
      if (damages.isEmpty()) {
        damages.add(sentence);
      }
    }
  }

  private void take(ShardAudit audit, StoredFrame frame) {
    List<Recorded> decoded = LoggedFacts.of(frame);
    facts += decoded.size();
    audit.take(frame, decoded);
  }

  /** Damage outranks broken promises: what cannot be read cannot be judged. */
  private ExitStatus status() {
    if (!damages.isEmpty()) {
      return ExitStatus.DAMAGED;
    }
    return findings.broken() == 0 ? ExitStatus.WELL : ExitStatus.BROKEN;
  }
}
