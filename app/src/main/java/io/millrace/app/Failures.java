package io.millrace.app;

import io.millrace.edge.CannotListen;
import io.millrace.journal.AheadOfLogException;
import io.millrace.journal.LogDamaged;
import io.millrace.journal.LogException;
import io.millrace.journal.LogFailed;
import io.millrace.journal.LogLocked;
import io.millrace.journal.ManifestDamaged;
import io.millrace.journal.OtherHistory;
import io.millrace.journal.SnapshotDamaged;
import io.millrace.journal.TrimmedException;
import io.millrace.journal.UnsupportedFormat;
import io.millrace.model.wire.UnreadableFacts;
import io.millrace.node.StartRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** The one table from a failure to the exit status. */
public final class Failures {

  private Failures() {}

  /** Empty for what nobody foresaw: that is a fault of ours, and its stack trace is wanted. */
  public static Optional<ExitStatus> statusOf(Throwable failure) {
    return switch (failure) {
      case Stop stop -> Optional.of(stop.status());
      case StartRefused refused -> Optional.of(statusOf(refused));
      case LogException log -> Optional.of(statusOf(log));
      case CannotListen _ -> Optional.of(ExitStatus.ENVIRONMENT);
      case UnreadableFacts _ -> Optional.of(ExitStatus.DAMAGED);
      // A log that could not be opened comes out of a shard's thread in this wrapping.
      case CompletionException wrapped when wrapped.getCause() instanceof IOException ->
          Optional.of(ExitStatus.ENVIRONMENT);
      case IOException _ -> Optional.of(ExitStatus.ENVIRONMENT);
      case UncheckedIOException _ -> Optional.of(ExitStatus.ENVIRONMENT);
      default -> Optional.empty();
    };
  }

  private static ExitStatus statusOf(StartRefused refused) {
    return switch (refused.reason()) {
      case SHARDS -> ExitStatus.WRONG_USE;
      case CLOCK, STORAGE -> ExitStatus.ENVIRONMENT;
      case DATA -> ExitStatus.DAMAGED;
    };
  }

  private static ExitStatus statusOf(LogException failure) {
    return switch (failure) {
      case LogDamaged _,
          SnapshotDamaged _,
          UnsupportedFormat _,
          TrimmedException _,
          AheadOfLogException _,
          ManifestDamaged _ ->
          ExitStatus.DAMAGED;
      case OtherHistory _ -> ExitStatus.WRONG_USE;
      case LogLocked _, LogFailed _ -> ExitStatus.ENVIRONMENT;
    };
  }

  /** What is shown instead of a stack trace. */
  public static String sentenceOf(Throwable failure) {
    String message = failure.getMessage();
    return switch (failure) {
      case Stop _,
          StartRefused _,
          LogException _,
          CannotListen _,
          UncheckedIOException _,
          CompletionException _ ->
          String.valueOf(message);
      case UnreadableFacts _ -> "The log cannot be read: " + message;
      // The bare message of a file system's exception is often no more than a path.
      default -> failure.getClass().getSimpleName() + ": " + message;
    };
  }
}
