package io.millrace.bench.unpaid;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.topic.TopicValidator;

/** A message per order that RocketMQ delivers at its deadline. */
final class RocketMqWorker implements Trigger {

  private static final String TOPIC = "unpaid";
  private static final int UNDER_WAY_MAX = 256;
  private static final int PULL_MAX = 128;

  /** A client asks for news of a broker that was away each half minute; a bench cannot wait so. */
  private static final int LOOK_MILLIS = 1_000;

  private static final int SEND_MILLIS_MAX = 10_000;
  private static final long START_MILLIS_MAX = 60_000;
  private static final long LOOK_AGAIN_MILLIS = 100;

  private final DefaultMQProducer producer;
  private final Semaphore underWay = new Semaphore(UNDER_WAY_MAX);

  private RocketMqWorker(DefaultMQProducer producer) {
    this.producer = producer;
  }

  public static void main(String[] arguments) {
    System.setProperty("rocketmq.client.rebalance.waitInterval", Integer.toString(LOOK_MILLIS));
    Worker.run(arguments, RocketMqWorker::start);
  }

  private static Trigger start(Map<String, String> where, Closing closing) throws Exception {
    String names = where.get("rocketmq");
    DefaultMQProducer producer = new DefaultMQProducer("shop");
    producer.setNamesrvAddr(names);
    producer.setPollNameServerInterval(LOOK_MILLIS);
    producer.setSendMsgTimeout(SEND_MILLIS_MAX);
    producer.start();
    awaitBroker(producer);
    DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("closer");
    consumer.setNamesrvAddr(names);
    consumer.setPollNameServerInterval(LOOK_MILLIS);
    consumer.setHeartbeatBrokerInterval(LOOK_MILLIS);
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.setPullBatchSize(PULL_MAX);
    consumer.setConsumeMessageBatchMaxSize(PULL_MAX);
    consumer.setConsumeThreadMin(1);
    consumer.setConsumeThreadMax(1);
    consumer.subscribe(TOPIC, "*");
    consumer.registerMessageListener(
        (MessageListenerConcurrently) (messages, _) -> take(messages, closing));
    consumer.start();
    return new RocketMqWorker(producer);
  }

  /** A broker that was just started takes a moment until the name server knows of it. */
  private static void awaitBroker(DefaultMQProducer producer) throws Exception {
    long endMillis = WallClock.millis() + START_MILLIS_MAX;
    while (true) {
      try {
        producer.fetchPublishMessageQueues(TopicValidator.AUTO_CREATE_TOPIC_KEY_TOPIC);
        return;
      } catch (MQClientException e) {
        if (WallClock.millis() > endMillis) {
          throw e;
        }
        WallClock.awaitMillis(WallClock.millis() + LOOK_AGAIN_MILLIS);
      }
    }
  }

  /** On the consumer's one thread. What it does not confirm comes again. */
  private static ConsumeConcurrentlyStatus take(List<MessageExt> messages, Closing closing) {
    List<Integer> due = new ArrayList<>();
    for (MessageExt message : messages) {
      due.add(Integer.parseInt(new String(message.getBody(), StandardCharsets.US_ASCII)));
    }
    try {
      closing.close(due);
      return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
    } catch (Exception e) {
      e.printStackTrace();
      return ConsumeConcurrentlyStatus.RECONSUME_LATER;
    }
  }

  @Override
  public void arm(List<UnpaidOrder> orders) throws Exception {
    Map<Message, CompletableFuture<Boolean>> sent = new LinkedHashMap<>();
    for (UnpaidOrder order : orders) {
      Message message =
          new Message(TOPIC, Integer.toString(order.id()).getBytes(StandardCharsets.US_ASCII));
      message.setDeliverTimeMs(order.deadlineMillis());
      underWay.acquire();
      sent.put(message, send(message));
    }
    for (Map.Entry<Message, CompletableFuture<Boolean>> each : sent.entrySet()) {
      if (!each.getValue().join()) {
        sendAgain(each.getKey());
      }
    }
  }

  private CompletableFuture<Boolean> send(Message message) throws Exception {
    CompletableFuture<Boolean> kept = new CompletableFuture<>();
    producer.send(
        message,
        new SendCallback() {
          @Override
          public void onSuccess(SendResult result) {
            underWay.release();
            kept.complete(result.getSendStatus() == SendStatus.SEND_OK);
          }

          @Override
          public void onException(Throwable e) {
            underWay.release();
            kept.complete(false);
          }
        });
    return kept;
  }

  /** A broker that has too much to do says so, and may be asked again. */
  private void sendAgain(Message message) throws Exception {
    SendResult result = producer.send(message);
    if (result.getSendStatus() != SendStatus.SEND_OK) {
      throw new IllegalStateException("the broker did not keep a message: " + result);
    }
  }

  /** A message that was sent cannot be called back with this client. */
  @Override
  public void disarm(List<Integer> paid) {
    // It will find nothing to close.
  }
}
