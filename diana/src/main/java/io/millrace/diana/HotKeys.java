package io.millrace.diana;

import io.millrace.diana.rule.KeyText;
import io.millrace.diana.rule.Scratch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keys that ask most, found by looking at one request in {@link #ONE_IN} (space-saving: a
 * newcomer takes the place and the count of the least). Texts of keys are kept here and nowhere
 * else. Allocates nothing once all places have been used; a thread that meets another does not
 * wait.
 */
final class HotKeys {
  /** Decisions for each that is looked at. */
  static final int ONE_IN = 32;

  private static final int ONE_IN_BITS = 5;
  private static final int PLACES = 256;

  /** After so many looks everything is halved, so that yesterday's heat cools down. */
  private static final int LOOKS_A_HALVING = 1 << 16;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final ReentrantLock busy = new ReentrantLock();

  /** By name: whoever held the rule would hold its table, also after the policy has changed. */
  private final @Nullable String[] rules = new String[PLACES];

  private final long[] hashes = new long[PLACES];
  private final long[] asked = new long[PLACES];
  private final long[] refused = new long[PLACES];
  private final KeyText[] texts = new KeyText[PLACES];
  private int looks;

  HotKeys() {
    for (int place = 0; place < PLACES; place++) {
      texts[place] = new KeyText();
    }
  }

  /**
   * Which are looked at follows from the key and the moment: as good as chance, without a state.
   */
  static boolean isLookedAt(long hash, long now) {
    return ((hash + now) * GOLDEN) >>> (Long.SIZE - ONE_IN_BITS) == 0;
  }

  void look(Verdict verdict, Request request) {
    if (!busy.tryLock()) {
      return;
    }
    try {
      for (int limit = 0; limit < verdict.size; limit++) {
        look(verdict.asked(limit), verdict.scratch, request);
      }
      if (++looks >= LOOKS_A_HALVING) {
        looks = 0;
        for (int place = 0; place < PLACES; place++) {
          asked[place] /= 2;
          refused[place] /= 2;
        }
      }
    } finally {
      busy.unlock();
    }
  }

  private void look(Asked key, Scratch scratch, Request request) {
    Counted rule = key.counted;
    if (rule.limit().by().isEmpty()) {
      return;
    }
    String name = rule.rule().name();
    long hash = key.first;
    int place = 0;
    for (int other = 0; other < PLACES; other++) {
      if (hashes[other] == hash && name.equals(rules[other])) {
        place = other;
        break;
      }
      if (asked[other] < asked[place]) {
        place = other;
      }
    }
    if (hashes[place] != hash || !name.equals(rules[place])) {
      hashes[place] = hash;
      rules[place] = name;
      refused[place] = 0;
      try {
        rule.giveKey(request, scratch, texts[place].begin());
      } catch (RuntimeException e) {
        rule.failed(e); // a key that nobody can read is nobody's to look at
        clear(place);
        return;
      }
    }
    asked[place]++;
    refused[place] += key.isExceeded() ? 1 : 0;
  }

  /** Forgets the keys of all other rules. */
  void keepOnly(Set<String> names) {
    busy.lock();
    try {
      for (int place = 0; place < PLACES; place++) {
        String rule = rules[place];
        if (rule != null && !names.contains(rule)) {
          clear(place);
        }
      }
    } finally {
      busy.unlock();
    }
  }

  private void clear(int place) {
    rules[place] = null;
    hashes[place] = 0;
    asked[place] = 0;
    refused[place] = 0;
    texts[place].begin();
  }

  List<HotKey> hottest(int most) {
    List<HotKey> keys = new ArrayList<>();
    busy.lock();
    try {
      for (int place = 0; place < PLACES; place++) {
        String rule = rules[place];
        if (rule != null && asked[place] > 0) {
          keys.add(
              new HotKey(
                  rule, texts[place].toString(), asked[place] * ONE_IN, refused[place] * ONE_IN));
        }
      }
    } finally {
      busy.unlock();
    }
    keys.sort(Comparator.comparingLong(HotKey::asked).reversed());
    return List.copyOf(keys.subList(0, Math.min(most, keys.size())));
  }
}
