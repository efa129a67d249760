package io.millrace.app.backup;

import io.millrace.app.ExitStatus;
import io.millrace.app.Terminal;
import io.millrace.app.data.DataDirectory;
import io.millrace.app.data.DataOption;
import io.millrace.app.running.NodeOption;
import io.millrace.app.running.RunningNode;
import io.millrace.journal.BackupManifest;
import io.millrace.journal.FileSystemDisk;
import io.millrace.node.SystemClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace backup}: reads the files of a data directory, also beside its node. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Copy log, newest snapshot and keys into a directory; again into the same one: what is new.",
      "Runs where the data directory is, also beside the running node. With --url the node is",
      "asked for a snapshot first, so that a start on the backup is quick."
    })
public final class BackupCommand implements Callable<Integer> {

  private static final String SNAPSHOT_ROUTE = "/v1/admin/snapshot";

  private final Terminal terminal;

  @Mixin private DataOption data = new DataOption();

  @Mixin private NodeOption running = new NodeOption();

  @Parameters(paramLabel = "DIR", description = "Empty, or an earlier backup of the same node.")
  private Path target = Path.of("");

  public BackupCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    DataDirectory source = data.directory(terminal.environment());
    source.shardsOrStop();
    Optional<RunningNode> node = running.node(source);
    if (node.isPresent()) {
      node.get().post(SNAPSHOT_ROUTE);
    }
    SystemClock clock = new SystemClock();
    Meter meter = new Meter(terminal.err(), clock);
    Backup backup =
        new Backup(new FileSystemDisk(), source, target.toAbsolutePath().normalize(), meter);
    print(backup.make(clock.wallMillis()), meter);
    return ExitStatus.WELL.number();
  }

  private void print(BackupManifest made, Meter meter) {
    for (BackupManifest.Shard shard : made.shards()) {
      terminal
          .out()
          .printf(
              "shard %d: up to sequence %d at %s, %s%n",
              shard.number(),
              shard.last().sequence(),
              Instant.ofEpochMilli(shard.last().timeMillis()),
              shard.snapshot() == null ? "without a snapshot" : "with " + shard.snapshot().name());
    }
    terminal.out().printf("Backed up to %s: %s%n", target, meter.sentence());
  }
}
