package io.millrace.delivery.kafka;

import io.millrace.node.follow.Cursor;
import io.millrace.node.follow.EffectStopped;
import io.millrace.node.follow.EffectUnavailable;
import io.millrace.node.follow.FactBatch;
import io.millrace.node.follow.Resettable;
import io.millrace.node.follow.SkippedFact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes facts to a topic, with its cursor in the same transaction: whoever reads what is
 * committed sees each once. Owned by the follower's thread.
 */
public final class KafkaEffect implements Resettable {
  private final KafkaSettings settings;
  private final int shards;
  private final EventBytes bytes;
  private final Function<Map<String, Object>, Producer<byte[], byte[]>> producers;
  private final Map<Integer, ShardProducer> open = new HashMap<>();

  /** What this process has left in the topic for cursors, one or the other. */
  private final Map<Integer, Set<Cursor>> left = new HashMap<>();

  private boolean made;

  /** Nothing is opened before it is needed. */
  public KafkaEffect(KafkaSettings settings, int shards, EventBytes bytes) {
    this(
        settings,
        shards,
        bytes,
        client ->
            new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  KafkaEffect(
      KafkaSettings settings,
      int shards,
      EventBytes bytes,
      Function<Map<String, Object>, Producer<byte[], byte[]>> producers) {
    this.settings = settings;
    this.shards = shards;
    this.bytes = bytes;
    this.producers = producers;
  }

  /** Asked at the beginning and after each failure: each time the shard begins anew. */
  @Override
  public @Nullable Cursor cursor(int shard) throws EffectUnavailable {
    ShardProducer unused = open.get(shard);
    if (unused != null && !unused.isUsed()) {
      return unused.cursor();
    }
    throwAway(shard);
    CursorsTopic cursors = cursors();
    Set<Cursor> mayBe = left.get(shard);
    if (mayBe != null && !mayBe.contains(cursors.read(shard).cursor())) {
      left.remove(shard); // whoever says that it shall be tried again means it
      throw new EffectStopped(
          "another process publishes to %s: stop it and retry, which takes over; or name another topic with --kafka-topic"
              .formatted(settings.topic()));
    }
    ShardProducer begun = ShardProducer.begin(settings, shard, producers);
    open.put(shard, begun);
    return begun.cursor();
  }

  private void throwAway(int shard) {
    ShardProducer old = open.remove(shard);
    if (old != null) {
      left.put(shard, old.mayBe());
      old.close();
    }
  }

  private CursorsTopic cursors() throws EffectUnavailable {
    CursorsTopic cursors = new CursorsTopic(settings);
    if (!made) {
      cursors.make(shards);
      made = true;
    }
    return cursors;
  }

  private ShardProducer begun(int shard) throws EffectUnavailable {
    ShardProducer producer = open.get(shard);
    if (producer == null) {
      throw new EffectUnavailable("the last attempt failed");
    }
    return producer;
  }

  @Override
  public void take(FactBatch batch) throws EffectUnavailable {
    boolean done = false;
    try {
      begun(batch.shard()).publish(batch.facts(), batch.end(), bytes);
      done = true;
    } finally {
      if (!done) {
        throwAway(batch.shard());
      }
    }
  }

  @Override
  public void skip(FactBatch batch, SkippedFact skipped) throws EffectUnavailable {
    boolean done = false;
    try {
      begun(batch.shard()).skip(batch.end(), skipped);
      done = true;
    } finally {
      if (!done) {
        throwAway(batch.shard());
      }
    }
  }

  /** To ask takes nothing over. */
  @Override
  public List<SkippedFact> skipped() throws EffectUnavailable {
    List<SkippedFact> all = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      ShardProducer begun = open.get(shard);
      all.addAll(begun == null ? cursors().read(shard).skipped() : begun.skipped());
    }
    return all;
  }

  /** What consumers have read cannot be taken back: they may get it again, or never. */
  @Override
  public void reset(int shard, @Nullable Cursor to, @Nullable SkippedFact passedOver)
      throws EffectUnavailable {
    boolean done = false;
    try {
      begun(shard).reset(to, passedOver);
      done = true;
    } finally {
      if (!done) {
        throwAway(shard);
      }
    }
  }

  @Override
  public void close() {
    open.values().forEach(ShardProducer::close);
    open.clear();
  }
}
