package io.millrace.app.logfile;

import io.millrace.app.ExitStatus;
import io.millrace.app.Terminal;
import io.millrace.app.data.DataDirectory;
import io.millrace.journal.BadPlace;
import io.millrace.journal.LogInspector;
import io.millrace.journal.Snapshots;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Reads every frame and every snapshot, also where a start does not look. */
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
      isWell &= verify(shard);
    }
    return (isWell ? ExitStatus.WELL : ExitStatus.DAMAGED).number();
  }

  /** Snapshots are read whole. A damaged one loses nothing, but it would be missed at a start. */
  private boolean verify(DataDirectory.Shard shard) throws IOException {
    Snapshots snapshots = shard.snapshots();
    boolean isWell = true;
    for (long sequence : snapshots.newestFirst()) {
      Optional<BadPlace> bad = snapshots.verify(sequence);
      terminal
          .out()
          .printf(
              "shard %d: snapshot of sequence %d: %s%n",
              shard.number(), sequence, bad.isEmpty() ? "well" : "bad");
      bad.ifPresent(place ->
          terminal
              .out()
              .printf("  %s at offset %d: %s%n", place.file(), place.offset(), place.reason()));
      isWell &= bad.isEmpty();
    }
    return isWell;
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
