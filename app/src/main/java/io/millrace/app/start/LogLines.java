package io.millrace.app.start;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** One line per event on standard error: time, level, who, what; a stack trace only for faults. */
final class LogLines extends Formatter {

  /** Kept from the garbage collector, which would forget their levels. */
  private static final Logger HELIDON = Logger.getLogger("io.helidon");

  private static final Logger LISTENER = Logger.getLogger("io.helidon.webserver.LoomServer");

  private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

  private LogLines() {}

  /** Everything that logs in this process, libraries too, comes out here from now on. */
  static void to(PrintStream err) {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(Level.INFO);
    root.addHandler(new Lines(err));
    HELIDON.setLevel(Level.WARNING); // its start-up lines say what the ready line says
    KAFKA.setLevel(Level.SEVERE); // what fails is told once by its follower, not at each attempt
    LISTENER.setLevel(Level.OFF); // a port that is taken is told in one sentence, not in a stack
  }

  private static final class Lines extends Handler {
    private final PrintStream err;

    Lines(PrintStream err) {
      this.err = err;
      setFormatter(new LogLines());
    }

    @Override
    public void publish(LogRecord event) {
      if (isLoggable(event)) {
        err.print(getFormatter().format(event));
      }
    }

    @Override
    public void flush() {
      err.flush();
    }

    @Override
    public void close() {
      flush(); // the stream is the process's own
    }
  }

  @Override
  public String format(LogRecord event) {
    StringWriter text = new StringWriter();
    Instant time = event.getInstant().truncatedTo(ChronoUnit.MILLIS);
    text.append(
        "%-24s %-7s %s: %s%n"
            .formatted(time, event.getLevel(), shortName(event), formatMessage(event)));
    Throwable fault = event.getThrown();
    if (fault != null) {
      fault.printStackTrace(new PrintWriter(text, true));
    }
    return text.toString();
  }

  private static String shortName(LogRecord event) {
    String name = String.valueOf(event.getLoggerName());
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
