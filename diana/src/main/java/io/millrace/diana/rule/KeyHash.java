package io.millrace.diana.rule;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * SipHash-1-3 with 128 bits of result over the parts of a key. Its seed is secret and new in each
 * process, so nobody outside can make keys that fall into one place, or find two that are one. Two
 * of ten million keys share a hash with a chance below 2⁻⁸⁰; so tables keep hashes and no texts.
 *
 * <p>Most keys are one text. One that is used again and again knows the last few of these with
 * their hashes: whoever asks again, because it is hot or has a connection of its own, is compared
 * and not hashed.
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

  /** A power of two; more than a request has limits. */
  private static final int KNOWN_TEXTS = 16;

  private static final int NOWHERE = -1;

  private final Seed seed;

  /** None, or {@link #KNOWN_TEXTS}. */
  private final @Nullable String[] known;

  private final long[] knownFirst;
  private final long[] knownSecond;

  /** Where a first text is known; {@link #NOWHERE} if there is none or something followed. */
  private int knownAt = NOWHERE;

  /** A first text that is not known waits here: if nothing follows, it will be. */
  private @Nullable String waiting;

  private boolean hashing;
  private long v0;
  private long v1;
  private long v2;
  private long v3;
  private long words;
  private long first;
  private long second;

  /** For a single request: knows no text. */
  public KeyHash(Seed seed) {
    this(seed, 0);
  }

  private KeyHash(Seed seed, int knownTexts) {
    this.seed = seed;
    this.known = new String[knownTexts];
    this.knownFirst = new long[knownTexts];
    this.knownSecond = new long[knownTexts];
  }

  /** For many requests, one after the other. */
  public static KeyHash forMany(Seed seed) {
    return new KeyHash(seed, KNOWN_TEXTS);
  }

  /** Forgets what was added. */
  public KeyHash begin() {
    knownAt = NOWHERE;
    if (waiting != null) {
      waiting = null;
    }
    hashing = false;
    return this;
  }

  private void hash() {
    if (!hashing) {
      hashing = true;
      v0 = seed.first() ^ 0x736f6d6570736575L;
      v1 = seed.second() ^ 0x646f72616e646f6dL ^ 0xee;
      v2 = seed.first() ^ 0x6c7967656e657261L;
      v3 = seed.second() ^ 0x7465646279746573L;
      words = 0;
    }
    String text = knownAt == NOWHERE ? waiting : known[knownAt];
    if (text != null) {
      knownAt = NOWHERE;
      waiting = null;
      add(text);
    }
  }

  @Override
  public void text(CharSequence text) {
    boolean isFirst = !hashing && knownAt == NOWHERE && waiting == null;
    if (isFirst && known.length > 0 && text instanceof String alone) {
      int place = place(alone);
      if (alone.equals(known[place])) {
        knownAt = place;
      } else {
        waiting = alone;
      }
    } else {
      hash();
      add(text);
    }
  }

  private static int place(String text) {
    return text.hashCode() & (KNOWN_TEXTS - 1);
  }

  @Override
  public void address(long high, long low, int bits) {
    hash();
    add(bits);
    add(high);
    add(low);
  }

  @Override
  public void number(long number) {
    hash();
    add(number);
  }

  private void add(CharSequence text) {
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

  private void add(long word) {
    v3 ^= word;
    round();
    v0 ^= word;
    words++;
  }

  /** Ends the hash; {@link #first} and {@link #second} are its halves. */
  public KeyHash finish() {
    if (knownAt != NOWHERE) {
      first = knownFirst[knownAt];
      second = knownSecond[knownAt];
      return this;
    }
    String alone = waiting;
    hash();
    end();
    if (alone != null) {
      int place = place(alone);
      known[place] = alone;
      knownFirst[place] = first;
      knownSecond[place] = second;
    }
    return this;
  }

  private void end() {
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
