package io.millrace.delivery.kafka;

import io.millrace.node.follow.Cursor;
import io.millrace.node.follow.Effect;
import io.millrace.node.follow.EffectUnavailable;
import io.millrace.node.follow.FactBatch;
import io.millrace.node.follow.Rebuildable;
import io.millrace.node.follow.SkippedFact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes facts to a topic, with its cursor in the same transaction: whoever reads what is
 * committed sees each once. Owned by the follower's thread.
 */
public final class KafkaEffect implements Rebuildable {
  private final KafkaSettings settings;
  private final int shards;
  private final EventBytes bytes;
  private final Function<Map<String, Object>, Producer<byte[], byte[]>> producers;
  private final Map<Integer, ShardProducer> open = new HashMap<>();
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
    if (!made) {
      new CursorsTopic(settings).make(shards);
      made = true;
    }
    ShardProducer begun = ShardProducer.begin(settings, shard, producers);
    open.put(shard, begun);
    return begun.cursor();
  }

  private void throwAway(int shard) {
    ShardProducer old = open.remove(shard);
    if (old != null) {
      old.close();
    }
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

  /** Of the shards that have begun: the others say it when they do. */
  @Override
  public List<SkippedFact> skipped() throws EffectUnavailable {
    List<SkippedFact> all = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      if (!open.containsKey(shard)) {
        cursor(shard);
      }
      all.addAll(begun(shard).skipped());
    }
    return all;
  }

  /** What consumers have read cannot be taken back, and offsets are theirs: nothing is swapped. */
  @Override
  public Effect beside() throws EffectUnavailable {
    throw new EffectUnavailable(
        "a topic is not made anew in its place: start with another --kafka-topic, which begins with"
            + " the first fact");
  }

  @Override
  public boolean hasBeside() {
    return false;
  }

  @Override
  public void swap() {
    throw new IllegalStateException("there is nothing beside a topic");
  }

  @Override
  public void close() {
    open.values().forEach(ShardProducer::close);
    open.clear();
  }
}
