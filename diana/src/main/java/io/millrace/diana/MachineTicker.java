package io.millrace.diana;

/** The one place that reads the machine's clock. */
enum MachineTicker implements Ticker {
  INSTANCE;

  @Override
  public long nanos() {
    return System.nanoTime();
  }
}
