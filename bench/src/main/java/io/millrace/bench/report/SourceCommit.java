package io.millrace.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The commit that the measured classes were built from, as far as git can tell. */
public final class SourceCommit {

  public static final String UNKNOWN = "unknown";

  private static final long ANSWER_SECONDS_MAX = 10;

  private SourceCommit() {}

  /** Of the repository that the directory lies in; says so if files differ from the commit. */
  public static String of(Path directory) {
    String commit = git(directory, "rev-parse", "--short=12", "HEAD");
    if (commit.isEmpty()) {
      return UNKNOWN;
    }
    String changed = git(directory, "status", "--porcelain", "--untracked-files=no");
    return changed.isEmpty() ? commit : commit + " with local changes";
  }

  /** Empty if there is no git, no repository or no answer. */
  private static String git(Path directory, String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    try {
      Process git =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer =
          new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor(ANSWER_SECONDS_MAX, TimeUnit.SECONDS) && git.exitValue() == 0
          ? answer
          : "";
    } catch (IOException _) {
      return "";
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
