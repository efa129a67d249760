package io.millrace.bench.unpaid;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DeliverCallback;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A message per order that nobody reads, with the time to live that its order has; when that is
 * over, RabbitMQ moves it to the queue of what is due. Messages expire at the head of a queue only,
 * so each timeout that a shop gives has a queue of its own. Quorum queues, which move a message
 * without ever losing it, and confirmed publishing.
 */
final class RabbitMqWorker implements Trigger {

  private static final String DUE = "due";
  private static final int PERSISTENT = 2;
  private static final long CONFIRM_MILLIS_MAX = 60_000;
  private static final long RECOVERY_MILLIS = 200;
  private static final Map<String, Object> QUORUM = Map.of("x-queue-type", "quorum");
  private static final Map<String, Object> WAITING =
      Map.of(
          "x-queue-type", "quorum",
          "x-dead-letter-exchange", "",
          "x-dead-letter-routing-key", DUE,
          "x-dead-letter-strategy", "at-least-once",
          "x-overflow", "reject-publish");

  private final Channel publishing;
  private final Channel consuming;
  private final Set<Integer> timeouts = new HashSet<>();
  private final BlockingQueue<Due> due = new LinkedBlockingQueue<>();

  private record Due(int id, long tag) {}

  private RabbitMqWorker(Connection connection) throws IOException {
    publishing = connection.createChannel();
    publishing.confirmSelect();
    consuming = connection.createChannel();
    consuming.queueDeclare(DUE, true, false, false, QUORUM);
    consuming.basicQos(2 * Closing.BATCH_MAX);
    DeliverCallback take =
        (_, message) ->
            due.add(
                new Due(
                    Integer.parseInt(new String(message.getBody(), StandardCharsets.US_ASCII)),
                    message.getEnvelope().getDeliveryTag()));
    consuming.basicConsume(DUE, false, take, _ -> {});
  }

  public static void main(String[] arguments) {
    Worker.run(arguments, RabbitMqWorker::start);
  }

  private static Trigger start(Map<String, String> where, Closing closing) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(Integer.parseInt(where.get("rabbitmq")));
    factory.setNetworkRecoveryInterval(Duration.ofMillis(RECOVERY_MILLIS).toMillis());
    RabbitMqWorker trigger = new RabbitMqWorker(factory.newConnection());
    closing.watch(() -> trigger.run(closing));
    return trigger;
  }

  private void run(Closing closing) throws Exception {
    List<Due> batch = new ArrayList<>();
    while (true) {
      batch.clear();
      batch.add(due.take());
      due.drainTo(batch, Closing.BATCH_MAX - 1);
      closing.close(batch.stream().map(Due::id).toList());
      try {
        consuming.basicAck(batch.getLast().tag(), true);
      } catch (AlreadyClosedException _) {
        // The server is away. It will deliver them again, and nothing will be left to close.
      }
    }
  }

  @Override
  public void arm(List<UnpaidOrder> orders) throws Exception {
    for (UnpaidOrder order : orders) {
      String queue = DUE + "-in-" + order.timeoutMillis();
      if (timeouts.add(order.timeoutMillis())) {
        publishing.queueDeclare(queue, true, false, false, WAITING);
      }
      long left = Math.max(0, order.deadlineMillis() - WallClock.millis());
      publishing.basicPublish(
          "",
          queue,
          new AMQP.BasicProperties.Builder()
              .deliveryMode(PERSISTENT)
              .expiration(Long.toString(left))
              .build(),
          Integer.toString(order.id()).getBytes(StandardCharsets.US_ASCII));
    }
    publishing.waitForConfirmsOrDie(CONFIRM_MILLIS_MAX);
  }

  /** A message cannot be taken out of a queue. */
  @Override
  public void disarm(List<Integer> paid) {
    // It will find nothing to close.
  }
}
