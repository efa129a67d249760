package io.millrace.bench.torture;

import io.millrace.bench.process.Doorway;
import io.millrace.model.Actor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/**
 * Some who want the same few units, in rounds: in a round each does some things as fast as it can,
 * and between two rounds nothing is under way. So the history of a round can be searched for an
 * order: it has few operations, however long the run. Owned by its thread, which has one more for
 * each client of a round.
 */
final class Rush {
  static final int CLIENTS = 4;

  /** With four clients at most 6⁴ sets of operations are to be looked at. */
  static final int OPERATIONS_A_CLIENT = 5;

  private static final long REST_NANOS = 30_000_000;
  private static final int FIRST_UNITS = 6;

  /** Some whose connection breaks never ask what became of their wish. */
  private static final int GIVES_UP_IN = 3;

  /** Of those who see that nothing is left; so there is never much, and never nothing for long. */
  private static final int RECEIVES_IN = 6;

  private static final String PATH = Premises.path(Premises.RUSH);

  private final List<Client> clients;
  private final SplittableRandom random;
  private final Actor merchant;
  private final Doorway doorway;
  private final Tally tally;
  private int rounds;

  Rush(
      List<Client> clients,
      SplittableRandom random,
      Premises premises,
      Doorway doorway,
      Tally tally) {
    this.clients = List.copyOf(clients);
    this.random = random;
    this.merchant = premises.rushMerchant();
    this.doorway = doorway;
    this.tally = tally;
  }

  /** Goes on until the doorway is no more. */
  void run() {
    try {
      receive(clients.getFirst(), random, "first", FIRST_UNITS);
      while (!doorway.isOver()) {
        round();
        LockSupport.parkNanos(REST_NANOS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      tally.failed("the rush cannot go on", e);
    }
  }

  private void round() throws InterruptedException {
    rounds++;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      threads.add(
          Thread.ofVirtual().start(new Turn(clients.get(i), random.split(), rounds + "-" + i)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void receive(Client client, SplittableRandom chance, String key, int units)
      throws IOException, InterruptedException {
    Asking asking =
        Asking.post(
            PATH + "/skus/" + Premises.HOT + "/movements", merchant, key, Premises.movement(units));
    client.ask(asking, chance, 0);
  }

  /** What one client does in a round. */
  private final class Turn implements Runnable {
    private final Client client;
    private final SplittableRandom chance;
    private final String name;
    private final List<String> orders = new ArrayList<>();
    private int keys;

    Turn(Client client, SplittableRandom chance, String name) {
      this.client = client;
      this.chance = chance;
      this.name = name;
    }

    @Override
    public void run() {
      try {
        for (int i = 0; i < OPERATIONS_A_CLIENT - 1; i++) {
          act();
        }
        // Whoever leaves gives back what it has, or a few rounds later there would be none left.
        if (orders.isEmpty()) {
          look();
        } else {
          cancel();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException | RuntimeException e) {
        tally.failed("a client of the rush cannot go on", e);
      }
    }

    private String key() {
      return name + "-" + ++keys;
    }

    private void act() throws IOException, InterruptedException {
      int kind = chance.nextInt(10);
      if (kind < 5) {
        order();
      } else if (kind < 7 && !orders.isEmpty()) {
        cancel();
      } else {
        look();
      }
    }

    private void order() throws IOException, InterruptedException {
      int units = 1 + chance.nextInt(2);
      Answered answered =
          client.ask(
              Asking.post(
                  PATH + "/orders",
                  merchant,
                  key(),
                  "{'buyer':'anna','lines':[{'sku':'%s','quantity':%d}]}"
                      .formatted(Premises.HOT, units)),
              chance,
              GIVES_UP_IN);
      if (answered != null && answered.isWell()) {
        JsonNode order = answered.json();
        orders.add(order.required("id").asString());
      }
    }

    private void cancel() throws IOException, InterruptedException {
      String order = chance.nextInt(4) == 0 ? orders.getLast() : orders.removeLast();
      client.ask(
          Asking.post(PATH + "/orders/" + order + "/cancel", merchant, key(), "{}"),
          chance,
          GIVES_UP_IN);
    }

    private void look() throws IOException, InterruptedException {
      Answered answered =
          client.ask(Asking.get(PATH + "/skus/" + Premises.HOT + "/stock", merchant), chance, 0);
      boolean isGone =
          answered != null
              && answered.isWell()
              && answered.json().required("available").asLong() == 0;
      if (isGone && chance.nextInt(RECEIVES_IN) == 0) {
        receive(client, chance, key(), 1);
      }
    }
  }
}
