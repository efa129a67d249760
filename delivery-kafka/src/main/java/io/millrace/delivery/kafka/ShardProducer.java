package io.millrace.delivery.kafka;

import io.millrace.node.follow.Cursor;
import io.millrace.node.follow.EffectStopped;
import io.millrace.node.follow.EffectUnavailable;
import io.millrace.node.follow.FollowedFact;
import io.millrace.node.follow.SkippedFact;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * A shard's way into the topic: facts and the cursor behind them go in one transaction. Owned by
 * the follower's thread.
 *
 * <p>It begins by taking its transactional id over, and reads its cursor after that. Taking over
 * ends what a process left that died, one way or the other, and shuts out one that only seemed to
 * have died: so what is read is the last that will ever have been written before. Whatever fails
 * afterwards, this one is thrown away, and another begins the same way: a commit may have succeeded
 * whose answer was lost.
 *
 * <p>The end of a transaction is asked for when all of it has arrived, and not before. The client
 * (4.3.1) looks whether anything is unsent, and then, as a step of its own, what it was asked to
 * send: an end that is asked for in between overtakes records. Where it overtakes all of them, the
 * brokers know of no transaction (InvalidTxnStateException); where it overtakes some, they commit
 * the others, and facts are in the topic without their cursor.
 */
final class ShardProducer implements AutoCloseable {
  private static final EventBytes NO_BYTES = _ -> new byte[0];

  private final Producer<byte[], byte[]> producer;
  private final CursorsTopic cursors;
  private final String topic;
  private final int shard;
  private KeptCursor kept = KeptCursor.NOTHING;
  private KeptCursor tried = KeptCursor.NOTHING;
  private boolean used;

  private ShardProducer(
      Producer<byte[], byte[]> producer, CursorsTopic cursors, String topic, int shard) {
    this.producer = producer;
    this.cursors = cursors;
    this.topic = topic;
    this.shard = shard;
  }

  static ShardProducer begin(
      KafkaSettings settings,
      int shard,
      Function<Map<String, Object>, Producer<byte[], byte[]>> producers)
      throws EffectUnavailable {
    CursorsTopic cursors = new CursorsTopic(settings);
    ShardProducer begun =
        new ShardProducer(made(settings, shard, producers), cursors, settings.topic(), shard);
    try {
      begun.takeOver();
      return begun;
    } catch (EffectUnavailable e) {
      begun.close();
      throw e;
    }
  }

  private static Producer<byte[], byte[]> made(
      KafkaSettings settings,
      int shard,
      Function<Map<String, Object>, Producer<byte[], byte[]>> producers)
      throws EffectUnavailable {
    try {
      return producers.apply(settings.producer(shard));
    } catch (KafkaException e) { // a name that nobody can resolve, a file of keys that is not there
      throw new EffectUnavailable("the client: " + root(e).getMessage(), e);
    }
  }

  private void takeOver() throws EffectUnavailable {
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      throw new EffectUnavailable("the brokers: " + e.getMessage(), e);
    }
    kept = cursors.read(shard);
    tried = kept;
  }

  /** Whether it has tried to commit anything: before that its cursor is as it was read. */
  boolean isUsed() {
    return used;
  }

  @Nullable Cursor cursor() {
    return kept.isNothing() ? null : kept.cursor();
  }

  List<SkippedFact> skipped() {
    return kept.skipped();
  }

  /** What the topic says while nobody else writes: the last commit may have succeeded, or not. */
  Set<Cursor> mayBe() {
    return Set.copyOf(List.of(kept.cursor(), tried.cursor()));
  }

  /** Both or neither. */
  void publish(List<FollowedFact> facts, Cursor end, EventBytes bytes) throws EffectUnavailable {
    checkLog(end);
    commit(facts, new KeptCursor(end, skipped()), bytes);
  }

  void skip(Cursor end, SkippedFact fact) throws EffectUnavailable {
    checkLog(end);
    commit(List.of(), new KeptCursor(end, skipped()).with(fact, end), NO_BYTES);
  }

  /** Nothing but the cursor. */
  void reset(@Nullable Cursor to, @Nullable SkippedFact passedOver) throws EffectUnavailable {
    Cursor place = to == null ? KeptCursor.NOTHING.cursor() : to;
    KeptCursor next = new KeptCursor(place, skipped());
    commit(List.of(), passedOver == null ? next : next.with(passedOver, place), NO_BYTES);
  }

  /** A copy that is tried out must not tell the original's consumers what happens in it. */
  private void checkLog(Cursor end) throws EffectStopped {
    if (kept.isOfAnotherLogThan(end)) {
      throw new EffectStopped(
          ("%s was written from the log that this one is a copy of: name another topic with"
                  + " --kafka-topic, or reset this follower to go on there")
              .formatted(topic));
    }
  }

  private void commit(List<FollowedFact> facts, KeptCursor next, EventBytes bytes)
      throws EffectUnavailable {
    used = true;
    tried = next;
    try {
      producer.beginTransaction();
      for (FollowedFact fact : facts) {
        ProducerRecord<byte[], byte[]> record = EventRecord.of(topic, fact, bytes);
        if (record != null) {
          var _ = producer.send(record); // what fails fails the commit
        }
      }
      var _ = producer.send(cursors.record(shard, next));
      producer.flush();
      producer.commitTransaction();
      kept = next;
    } catch (KafkaException e) {
      throw why(e);
    }
  }

  /** The facts are to blame if they are too large for the topic, and for nothing else. */
  private EffectUnavailable why(KafkaException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof RecordTooLargeException) {
        throw new IllegalStateException("larger than the topic takes: " + cause.getMessage(), e);
      }
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException) {
        return new EffectUnavailable(
            "another process publishes to %s, or a transaction took longer than the brokers wait"
                .formatted(topic),
            e);
      }
    }
    return new EffectUnavailable("the brokers: " + root(e).getMessage(), e);
  }

  private static Throwable root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** Waits for nobody: what is under way is ended by whoever begins next. */
  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
