package io.millrace.diana.rule;

/** Takes the parts of a key, one after the other: to hash them, or to show them. */
public interface KeySink {
  /** A text; whoever is between two others must not run into them, so its end counts. */
  void text(CharSequence text);

  /** An address of which only the first bits count, as an IPv6 address of two halves. */
  void address(long high, long low, int bits);

  /** A small number. */
  void number(long number);
}
