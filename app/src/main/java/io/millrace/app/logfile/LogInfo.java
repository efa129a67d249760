package io.millrace.app.logfile;

import io.millrace.app.ExitStatus;
import io.millrace.app.Terminal;
import io.millrace.app.data.DataDirectory;
import io.millrace.journal.Lineage;
import io.millrace.journal.LogInspector;
import io.millrace.journal.SnapshotDamaged;
import io.millrace.journal.SnapshotMark;
import io.millrace.journal.SnapshotReader;
import io.millrace.journal.Snapshots;
import io.millrace.journal.UnsupportedFormat;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What a log is, from its headers and its last segment: quick, however long the log. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = "Id, epoch, sequences, segments and snapshots of each shard's log.")
final class LogInfo implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private ShardChoice choice = new ShardChoice();

  LogInfo(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    for (DataDirectory.Shard shard : choice.shards(terminal.environment())) {
      print(shard.inspector().overview());
      print(shard.snapshots());
    }
    return ExitStatus.WELL.number();
  }

  private void print(LogInspector.Overview info) {
    PrintStream out = terminal.out();
    out.printf("shard %d%n", info.shard());
    out.printf("  log       %s%n", info.id());
    for (Lineage.Ancestor ancestor : info.lineage().ancestors()) {
      out.printf(
          "  restored  from log %s, left behind sequence %d%n",
          ancestor.id(), ancestor.lastSequence());
    }
    out.printf("  epoch     %d%n", info.epoch());
    out.printf(
        "  last      sequence %d at %s, digest %s%n",
        info.last().sequence(),
        Instant.ofEpochMilli(info.last().timeMillis()),
        HexFormat.of().toHexDigits(info.last().digest()));
    for (LogInspector.SegmentInfo segment : info.segments()) {
      out.printf(
          "  %-9s %s: sequences %d to %d, %d bytes, epoch %d%n",
          segment.archived() ? "packed" : "segment",
          segment.file(),
          segment.firstSequence(),
          segment.lastSequence(),
          segment.fileBytes(),
          segment.epoch());
    }
    LogInspector.Loose tail = info.tail();
    if (tail != null) {
      out.printf("  tail      %s%n", Tails.sentence(tail));
    }
  }

  /** Their headers; what they hold is for {@code log verify} to read. */
  private void print(Snapshots snapshots) throws IOException {
    for (long sequence : snapshots.newestFirst()) {
      try (SnapshotReader reader = snapshots.open(sequence)) {
        SnapshotMark mark = reader.mark();
        terminal
            .out()
            .printf(
                "  snapshot  of sequence %d at %s, digest %s, level %d, %d bytes%n",
                mark.sequence(),
                Instant.ofEpochMilli(mark.timeMillis()),
                HexFormat.of().toHexDigits(mark.digest()),
                mark.level(),
                reader.fileBytes());
      } catch (SnapshotDamaged | UnsupportedFormat unreadable) {
        terminal.out().printf("  snapshot  %s%n", unreadable.getMessage());
      } catch (NoSuchFileException _) {
        // retired since it was listed
      }
    }
  }
}
