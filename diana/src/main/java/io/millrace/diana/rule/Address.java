package io.millrace.diana.rule;

/**
 * Reads IP addresses from text without allocating. An IPv4 address is the IPv6 address that maps
 * it, so there is one kind: two halves of 64 bits. Names are not looked up.
 *
 * <p>Owned by one thread at a time.
 */
public final class Address {
  /** The bits before an IPv4 address in its mapped form. */
  static final int MAPPED_BITS = 96;

  private static final long MAPPED_LOW = 0xffff_0000_0000L;
  private static final int GROUPS = 8;

  private long high;
  private long low;

  public long high() {
    return high;
  }

  public long low() {
    return low;
  }

  public boolean isV4() {
    return isV4(high, low);
  }

  private static boolean isV4(long high, long low) {
    return high == 0 && low >>> 32 == 0xffff;
  }

  /** Zeroes what stands behind the first bits, counted in the IPv6 form. */
  void keep(int bits) {
    high &= mask(bits);
    low &= mask(bits - 64);
  }

  static long mask(int bits) {
    return bits <= 0 ? 0 : bits >= 64 ? -1L : -1L << (64 - bits);
  }

  /** Whether the text is an address; then it is here. Brackets and a zone may stand around it. */
  public boolean parse(CharSequence text) {
    int from = 0;
    int to = text.length();
    if (to > 1 && text.charAt(0) == '[' && text.charAt(to - 1) == ']') {
      from++;
      to--;
    }
    for (int at = from; at < to; at++) {
      if (text.charAt(at) == '%') {
        to = at;
      }
    }
    for (int at = from; at < to; at++) {
      if (text.charAt(at) == ':') {
        return parseV6(text, from, to);
      }
    }
    long v4 = v4(text, from, to);
    high = 0;
    low = MAPPED_LOW | v4;
    return v4 >= 0;
  }

  /** Four decimal numbers without leading zeros, or -1. */
  private static long v4(CharSequence text, int from, int to) {
    long address = 0;
    int numbers = 0;
    int digits = 0;
    int number = 0;
    for (int at = from; at <= to; at++) {
      char c = at < to ? text.charAt(at) : '.';
      if (c == '.') {
        if (digits == 0 || number > 255) {
          return -1;
        }
        address = address << 8 | number;
        numbers++;
        digits = 0;
        number = 0;
      } else if (c >= '0' && c <= '9' && digits < 3 && !(digits > 0 && number == 0)) {
        number = number * 10 + c - '0';
        digits++;
      } else {
        return -1;
      }
    }
    return numbers == 4 ? address : -1;
  }

  private boolean parseV6(CharSequence text, int from, int to) {
    long h = 0;
    long l = 0;
    int groups = 0;
    int gap = -1;
    int at = from;
    if (to - from >= 2 && text.charAt(from) == ':' && text.charAt(from + 1) == ':') {
      gap = 0;
      at += 2;
    }
    while (at < to) {
      int end = at;
      boolean dotted = false;
      while (end < to && text.charAt(end) != ':') {
        dotted |= text.charAt(end) == '.';
        end++;
      }
      if (dotted) {
        long v4 = v4(text, at, to);
        if (end != to || v4 < 0 || groups > GROUPS - 2) {
          return false;
        }
        h = h << 32 | l >>> 32;
        l = l << 32 | v4;
        groups += 2;
      } else {
        long group = group(text, at, end);
        if (group < 0 || groups == GROUPS) {
          return false;
        }
        h = h << 16 | l >>> 48;
        l = l << 16 | group;
        groups++;
      }
      at = end;
      if (at < to) {
        at++;
        if (at < to && text.charAt(at) == ':') {
          if (gap >= 0) {
            return false;
          }
          gap = groups;
          at++;
        } else if (at == to) {
          return false;
        }
      }
    }
    if (gap < 0 ? groups != GROUPS : groups == GROUPS) {
      return false;
    }
    place(h, l, groups, gap);
    return true;
  }

  private static long group(CharSequence text, int from, int to) {
    if (to == from || to - from > 4) {
      return -1;
    }
    long group = 0;
    for (int at = from; at < to; at++) {
      char c = text.charAt(at);
      // Of ASCII alone: other scripts have digits, too.
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return -1;
      }
      group = group << 4 | digit;
    }
    return group;
  }

  /** Moves the groups before the gap to the front. */
  private void place(long h, long l, int groups, int gap) {
    if (gap < 0) {
      high = h;
      low = l;
      return;
    }
    high = 0;
    low = 0;
    int behind = groups - gap;
    for (int group = 0; group < groups; group++) {
      int fromEnd = groups - 1 - group;
      long value = (fromEnd >= 4 ? h >>> (16 * (fromEnd - 4)) : l >>> (16 * fromEnd)) & 0xffff;
      int place = group < gap ? group : GROUPS - behind + (group - gap);
      if (place < 4) {
        high |= value << (16 * (3 - place));
      } else {
        low |= value << (16 * (7 - place));
      }
    }
  }

  static void write(long high, long low, int bits, StringBuilder text) {
    boolean v4 = isV4(high, low) && bits >= MAPPED_BITS;
    if (v4) {
      text.append(low >>> 24 & 255).append('.').append(low >>> 16 & 255).append('.');
      text.append(low >>> 8 & 255).append('.').append(low & 255);
    } else {
      for (int group = 0; group < GROUPS; group++) {
        long half = group < 4 ? high : low;
        text.append(group == 0 ? "" : ":");
        text.append(Long.toHexString(half >>> (16 * (3 - group % 4)) & 0xffff));
      }
    }
    int prefix = v4 ? bits - MAPPED_BITS : bits;
    if (prefix < (v4 ? 32 : 128)) {
      text.append('/').append(prefix);
    }
  }
}
