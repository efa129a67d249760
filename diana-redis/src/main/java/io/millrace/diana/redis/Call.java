package io.millrace.diana.redis;

import io.lettuce.core.RedisFuture;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Questions that go to Redis together: their keys and records, one behind the other. Whoever has
 * waited for long enough gives the whole call up; those who came with it have waited about as long.
 */
final class Call {
  private final List<Question> questions;

  /** Guarded by this, as is what follows. */
  private @Nullable RedisFuture<byte[]> onItsWay;

  private boolean givenUp;

  Call(List<Question> questions) {
    this.questions = questions;
    questions.forEach(question -> question.goesWith(this));
  }

  byte[][] keys() {
    byte[][] keys = new byte[size()][];
    int at = 0;
    for (Question question : questions) {
      System.arraycopy(question.keys(), 0, keys, at, question.size());
      at += question.size();
    }
    return keys;
  }

  byte[] records() {
    byte[] records = new byte[size() * Question.RECORD_BYTES];
    int at = 0;
    for (Question question : questions) {
      System.arraycopy(question.records(), 0, records, at, question.records().length);
      at += question.records().length;
    }
    return records;
  }

  private int size() {
    return questions.stream().mapToInt(Question::size).sum();
  }

  /** It was sent; this is told when it returns, or when it is given up. */
  void goes(
      RedisFuture<byte[]> answer,
      BiConsumer<? super byte @Nullable [], ? super @Nullable Throwable> ended) {
    boolean late;
    synchronized (this) {
      onItsWay = answer;
      late = givenUp;
    }
    answer.whenComplete(ended);
    if (late) {
      answer.cancel(true);
    }
  }

  void giveUp() {
    RedisFuture<byte[]> going;
    synchronized (this) {
      givenUp = true;
      going = onItsWay;
    }
    if (going != null) {
      going.cancel(true);
    }
  }

  /** Hands everybody his part. */
  void ended(byte @Nullable [] answers) {
    boolean whole = answers != null && answers.length == size() * Question.ANSWER_BYTES;
    int at = 0;
    for (Question question : questions) {
      question.answered(whole ? answers : null, at);
      at += question.size() * Question.ANSWER_BYTES;
    }
  }
}
