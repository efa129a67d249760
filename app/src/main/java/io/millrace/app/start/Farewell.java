package io.millrace.app.start;

import io.millrace.app.ExitStatus;
import io.millrace.app.Failures;
import java.io.IOException;

/**
 * What a server does when it is asked to stop: runs as the shutdown hook. A JVM that was stopped by
 * a signal would exit with 143; a server that stopped as asked has done well, so the hook ends with
 * {@code halt}.
 *
 * <p>A start that fails calls {@code System.exit} and comes here, too: then the status that was
 * decided must stand, and there is nothing to answer.
 */
final class Farewell implements Runnable {

  private final Server server;

  Farewell(Server server) {
    this.server = server;
  }

  @Override
  public void run() {
    if (server.hasFailed()) {
      return;
    }
    try {
      server.close();
      Runtime.getRuntime().halt(ExitStatus.WELL.number());
    } catch (IOException | RuntimeException failure) {
      System.err.println("The stop was not clean: " + Failures.sentenceOf(failure));
      Runtime.getRuntime().halt(Failures.statusOf(failure).orElse(ExitStatus.BROKEN).number());
    }
  }
}
