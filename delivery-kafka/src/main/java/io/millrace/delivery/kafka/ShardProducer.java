package io.millrace.delivery.kafka;

import io.millrace.node.follow.Cursor;
import io.millrace.node.follow.EffectUnavailable;
import io.millrace.node.follow.FollowedFact;
import io.millrace.node.follow.SkippedFact;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
 */
final class ShardProducer implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final CursorsTopic cursors;
  private final String topic;
  private final int shard;
  private @Nullable KeptCursor kept;
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
  }

  /** Whether it has tried to commit anything: before that its cursor is as it was read. */
  boolean isUsed() {
    return used;
  }

  @Nullable Cursor cursor() {
    KeptCursor last = kept;
    return last == null ? null : last.cursor();
  }

  List<SkippedFact> skipped() {
    KeptCursor last = kept;
    return last == null ? List.of() : last.skipped();
  }

  /** Both or neither. */
  void publish(List<FollowedFact> facts, Cursor end, EventBytes bytes) throws EffectUnavailable {
    commit(facts, new KeptCursor(end, skipped()), bytes);
  }

  void skip(Cursor end, SkippedFact fact) throws EffectUnavailable {
    commit(List.of(), new KeptCursor(end, skipped()).with(fact, end), _ -> new byte[0]);
  }

  private void commit(List<FollowedFact> facts, KeptCursor next, EventBytes bytes)
      throws EffectUnavailable {
    used = true;
    try {
      producer.beginTransaction();
      for (FollowedFact fact : facts) {
        ProducerRecord<byte[], byte[]> record = EventRecord.of(topic, fact, bytes);
        if (record != null) {
          var _ = producer.send(record); // what fails fails the commit
        }
      }
      var _ = producer.send(cursors.record(shard, next));
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
        return new EffectUnavailable("another process publishes to " + topic, e);
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
