package io.millrace.app.logfile;

import io.millrace.app.ExitStatus;
import io.millrace.app.Terminal;
import io.millrace.app.data.DataDirectory;
import io.millrace.journal.BadPlace;
import io.millrace.journal.LogInspector;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Reads every frame and checks every checksum, also where a start does not look. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Read everything, and name every bad place. Exit status 3 if there is one.")
final class LogVerify implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private ShardChoice choice = new ShardChoice();

  LogVerify(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    boolean isWell = true;
    for (DataDirectory.Shard shard : choice.shards(terminal.environment())) {
      LogInspector.Verdict verdict = shard.inspector().verify();
      print(shard.number(), verdict);
      isWell &= verdict.isWell();
    }
    return (isWell ? ExitStatus.WELL : ExitStatus.DAMAGED).number();
  }

  private void print(int shard, LogInspector.Verdict verdict) {
    PrintStream out = terminal.out();
    out.printf(
        "shard %d: %d segments, %d frames, %d facts up to sequence %d: %s%n",
        shard,
        verdict.segments(),
        verdict.frames(),
        verdict.facts(),
        verdict.lastSequence(),
        verdict.isWell() ? "well" : verdict.badPlaces().size() + " bad places");
    for (BadPlace bad : verdict.badPlaces()) {
      out.printf("  %s%n", bad);
    }
    LogInspector.Loose tail = verdict.tail();
    if (tail != null) {
      out.printf("  %s%n", Tails.sentence(tail));
    }
  }
}
