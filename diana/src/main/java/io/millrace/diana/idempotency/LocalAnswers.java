package io.millrace.diana.idempotency;

import io.millrace.diana.Ticker;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers in this process's memory, for a single gateway. Bounded in bytes: when it is full, new
 * keys are refused; what is remembered is never forgotten early, since that would do something
 * twice. An answer for which there is no room any more is not kept: a repeat hears that it was
 * done.
 */
public final class LocalAnswers implements AnswerStore {
  /** What an entry takes beside its body: texts, objects, a place in the table. */
  private static final int ENTRY_BYTES = 600;

  /** When it is full, all entries are looked through at most so often. */
  private static final long LOOK_NANOS = 100_000_000;

  private final Ticker ticker;
  private final long bytesMax;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private long bytes;
  private long lookedAtNanos;

  private record Entry(
      String fingerprint,
      String owner,
      @Nullable StoredAnswer answer,
      long endsAtNanos,
      long bytes) {}

  public LocalAnswers(Ticker ticker, long bytesMax) {
    this.ticker = ticker;
    this.bytesMax = bytesMax;
    this.lookedAtNanos = ticker.nanos() - LOOK_NANOS;
  }

  @Override
  public synchronized Claim claim(String key, String fingerprint, String owner, Duration running) {
    long now = ticker.nanos();
    Entry entry = entries.get(key);
    if (entry != null && entry.endsAtNanos() - now > 0) {
      return entry.answer() == null
          ? new Running(entry.fingerprint())
          : new Done(entry.fingerprint(), entry.answer());
    }
    remove(key);
    if (!hasRoom(ENTRY_BYTES, now)) {
      throw new Unreachable("no room for another key", null);
    }
    put(key, new Entry(fingerprint, owner, null, now + running.toNanos(), ENTRY_BYTES));
    return new Taken();
  }

  @Override
  public synchronized void finish(
      String key, String fingerprint, String owner, StoredAnswer answer, Duration kept) {
    Entry entry = entries.get(key);
    if (entry != null && entry.owner().equals(owner)) {
      long now = ticker.nanos();
      remove(key);
      long size = ENTRY_BYTES + answer.bytes();
      boolean fits = hasRoom(size, now);
      put(
          key,
          new Entry(
              fingerprint,
              owner,
              fits ? answer : StoredAnswer.NOT_KEPT, // one for all of them
              now + kept.toNanos(),
              fits ? size : ENTRY_BYTES));
    }
  }

  private boolean hasRoom(long more, long now) {
    if (bytes + more > bytesMax && now - lookedAtNanos >= LOOK_NANOS) {
      lookedAtNanos = now;
      expire(now);
    }
    return bytes + more <= bytesMax;
  }

  @Override
  public synchronized void drop(String key, String owner) {
    Entry entry = entries.get(key);
    if (entry != null && entry.owner().equals(owner)) {
      remove(key);
    }
  }

  private void put(String key, Entry entry) {
    entries.put(key, entry);
    bytes += entry.bytes();
  }

  private void remove(String key) {
    Entry entry = entries.remove(key);
    if (entry != null) {
      bytes -= entry.bytes();
    }
  }

  private void expire(long now) {
    Iterator<Entry> all = entries.values().iterator();
    while (all.hasNext()) {
      Entry entry = all.next();
      if (entry.endsAtNanos() - now <= 0) {
        bytes -= entry.bytes();
        all.remove();
      }
    }
  }
}
