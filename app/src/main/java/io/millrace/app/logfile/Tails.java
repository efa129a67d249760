package io.millrace.app.logfile;

import io.millrace.journal.LogInspector;

/** Words for what may lie behind a log's last whole frame. */
final class Tails {

  private Tails() {}

  static String sentence(LogInspector.Loose tail) {
    return "%d loose bytes in %s at offset %d (%s): being written now, or torn by a crash; nobody was told of them"
        .formatted(tail.bytes(), tail.file(), tail.offset(), tail.reason());
  }
}
