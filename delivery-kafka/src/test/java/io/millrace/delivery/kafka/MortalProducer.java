package io.millrace.delivery.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.KafkaMetric;

/**
 * A real producer whose process dies at a step: what it sent has reached the broker, and it says
 * nothing more, not even goodbye.
 */
final class MortalProducer implements Producer<byte[], byte[]> {
  private final Producer<byte[], byte[]> real;
  private final Life life;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();

  MortalProducer(Producer<byte[], byte[]> real, Life life) {
    this.real = real;
    this.life = life;
  }

  /** The steps that a process has left, over all its producers. */
  static final class Life {
    static final int WITHOUT_END = Integer.MAX_VALUE;

    private int stepsLeft;
    private int overtaken;

    Life(int steps) {
      this.stepsLeft = steps;
    }

    boolean isOver() {
      return stepsLeft < 0;
    }

    /** Records that were on their way when the end of their transaction was asked for. */
    int overtaken() {
      return overtaken;
    }
  }

  /** No exception: nothing in a process that was killed catches anything. */
  static final class Died extends Error {
    private static final long serialVersionUID = 1L;
  }

  private void step(boolean sends) {
    life.stepsLeft--;
    if (life.isOver()) {
      if (sends) {
        real.flush();
      }
      throw new Died();
    }
  }

  /** As the operating system does it in the end. */
  void bury() {
    real.close(Duration.ZERO);
  }

  @Override
  public void initTransactions() {
    step(false);
    real.initTransactions();
  }

  @Override
  public void beginTransaction() {
    step(false);
    real.beginTransaction();
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
    step(true);
    Future<RecordMetadata> answer = real.send(record);
    sent.add(answer);
    return answer;
  }

  @Override
  public void flush() {
    step(true);
    real.flush();
  }

  @Override
  public void commitTransaction() {
    step(true);
    life.overtaken += (int) sent.stream().filter(record -> !record.isDone()).count();
    sent.clear();
    real.commitTransaction();
    step(false);
  }

  @Override
  public void close() {
    close(Duration.ZERO);
  }

  @Override
  public void close(Duration timeout) {
    if (!life.isOver()) {
      real.close(timeout);
    }
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void sendOffsetsToTransaction(
      Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void abortTransaction() {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<PartitionInfo> partitionsFor(String topic) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<MetricName, ? extends Metric> metrics() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uuid clientInstanceId(Duration timeout) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void registerMetricForSubscription(KafkaMetric metric) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void unregisterMetricFromSubscription(KafkaMetric metric) {
    throw new UnsupportedOperationException();
  }
}
