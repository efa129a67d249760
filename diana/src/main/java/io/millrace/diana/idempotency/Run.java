package io.millrace.diana.idempotency;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The first request under a key, from the moment it took it. It ends once, by whoever says so
 * first: a server may tell of a time-out, an error and an end of the same request, from several
 * threads. The end waits for the store.
 *
 * <p>An answer is given again if it says that something was decided: statuses below 500 but for
 * 408, 425 and 429. After the others, and after a request that broke off, the key is free, and the
 * next request is tried afresh: what the service did before it failed is the service's matter.
 */
public final class Run {
  private static final System.Logger LOG = System.getLogger(Run.class.getName());

  /** Fields that belong to an answer and not to its way to the client. */
  private static final List<String> KEPT_FIELDS =
      List.of(
          "Content-Type",
          "Content-Encoding",
          "Content-Language",
          "Location",
          "ETag",
          "Last-Modified",
          "Link");

  private static final Set<Integer> NOT_DECIDED = Set.of(408, 425, 429);

  private final AnswerStore store;
  private final IdempotencySettings settings;
  private final String key;
  private final String fingerprint;
  private final String owner;
  private final AnswerCopy copy;
  private final AtomicBoolean over = new AtomicBoolean();

  /** The fields of an answer. */
  @FunctionalInterface
  public interface Fields {
    @Nullable String value(String name);
  }

  Run(
      AnswerStore store,
      IdempotencySettings settings,
      String key,
      String fingerprint,
      String owner) {
    this.store = store;
    this.settings = settings;
    this.key = key;
    this.fingerprint = fingerprint;
    this.owner = owner;
    this.copy = new AnswerCopy(settings.answerBytesMax());
  }

  /** Where the answer's body goes, beside its way to the client. */
  public AnswerCopy copy() {
    return copy;
  }

  public boolean isOver() {
    return over.get();
  }

  /** It was answered, and the body is in the copy, unless it was too long. */
  public void answered(int status, Fields fields) {
    if (!isDecided(status)) {
      brokeOff();
    } else if (ends()) {
      finish(
          copy.isWhole()
              ? new StoredAnswer(status, kept(fields), copy.bytes())
              : StoredAnswer.NOT_KEPT);
    }
  }

  /**
   * It had begun to answer when its client left, and broke off for that: it was done, and how far
   * the answer came does not matter.
   */
  void cutOff(int status) {
    if (!isDecided(status)) {
      brokeOff();
    } else if (ends()) {
      finish(StoredAnswer.NOT_KEPT);
    }
  }

  private static boolean isDecided(int status) {
    return status < 500 && !NOT_DECIDED.contains(status);
  }

  /** There is no answer, or none that should be given again. */
  public void brokeOff() {
    if (ends()) {
      drop();
    }
  }

  private boolean ends() {
    return over.compareAndSet(false, true);
  }

  private static List<Map.Entry<String, String>> kept(Fields fields) {
    List<Map.Entry<String, String>> kept = new ArrayList<>();
    for (String name : KEPT_FIELDS) {
      String value = fields.value(name);
      if (value != null) {
        kept.add(Map.entry(name, value));
      }
    }
    return kept;
  }

  /**
   * The answer is on its way, so a store that is gone is no reason to break it. Until the time for
   * running is over a repeat hears that the first still runs, and then it is done again.
   */
  private void finish(StoredAnswer answer) {
    try {
      store.finish(key, fingerprint, owner, answer, settings.kept());
    } catch (AnswerStore.Unreachable e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The answer under key "
              + key
              + " could not be kept, so it may be done twice: "
              + e.getMessage());
    }
  }

  private void drop() {
    try {
      store.drop(key, owner);
    } catch (AnswerStore.Unreachable e) {
      LOG.log(
          System.Logger.Level.WARNING, "A key is not free before its time for running is over", e);
    }
  }
}
