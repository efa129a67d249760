package io.millrace.diana.rule;

/** A key as people read it. Long ones are cut, so that nobody fills a log or a table with one. */
public final class KeyText implements KeySink {
  /** Enough to tell two apart. */
  private static final int CHARS_MAX = 96;

  private final StringBuilder text = new StringBuilder(CHARS_MAX);

  public KeyText begin() {
    text.setLength(0);
    return this;
  }

  @Override
  public void text(CharSequence part) {
    separate();
    text.append(part, 0, Math.min(part.length(), Math.max(0, CHARS_MAX - text.length())));
  }

  @Override
  public void address(long high, long low, int bits) {
    separate();
    Address.write(high, low, bits, text);
  }

  @Override
  public void number(long number) {
    separate();
    text.append(number);
  }

  private void separate() {
    if (text.length() > 0) {
      text.append(" × ");
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
