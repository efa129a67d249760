package io.millrace.diana.algorithm;

/** Products of two longs that do not fit in a long. All arguments are 0 or more. */
final class Wide {
  private Wide() {}

  /** Compares {@code a * b} with {@code c * d}. */
  static int compare(long a, long b, long c, long d) {
    long left = Math.multiplyHigh(a, b);
    long right = Math.multiplyHigh(c, d);
    return left != right ? Long.compare(left, right) : Long.compareUnsigned(a * b, c * d);
  }

  /**
   * {@code a * b / c}, rounded down. The guess in floating point is off by a few at most, and is
   * then mended by exact comparisons.
   *
   * @param c more than 0, and such that the result fits
   */
  static long divide(long a, long b, long c) {
    long quotient = (long) ((double) a * b / c);
    while (compare(quotient, c, a, b) > 0) {
      quotient--;
    }
    while (compare(quotient + 1, c, a, b) <= 0) {
      quotient++;
    }
    return quotient;
  }

  /** {@code a * b / c}, rounded up. */
  static long divideUp(long a, long b, long c) {
    long quotient = divide(a, b, c);
    return compare(quotient, c, a, b) == 0 ? quotient : quotient + 1;
  }
}
