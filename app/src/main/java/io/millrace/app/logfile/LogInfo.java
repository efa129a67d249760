package io.millrace.app.logfile;

import io.millrace.app.ExitStatus;
import io.millrace.app.Terminal;
import io.millrace.app.data.DataDirectory;
import io.millrace.journal.LogInspector;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What a log is, from its headers and its last segment: quick, however long the log. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = "Id, epoch, sequences and segments of each shard's log.")
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
    }
    return ExitStatus.WELL.number();
  }

  private void print(LogInspector.Overview info) {
    PrintStream out = terminal.out();
    out.printf("shard %d%n", info.shard());
    out.printf("  log       %s%n", info.id());
    out.printf("  epoch     %d%n", info.epoch());
    out.printf(
        "  last      sequence %d at %s, digest %s%n",
        info.last().sequence(),
        Instant.ofEpochMilli(info.last().timeMillis()),
        HexFormat.of().toHexDigits(info.last().digest()));
    for (LogInspector.SegmentInfo segment : info.segments()) {
      out.printf(
          "  segment   %s: sequences %d to %d, %d bytes, epoch %d%n",
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
}
