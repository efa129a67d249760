package io.millrace.diana.rule;

import java.security.SecureRandom;

/**
 * SipHash-1-3 with 128 bits of result over the parts of a key. Its seed is secret and new in each
 * process, so nobody outside can make keys that fall into one place, or find two that are one. Two
 * of ten million keys share a hash with a chance below 2⁻⁸⁰; so tables keep hashes and no texts.
 *
 * <p>Owned by one thread at a time; allocates nothing.
 */
public final class KeyHash implements KeySink {
  /** A process's own secret. */
  public record Seed(long first, long second) {
    public static Seed secret() {
      SecureRandom random = new SecureRandom();
      return new Seed(random.nextLong(), random.nextLong());
    }
  }

  private static final int CHARS_A_WORD = 4;

  private final Seed seed;
  private long v0;
  private long v1;
  private long v2;
  private long v3;
  private long words;
  private long first;
  private long second;

  public KeyHash(Seed seed) {
    this.seed = seed;
    begin();
  }

  /** Forgets what was added. */
  public KeyHash begin() {
    v0 = seed.first() ^ 0x736f6d6570736575L;
    v1 = seed.second() ^ 0x646f72616e646f6dL ^ 0xee;
    v2 = seed.first() ^ 0x6c7967656e657261L;
    v3 = seed.second() ^ 0x7465646279746573L;
    words = 0;
    return this;
  }

  @Override
  public void text(CharSequence text) {
    int length = text.length();
    add(length);
    for (int at = 0; at < length; at += CHARS_A_WORD) {
      long word = 0;
      for (int next = Math.min(length, at + CHARS_A_WORD) - 1; next >= at; next--) {
        word = word << Character.SIZE | text.charAt(next);
      }
      add(word);
    }
  }

  @Override
  public void address(long high, long low, int bits) {
    add(bits);
    add(high);
    add(low);
  }

  @Override
  public void number(long number) {
    add(number);
  }

  private void add(long word) {
    v3 ^= word;
    round();
    v0 ^= word;
    words++;
  }

  /** Ends the hash; {@link #first} and {@link #second} are its halves. */
  public KeyHash finish() {
    add(words << 8);
    v2 ^= 0xee;
    round();
    round();
    round();
    first = v0 ^ v1 ^ v2 ^ v3;
    v1 ^= 0xdd;
    round();
    round();
    round();
    second = v0 ^ v1 ^ v2 ^ v3;
    return this;
  }

  public long first() {
    return first;
  }

  public long second() {
    return second;
  }

  private void round() {
    v0 += v1;
    v2 += v3;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v1;
    v0 += v3;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 = Long.rotateLeft(v2, 32);
  }
}
